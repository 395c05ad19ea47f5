/** What moves a terminal's cursor, ends a line, or lets a text be read in another order than it is written in. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** One line in which each of these is a JSON escape: a name in a file of others must not write to the terminal, or as if it were us. */
export function printable(line: string): string {
    return line.replaceAll(unprintable, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same for a text of several lines; in JSON and in a program, its strings stay what they are. */
export function printableLines(text: string): string {
    return text.split("\n").map(printable).join("\n");
}
