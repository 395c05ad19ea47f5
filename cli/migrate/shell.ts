import { printable } from "../printable";

/**
 * A text as a shell takes it for one word, a plain one as it is; undefined where there is no such form. On Windows it is one
 * that both cmd.exe and PowerShell take.
 */
export function shellQuoted(text: string, platform = process.platform): string | undefined {
    if (printable(text) !== text) {
        return undefined;
    }
    if (platform !== "win32") {
        return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
    }
    if (/^[\w./:\\-]+$/.test(text)) {
        return text;
    }
    // What one of the two replaces between quotes, and what ends them.
    return text === "" || /["%!$`“”„]|\\$/.test(text) ? undefined : `"${text}"`;
}

/**
 * The lines of a command that a person is to run: in its text, each of these words in the place that has its name. What the shell
 * cannot be given keeps its place, and stands below.
 */
export function shellCommand(
    text: string,
    words: Readonly<Record<string, string>>,
    platform = process.platform,
): [command: string, ...words: string[]] {
    const quoted = Object.entries(words).map(
        ([place, word]) => [place, word, shellQuoted(word, platform)] as const,
    );
    const places = new Map(quoted.map(([place, , word]) => [place, word ?? place]));
    return [
        text.replaceAll(/\b[A-Z]+\b/g, (place) => places.get(place) ?? place),
        ...quoted.flatMap(([place, word, found]) =>
            found === undefined ? [`    ${place}: ${printable(word)}`] : [],
        ),
    ];
}
