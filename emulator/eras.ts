// The names of the times of Atlas's life. What the service does differently in one of them is in `eraRules`.

/**
 * The eras that can be played: `classic` is the time of real serverless instances (before 2025-02), `transition` that in
 * which the serverless endpoints make and manage Flex databases, `sunset` that in which they are gone (from 2026-01-22).
 */
export const ERAS = ["classic", "transition", "sunset"] as const;

/** One of {@link ERAS}. */
export type Era = (typeof ERAS)[number];

/** Whether a value from outside names an era. */
export function isEra(value: unknown): value is Era {
    return ERAS.some((era) => era === value);
}
