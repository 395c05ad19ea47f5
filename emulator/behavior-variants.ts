// Behavior of Atlas that is not known, or was observed in more than one form: a client must work with each.

/** The statuses that a retired operation may answer with. */
export const GONE_STATUSES = [410, 404, 405, 406] as const;

/** One of {@link GONE_STATUSES}. */
export type GoneStatus = (typeof GONE_STATUSES)[number];

/** The variants in force; the control API sets them. */
export interface BehaviorVariants {
    /** Whether a cluster that is converted or upgraded gets a new id. */
    readonly newIds: boolean;
    /** The status that a retired operation answers with. */
    readonly goneStatus: GoneStatus;
    /** Operations of the serverless API that v2 refuses as retired while v1.0 serves them, by their names. */
    readonly serverlessV2Refuses: readonly string[];
}

/** The most likely variants. */
export const DEFAULT_VARIANTS: BehaviorVariants = { newIds: false, goneStatus: 410, serverlessV2Refuses: [] };
