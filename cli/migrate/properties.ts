import type { InstanceChange } from "../../provider/atlas/api/instance";
import { compact } from "../../provider/atlas/json-readers";
import type { PropertyReader } from "./property-reader";

/** The two resources of the other tools that this provider's one takes the place of. */
export type SourceResourceKind = "serverless" | "flex";

/** What both tools keep of a cluster. */
export interface Properties {
    projectId: string;
    name: string;
    backingProviderName: string;
    regionName: string;
    wishes: InstanceChange;
    /** Sentences about what is there and cannot be carried. */
    uncarried: string[];
}

/** Those that the new program declares, by their names in Pulumi: of either kind. */
export const carried: readonly string[] = [
    "projectId",
    "name",
    "providerSettings",
    "providerSettingsBackingProviderName",
    "providerSettingsRegionName",
    "tags",
    "continuousBackupEnabled",
    "terminationProtectionEnabled",
];

/** By their names in Pulumi; one that is not of a kind is not in its state. */
const uncarried: Readonly<Record<string, string>> = {
    autoIndexing: "auto indexing is not migrated: this provider leaves it as it is in Atlas.",
    deleteOnCreateTimeout:
        "deleteOnCreateTimeout is not migrated: a create that runs out of time keeps the cluster, and the next " +
        "`pulumi up` resumes it.",
    timeouts: "timeouts are not migrated: give customTimeouts in the program.",
};

/**
 * Reads a cluster's properties, in the spelling that they have in Pulumi. What is wrong with them the fields tell
 * afterwards.
 */
export function readProperties(kind: SourceResourceKind, fields: PropertyReader): Properties {
    return {
        projectId: fields.text("projectId"),
        name: fields.text("name"),
        ...readSettings(kind, fields),
        wishes: compact<InstanceChange>({
            tags: fields.tags("tags"),
            continuousBackupEnabled: fields.flag("continuousBackupEnabled"),
            terminationProtectionEnabled: fields.flag("terminationProtectionEnabled"),
        }),
        uncarried: Object.entries(uncarried).flatMap(([name, what]) => (fields.has(name) ? [what] : [])),
    };
}

/** Where a cluster runs. */
export function readSettings(
    kind: SourceResourceKind,
    fields: PropertyReader,
): Pick<Properties, "backingProviderName" | "regionName"> {
    if (kind === "serverless") {
        return {
            backingProviderName: fields.text("providerSettingsBackingProviderName"),
            regionName: fields.text("providerSettingsRegionName"),
        };
    }
    const settings = fields.part("providerSettings");
    return {
        backingProviderName: settings.text("backingProviderName"),
        regionName: settings.text("regionName"),
    };
}
