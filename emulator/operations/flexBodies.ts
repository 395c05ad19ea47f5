// The bodies of the Flex generation's writes: they take less than the serverless ones.
import { oneOf, read, text } from "../wire/reader";
import { object, optional } from "../wire/objects";
import type { DatabaseChange, DatabaseSpec } from "../world/database";
import { COMMON, PLACE } from "./bodies";
import { checkTags } from "./rules";

const CREATE = object({
    name: text(),
    providerSettings: object({ ...PLACE, providerName: optional(oneOf(["FLEX"])) }),
    ...COMMON,
});
const UPDATE = object(COMMON);

/** The database that a create's body asks for, and whether it says anything about tags. */
export function flexCreatedBy(body: unknown): { spec: DatabaseSpec; tagsSent: boolean } {
    const {
        name,
        providerSettings: { backingProviderName, regionName },
        tags,
        terminationProtectionEnabled = false,
    } = read(CREATE, body);
    checkTags(tags ?? []);
    return {
        spec: {
            name,
            kind: "flex",
            backingProviderName,
            regionName,
            tags: tags ?? [],
            terminationProtectionEnabled,
            continuousBackup: false,
        },
        tagsSent: tags !== undefined,
    };
}

/** The change that an update's body asks for. */
export function flexChangedBy(body: unknown): DatabaseChange {
    const change = read(UPDATE, body);
    checkTags(change.tags ?? []);
    return change;
}
