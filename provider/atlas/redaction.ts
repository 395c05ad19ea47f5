/** A value as a message shows it. */
export function quoteIfPlausible(value: string): string {
    return `"${value}"`;
}
