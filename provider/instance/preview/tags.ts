import { ownerTag } from "../ownership/owner-tag";
import type { Problem } from "../model/schema-validation";

/** What Atlas allows of a cluster. */
export const maxTags = 50;
const longest = 255;
/** What the vendor's own operator holds keys and values to. */
const allowed = /^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$/;

/** What is wrong with tags, by the property path; values are not shown, since they may be secrets. */
export function tagProblems(
    tags: Readonly<Record<string, string>>,
    most: number,
    isUnknown: (value: string) => boolean,
): Problem[] {
    const problems: Problem[] = [];
    const count = Object.keys(tags).length;
    if (count > most) {
        const ours =
            most < maxTags ? `, of which one is "${ownerTag}" (ownershipTag: false goes without it)` : "";
        problems.push({ path: "tags", problem: `there are ${count} tags; Atlas allows ${maxTags}${ours}` });
    }
    if (Object.hasOwn(tags, ownerTag)) {
        problems.push({
            path: `tags["${ownerTag}"]`,
            problem: "this key is kept for the provider itself: choose another",
        });
    }
    for (const [key, value] of Object.entries(tags)) {
        const path = `tags[${JSON.stringify(key)}]`;
        const aboutKey = textProblem("key", key);
        const aboutValue = isUnknown(value) ? undefined : textProblem("value", value);
        for (const problem of [aboutKey, aboutValue]) {
            if (problem !== undefined) {
                problems.push({ path, problem });
            }
        }
    }
    return problems;
}

function textProblem(what: "key" | "value", text: string): string | undefined {
    if (text === "") {
        return `the tag's ${what} is empty; it needs 1 to ${longest} characters, or leave the tag out`;
    }
    if (text.length > longest) {
        return `the tag's ${what} has ${text.length} characters; Atlas allows ${longest}`;
    }
    if (!allowed.test(text)) {
        return (
            `the tag's ${what} has a character that Atlas does not allow: ` +
            "letters, digits, spaces and @ _ . + ` ; - are, and a letter or a digit comes first"
        );
    }
    return undefined;
}
