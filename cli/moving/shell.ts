/** A text as a shell takes it, whatever is in it. */
export function shellQuoted(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
