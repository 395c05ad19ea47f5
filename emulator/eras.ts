// The eras of the Atlas API. What Atlas does differently in one of them is in `era-rules`.

/**
 * An era that can be emulated: in `classic` there are real serverless instances (before 2025-02), in `transition` the serverless
 * endpoints create and manage Flex clusters, and in `sunset` those endpoints are retired (since 2026-01-22).
 */
export type Era = "classic" | "transition" | "sunset";

/** All eras, in their order. */
export const ERAS = ["classic", "transition", "sunset"] as const satisfies readonly Era[];

/** Whether a value from outside names an era. */
export function isEra(value: unknown): value is Era {
    return ERAS.some((era) => era === value);
}
