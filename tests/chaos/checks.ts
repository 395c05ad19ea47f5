// What must be true after whatever has happened, and of every word that a person reads. Each check gives what is wrong.
import { urnOf } from "../emulated/owner";
import { userTagsOf, type Truth } from "../emulated/truth";
import type { Atlas } from "./driver/atlas";
import type { Program } from "./driver/declared";
import type { Said } from "./driver/lane";
import type { Stack } from "./driver/stack";

/** A cluster that is none of ours, beside ours. */
export const neighbour = "neighbour";
/** Its snapshot. */
export const snapshotId = "5".repeat(24);

/** What an error must say, beside what happened. */
const duties = {
    operation: /\b(creat|updat|delet|read|list|upgrad|adopt|restor)|\bno longer exists\b/,
    database: /"(orders(-[0-9a-f]{7})?|neighbour)"/,
    "next step":
        /\b[Rr]un it again\b|\b[Rr]etry\b|\b[Rr]un the command again\b|\b[Rr]un `pulumi \w+|; the next `pulumi up` resumes|\bImport it as AdvancedCluster\b|\b(Check|Set) |\b(Choose|Remove) |\bcorrect the name\b|\btry again\b/,
};

/** What is wrong with the text of an error that must tell of something. */
export function problemsOfText(text: string, mustTell: RegExp): string[] {
    const missing = Object.entries({ ...duties, "what happened": mustTell })
        .filter(([, words]) => !words.test(text))
        .map(([what]) => what);
    return missing.length === 0 ? [] : [`the error lacks ${missing.join(", ")}: ${text}`];
}

/** What is there, in all that was said and is kept, that nobody may see. */
export function problemsOfSaying(
    { messages, output }: Said,
    failures: readonly string[],
    { secrets }: Atlas,
    stacks: readonly Stack[],
): string[] {
    const all = [
        ...failures,
        ...messages.map(({ text }) => text),
        ...output,
        ...stacks.map(({ file }) => file),
    ].join("\n");
    const forbidden = {
        "a secret": [...secrets, "mdb_sa_at_"].some((secret) => all.includes(secret)),
        "a stack trace": /^\s+at .*\d+:\d+\)?$/m.test(all),
        "an error of axios's": all.includes("AxiosError"),
        "a thing without a name": /\[object Object\]|\bundefined\b/.test(all),
    };
    return Object.entries(forbidden)
        .filter(([, isThere]) => isThere)
        .map(([what]) => `there is ${what} in what was said: ${all}`);
}

/** What is wrong with the clusters and the states, now that all should be as the programs declare. */
export async function problemsOfState(
    atlas: Atlas,
    deployed: readonly { readonly stack: Stack; readonly program: Program }[],
): Promise<string[]> {
    const clusters = await atlas.clusters();
    const names = [...clusters.keys()].filter((name) => name !== neighbour).toSorted();
    const known = deployed
        .flatMap(({ stack }) => stack.kept.map(({ outputs }) => String(outputs["name"])))
        .toSorted();
    return [
        ...differences("the databases and the states' names", names, known),
        ...deployed.flatMap(({ stack, program }) => problemsOfStack(atlas, clusters, stack, program)),
    ];
}

/** What is wrong with the data of the clusters that are to start with those of the neighbour's snapshot. */
export async function problemsOfRestores(atlas: Atlas): Promise<string[]> {
    const clusters = await atlas.clusters();
    const names = [...clusters.keys()].filter((name) => name !== neighbour);
    const jobs = clusters.get(neighbour)?.restoreJobs ?? [];
    return differences(
        "the restore jobs and what is to be restored",
        jobs.map(({ targetDeploymentItemName, status }) => [targetDeploymentItemName, status]),
        names.map((name) => [name, "COMPLETED"]),
    );
}

function problemsOfStack(
    atlas: Atlas,
    clusters: ReadonlyMap<string, Truth>,
    stack: Stack,
    program: Program,
): string[] {
    const declared = new Map(
        Object.entries(program).map(([name, one]) => [urnOf(stack.name, name), one.args]),
    );
    const urns = stack.kept.map(({ urn }) => urn);
    return [
        ...differences(
            "the state's resources and the program's",
            urns.toSorted(),
            [...declared.keys()].toSorted(),
        ),
        ...stack.kept.flatMap(({ urn, id, outputs, initErrors, delete: isDoomed }) => {
            const name = String(outputs["name"]);
            const truth = clusters.get(name);
            const args = declared.get(urn);
            return [
                ...differences(
                    `the state of ${name} and the database`,
                    { id, initErrors, isDoomed, instanceId: outputs["instanceId"], is: outputs["stateName"] },
                    {
                        id: `${atlas.projectId}/${name}`,
                        initErrors: [],
                        isDoomed: false,
                        instanceId: truth?.id,
                        is: "IDLE",
                    },
                ),
                ...differences(
                    `the database ${name} and the program`,
                    {
                        is: truth?.stateName,
                        tags: truth && userTagsOf(truth),
                        known: outputs["tags"],
                        region: truth?.providerSettings["regionName"],
                    },
                    {
                        is: "IDLE",
                        tags: args?.tags,
                        known: args?.tags,
                        region: args?.providerSettings.regionName,
                    },
                ),
            ];
        }),
    ];
}

function differences(what: string, found: unknown, expected: unknown): string[] {
    const [one, other] = [found, expected].map((value) => JSON.stringify(value));
    return one === other ? [] : [`${what} differ: ${one ?? ""}, ${other ?? ""}`];
}

/** A cluster as a text, without what time alone changes. */
export async function pictureOf(atlas: Atlas, name: string): Promise<string> {
    const truth = (await atlas.clusters()).get(name);
    if (truth === undefined) {
        return "none";
    }
    const { id, kind, stateName, createDate, tags, terminationProtectionEnabled, serverlessBackupOptions } =
        truth;
    return JSON.stringify({
        id,
        kind,
        stateName,
        createDate,
        tags,
        terminationProtectionEnabled,
        serverlessBackupOptions,
    });
}
