/** A text as a shell takes it for one word, whatever is in it; a plain one as it is. */
export function shellQuoted(text: string): string {
    return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
