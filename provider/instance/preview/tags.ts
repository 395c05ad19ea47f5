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
            most < maxTags
                ? `, one of which is "${ownerTag}" (set ownershipTag: false to do without it)`
                : "";
        problems.push({ path: "tags", problem: `there are ${count} tags; Atlas allows ${maxTags}${ours}` });
    }
    if (Object.hasOwn(tags, ownerTag)) {
        problems.push({
            path: `tags["${ownerTag}"]`,
            problem: "this tag key is reserved by the provider: choose another",
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
        return `the tag's ${what} is empty: it must be 1 to ${longest} characters, or remove the tag`;
    }
    if (text.length > longest) {
        return `the tag's ${what} has ${text.length} characters; the maximum is ${longest}`;
    }
    if (!allowed.test(text)) {
        return (
            `the tag's ${what} has a character that Atlas does not allow: use letters, digits, spaces and @ _ . + ` +
            "` ; -, and start with a letter or digit"
        );
    }
    return undefined;
}
