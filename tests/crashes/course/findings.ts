// What is there at the end of a run, held against what was declared.
import { isDeepStrictEqual } from "node:util";
import type { PulumiStack } from "../../engine/harness/index";
import { userTagsOf, type Truth } from "../../emulated/truth";
import { resourcesInState, pendingInState } from "../../engine/state-file";
import { resourceOf, type Atlas } from "../world/atlas";
import type { Declared } from "../world/program";

/** What Atlas has, told so that a test can say what it ought to be. */
export interface Databases {
    /** By the resource's name, where its cluster runs, its tags, and whether it is ready. */
    readonly ours: Readonly<Record<string, object>>;
    /** Names of clusters of ours that the state does not hold. */
    readonly orphans: readonly string[];
    /** Names of clusters of ours whose resource has another one. */
    readonly duplicates: readonly string[];
    /** Names of others' clusters that were changed, or have come or gone. */
    readonly touched: readonly string[];
}

/** What the state says beyond the clusters it holds. */
export interface State {
    /** Names of the resources it holds, also of those that are only still to be deleted. */
    readonly resources: readonly string[];
    readonly failures: readonly string[];
    /** What was begun and not noted as done, but for the creation of what the state holds by now: Pulumi keeps such a note. */
    readonly unfinished: readonly string[];
}

/** Compares what Atlas has with the state, and with the others' clusters as they were. */
export async function databasesOf(
    atlas: Atlas,
    stack: PulumiStack,
    othersBefore: readonly Truth[],
): Promise<Databases> {
    const { ours, others } = await atlas.databases();
    const held = new Set((await resourcesInState(stack)).map(({ outputs }) => outputs?.["instanceId"]));
    const resources = ours.map((database) => String(resourceOf(database)));
    return {
        ours: Object.fromEntries(ours.map((database) => [String(resourceOf(database)), shapeOf(database)])),
        orphans: ours.filter(({ id }) => !held.has(id)).map(({ name }) => name),
        duplicates: ours
            .filter((_, index) => resources.indexOf(resources[index] ?? "") !== index)
            .map(({ name }) => name),
        touched: differing(othersBefore, others),
    };
}

/** What `ours` is to be. */
export function declaredShapes({
    resources,
    region,
    tags,
}: Omit<Declared, "resources"> & { readonly resources: readonly string[] }): Record<string, object> {
    return Object.fromEntries(resources.map((name) => [name, { region, tags, stateName: "IDLE" }]));
}

/** Reads the state. */
export async function stateOf(stack: PulumiStack): Promise<State> {
    const resources = await resourcesInState(stack);
    const held = new Set(resources.map(({ urn }) => urn));
    return {
        resources: resources.map(({ urn }) => urn.replace(/.*::/, "")).sort(),
        failures: resources.flatMap(({ initErrors }) => initErrors ?? []),
        unfinished: (await pendingInState(stack))
            .filter(({ type, resource }) => type !== "creating" || !held.has(resource.urn))
            .map(({ type, resource }) => `${type} ${resource.urn}`),
    };
}

function shapeOf(database: Truth): object {
    const { providerSettings, stateName } = database;
    return { region: providerSettings["regionName"], tags: userTagsOf(database), stateName };
}

function differing(before: readonly Truth[], after: readonly Truth[]): string[] {
    const names = new Set([...before, ...after].map(({ name }) => name));
    const of = (all: readonly Truth[], name: string) => all.find((database) => database.name === name);
    return [...names].filter((name) => !isDeepStrictEqual(of(before, name), of(after, name)));
}
