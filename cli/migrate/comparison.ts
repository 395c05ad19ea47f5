import { canonicalJson } from "../../provider/instance/model/canonical-json";
import type { Instance } from "../../provider/atlas/api/instance";
import { nonDefaultProperties } from "../../provider/instance/lifecycle/import-state";
import {
    mutableProperties,
    isFlex,
    outputsOf,
    actualFrom,
    apiFieldNames,
    type MutableProperty,
} from "../../provider/instance/state";
import type { SourceResource, Tool } from "./source-resource";

/** How a cluster stands to what another tool says of it. */
export interface Comparison {
    /** What the new program declares of that which can change: as much as the old one. */
    managed: MutableProperty[];
    /** Sentences about what differs. */
    notes: string[];
    /** Why it cannot be imported. */
    problem?: string;
}

/** Compares all that another tool says of a cluster with Atlas. */
export function compare(old: SourceResource, instance: Instance, { refresh, rewrite }: Tool): Comparison {
    const { backingProviderName, regionName } = instance.providerSettings;
    const [here, there] = [
        `${backingProviderName} ${regionName}`,
        `${old.backingProviderName} ${old.regionName}`,
    ];
    if (here !== there) {
        return refused(
            `in Atlas a cluster of this name runs in ${here}, by the file in ${there}, so it is another one. Run ` +
                `\`${refresh}\` in the old stack, and write the file again with \`${rewrite}\`.`,
        );
    }
    if (instance.stateName === "DELETING") {
        return refused("it is being deleted in Atlas, and cannot be imported. Name the other clusters.");
    }
    const judged = mutableProperties.map((property) => judge(property, old, instance));
    const notes = judged.flatMap(({ note }) => note ?? []);
    if (old.instanceId !== undefined && old.instanceId !== instance.id) {
        notes.push(
            `its ID in Atlas is ${instance.id}, and in the file ${old.instanceId}: make sure that it is not another cluster of ` +
                "the same name.",
        );
    }
    return { managed: mutableProperties.filter((_, index) => judged[index]?.isManaged), notes };
}

function refused(problem: string): Comparison {
    return { managed: [], notes: [], problem };
}

const nouns: Record<MutableProperty, string> = {
    tags: "tags",
    serverlessBackupOptions: "continuous backup",
    terminationProtectionEnabled: "termination protection",
};

/** Atlas has the last word on a value, the old program on whether it is managed. */
function judge(
    property: MutableProperty,
    old: SourceResource,
    instance: Instance,
): { isManaged: boolean; note?: string } {
    const noun = nouns[property];
    const wish = old.wishes[apiFieldNames[property]];
    const stands = actualFrom(instance)[apiFieldNames[property]] ?? false;
    if (property === "serverlessBackupOptions" && isFlex(outputsOf(instance))) {
        const note = `${noun} is not migrated: it is a Flex cluster by now, which has none.`;
        return { isManaged: false, ...(wish === true && { note }) };
    }
    if (wish === undefined) {
        const note = `Atlas has ${noun} that the old program does not set: left unmanaged.`;
        return { isManaged: false, ...(nonDefaultProperties(instance).includes(property) && { note }) };
    }
    // No values: a tag's may be a secret.
    const note = `${noun} in Atlas and in the file differ: the program declares what Atlas has.`;
    return { isManaged: true, ...(canonicalJson(wish) !== canonicalJson(stands) && { note }) };
}
