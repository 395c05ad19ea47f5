import { createHash } from "node:crypto";
import { quoteIfPlausible } from "../../atlas/redaction";
import { isObjectId } from "../../atlas/settings";
import { canonicalJson } from "./canonical-json";
import { parseUrn } from "./urn";

/** Atlas tells clusters of a project apart by this many characters. */
const unique = 23;
const maxNameLength = 64;
/** An automatic name: this much of the resource's name, a hyphen, and this many digits: 23 at most. */
const automaticPrefix = 15;
const automaticDigits = 7;

/** What is wrong with the form of an id of Atlas's; undefined where nothing is. */
export function idProblem(what: "cluster" | "snapshot", id: string): string | undefined {
    return isObjectId(id)
        ? undefined
        : `${quoteIfPlausible(id)} is not a valid ${what} ID: it must be 24 lowercase hexadecimal characters`;
}

/** What is wrong with a cluster's name; undefined where Atlas accepts it. */
export function nameProblem(name: string): string | undefined {
    const shown = quoteIfPlausible(name);
    if (!/^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(name)) {
        const wrong = /[^a-zA-Z0-9-]/.exec(name)?.[0];
        return wrong === undefined
            ? `${shown} is not a valid cluster name: it must start with a letter or digit`
            : `${shown} is not a valid cluster name: "${wrong}" is not allowed (use letters, digits, and hyphens)`;
    }
    if (name.length > maxNameLength) {
        return `the name has ${name.length} characters; the maximum is ${maxNameLength}, and the first ${unique} must be unique within the project`;
    }
    if (name[unique - 1] === "-") {
        return (
            `the ${unique}rd character of ${shown} is a hyphen, which Atlas does not allow there: change the ` +
            "name so that it is a letter or digit"
        );
    }
    return undefined;
}

/**
 * The automatic name of a cluster: unique within the first 23 characters, the same in preview and deployment, and
 * another one as soon as an input changes that forces a replacement.
 */
export function automaticName(urn: string, forcing: readonly string[]): string {
    const { project, stack, path, logicalName } = parseUrn(urn);
    const prefix = logicalName
        .replace(/[^a-zA-Z0-9-]+/g, "-")
        .replace(/^-+/, "")
        .slice(0, automaticPrefix)
        .replace(/-+$/, "");
    const digits = createHash("sha256")
        .update(canonicalJson([project, stack, path, forcing]))
        .digest("hex")
        .slice(0, automaticDigits);
    return prefix === "" ? `db-${digits}` : `${prefix}-${digits}`;
}
