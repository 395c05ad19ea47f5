/** Words of letters, in the cases that a person writes, and short numbers, with what stands between them in names. */
const word = String.raw`\p{Lu}+|\p{Lu}?\p{Ll}+(\p{Lu}\p{Ll}*){0,3}|\p{Lo}+|\d{1,4}`;
const words = new RegExp(String.raw`^[\s._/-]*((${word})([\s._/-]+|$))*$`, "u");

/** Nobody's slip of the pen is longer. */
const longest = 32;

/** Whether a text reads like a name or a word that stands where it does not belong, and not like a key or a password. */
export function isPlausible(value: string): boolean {
    return value.length <= longest && words.test(value) && !/mdb_sa_/i.test(value);
}

/**
 * A value as a message may show it: in quotes where a person would know their slip again, else as `[hidden]`, since a
 * secret may stand where another value belongs.
 */
export function quoteIfPlausible(value: string): string {
    return isPlausible(value) ? `"${value}"` : "[hidden]";
}
