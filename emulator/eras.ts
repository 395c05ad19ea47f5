// The names of the times of Atlas's life. What the service does differently in one of them is in `eraRules`.

/**
 * A time that can be played: `classic` is that of real serverless instances (before 2025-02), `transition` that in which
 * the serverless endpoints make and manage Flex clusters, `sunset` that in which they are gone (from 2026-01-22).
 */
export type Era = "classic" | "transition" | "sunset";

/** All eras, in their order. */
export const ERAS = ["classic", "transition", "sunset"] as const satisfies readonly Era[];

/** Whether a value from outside names an era. */
export function isEra(value: unknown): value is Era {
    return ERAS.some((era) => era === value);
}
