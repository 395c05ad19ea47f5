import type { Instance } from "../../provider/atlas/instance";
import { notable } from "../../provider/instance/imported";
import {
    canonical,
    changeable,
    isFlex,
    outputsOf,
    standing,
    wireNames,
    type Changeable,
} from "../../provider/instance/state";
import type { OldDatabase, Tool } from "./old-database";

/** How a database stands to what another tool says of it. */
export interface Comparison {
    /** What the new program declares of that which can change: as much as the old one. */
    managed: Changeable[];
    /** Sentences about what differs. */
    notes: string[];
    /** Why it cannot be imported. */
    problem?: string;
}

/** Compares all that another tool says of a database with Atlas. */
export function compare(old: OldDatabase, instance: Instance, { refresh, rewrite }: Tool): Comparison {
    const { backingProviderName, regionName } = instance.providerSettings;
    const [here, there] = [
        `${backingProviderName} ${regionName}`,
        `${old.backingProviderName} ${old.regionName}`,
    ];
    if (here !== there) {
        return refused(
            `in Atlas a database of this name runs in ${here}, by the file in ${there}, so it is another one. Run ` +
                `\`${refresh}\` in the old stack, and write the file again with \`${rewrite}\`.`,
        );
    }
    if (instance.stateName === "DELETING") {
        return refused("it is being deleted in Atlas, and cannot be imported. Name the other databases.");
    }
    const judged = changeable.map((property) => judge(property, old, instance));
    const isOther = old.instanceId !== undefined && old.instanceId !== instance.id;
    return {
        managed: changeable.filter((_, index) => judged[index]?.isManaged),
        notes: [
            ...judged.flatMap(({ note }) => note ?? []),
            ...(isOther
                ? [
                      "Atlas's id is not the file's: make sure that it is not another database of the same name.",
                  ]
                : []),
        ],
    };
}

function refused(problem: string): Comparison {
    return { managed: [], notes: [], problem };
}

const nouns: Record<Changeable, string> = {
    tags: "tags",
    serverlessBackupOptions: "continuous backup",
    terminationProtectionEnabled: "termination protection",
};

/** Atlas has the last word on a value, the old program on whether it is managed. */
function judge(
    property: Changeable,
    old: OldDatabase,
    instance: Instance,
): { isManaged: boolean; note?: string } {
    const noun = nouns[property];
    const wish = old.wishes[wireNames[property]];
    const stands = standing(instance)[wireNames[property]] ?? false;
    if (property === "serverlessBackupOptions" && isFlex(outputsOf(instance))) {
        const note = `${noun} is not carried: it is a Flex cluster by now, which has none.`;
        return { isManaged: false, ...(wish === true && { note }) };
    }
    if (wish === undefined) {
        const note = `Atlas has ${noun} that the old program does not set: left unmanaged.`;
        return { isManaged: false, ...(notable(instance).includes(property) && { note }) };
    }
    // No values: a tag's may be a secret.
    const note = `${noun} in Atlas and in the file differ: the program declares what Atlas has.`;
    return { isManaged: true, ...(canonical(wish) !== canonical(stands) && { note }) };
}
