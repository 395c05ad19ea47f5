// The times of Atlas's life. What the service did differently in one of them is a rule here, never an `if` elsewhere.

/** The eras that can be played: `classic` is the time of real serverless instances (before 2025-02). */
export const ERAS = ["classic"] as const;

/** One of {@link ERAS}. */
export type Era = (typeof ERAS)[number];

/** Whether a value from outside names an era. */
export function isEra(value: unknown): value is Era {
    return ERAS.some((era) => era === value);
}

/** What distinguishes one era's answers from another's. */
export interface EraRules {
    /** Whether a `serverlessContinuousBackupEnabled` that was sent is kept; later eras accept and ignore it. */
    readonly keepsContinuousBackup: boolean;
    /** What a serverless instance is really made of, as `providerSettings.effective*` tells it. */
    readonly effective: {
        readonly providerName: string;
        readonly instanceSizeName: string;
        readonly diskSizeGBLimit: number;
    };
}

const RULES: Readonly<Record<Era, EraRules>> = {
    classic: {
        keepsContinuousBackup: true,
        effective: { providerName: "SERVERLESS", instanceSizeName: "SERVERLESS_V2", diskSizeGBLimit: 1024 },
    },
};

/** The rules of an era. */
export function rulesOf(era: Era): EraRules {
    return RULES[era];
}
