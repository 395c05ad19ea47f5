// What nobody outside knows of the service, or knows of in more than one form: a client must live with either.

/** The statuses that an operation that is gone may answer with. */
export const GONE_STATUSES = [410, 404, 405, 406] as const;

/** One of {@link GONE_STATUSES}. */
export type GoneStatus = (typeof GONE_STATUSES)[number];

/** The choices in force; the control API makes them. */
export interface BehaviorVariants {
    /** Whether a cluster that is converted or upgraded gets a new id. */
    readonly newIds: boolean;
    /** What an operation that is gone answers. */
    readonly goneStatus: GoneStatus;
    /** Operations of the serverless generation that v2 refuses as gone while v1.0 serves them, by their names. */
    readonly serverlessV2Refuses: readonly string[];
}

/** What is thought likeliest. */
export const DEFAULT_VARIANTS: BehaviorVariants = { newIds: false, goneStatus: 410, serverlessV2Refuses: [] };
