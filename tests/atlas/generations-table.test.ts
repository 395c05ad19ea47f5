// Every operation, in every era of Atlas, under every choice of a program, on a cluster that is there, is not, is
// somebody else's or was converted: each cell of the table runs against an emulator.
import { connect } from "../../provider/atlas/connect";
import type { Clusters } from "../../provider/atlas/clusters/clusters";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import { parseOwnerTag } from "../../provider/instance/ownership/owner-tag";
import { queryInstances, querySnapshots } from "../../provider/instance/data-sources";
import type { State } from "../../provider/instance/state";
import type { Logger } from "../../provider/instance/operation-context";
import { declaredAt } from "../emulated/owner";
import {
    cells,
    choices,
    eras,
    operations,
    outcomes,
    situations,
    type Cell,
    type Choice,
    type Era,
} from "./generations-table";
import { startStage, type Stage } from "./support";

/** Emulated time runs so fast that the provider's own looks are all that takes real time. */
const scale = 2000;
/** For all cells of an era at once, on a slow machine. */
const patience = 120_000;

/** A cluster as the emulator's control API shows it. */
interface Truth {
    id: string;
    name: string;
    kind: string;
    tags: { key: string; value: string }[];
    terminationProtectionEnabled: boolean;
}

/** A cell at work. */
interface Trial {
    cell: Cell;
    name: string;
    /** What the program knows of the cluster that it once made. */
    state: State | undefined;
    /** What is there under the name. */
    before: Truth | undefined;
}

const titleOf = ({ operation, situation, choice, outcome }: Cell) =>
    `${operation}, ${situation}, ${choice}: ${outcome}`;
const nameOf = ({ operation, situation, choice }: Cell) =>
    `${operation}-${choice}-${situations.indexOf(situation)}`;

it("the table has every cell once, and every outcome in some cell", () => {
    expect(cells).toHaveLength(operations.length * eras.length * choices.length * situations.length);
    expect(new Set(cells.map((cell) => `${cell.era} ${nameOf(cell)}`)).size).toBe(cells.length);
    expect([...new Set(cells.map(({ outcome }) => outcome))].toSorted()).toEqual([...outcomes].toSorted());
});

describe.each(eras)("in %s", (era) => {
    const all = cells.filter((cell) => cell.era === era);
    let found: ReadonlyMap<Cell, string>;
    beforeAll(async () => {
        found = await play(era, all);
    }, patience);

    it.each(all.map((cell) => [titleOf(cell), cell] as const))("%s", (_title, cell) => {
        expect(found.get(cell)).toBe(cell.outcome);
    });
});

/** Plays the cells of an era, all at once: the clusters are made while serverless is young, then time passes. */
async function play(era: Era, all: readonly Cell[]): Promise<ReadonlyMap<Cell, string>> {
    const log: string[] = [];
    const stage = await startStage({ scale, log: (line) => log.push(line) });
    try {
        const trials = await prepare(stage, era, all);
        log.length = 0;
        const results = await Promise.all(trials.map((trial) => attempt(stage, trial)));
        const after = await truths(stage);
        return new Map(
            trials.map((trial, index) => {
                const result = results[index] ?? { refusal: "" };
                return [trial.cell, judge(trial, result, after.get(trial.name), log)];
            }),
        );
    } finally {
        await stage.close();
    }
}

async function prepare(stage: Stage, era: Era, all: readonly Cell[]): Promise<Trial[]> {
    const maker = lifecycleOf(stage).lifecycle;
    const made = await Promise.all(
        all.map(async (cell) => {
            const { operation, situation, choice } = cell;
            const name = nameOf(cell);
            if (operation === "create" && (situation === "absent" || situation === "foreign")) {
                return { cell, name, state: undefined };
            }
            // What is to be converted was made when there was nothing else to choose.
            const inputs = inputsOf(stage, name, situation === "present" ? choice : "auto");
            const state = await maker.create(inputs, silent);
            return { cell, name, state: { ...state, apiGeneration: choice } };
        }),
    );
    await stage.control("/era", { era });
    await Promise.all(made.map(({ cell, name, state }) => befall(stage, cell, name, state !== undefined)));
    const before = await truths(stage);
    return made.map((trial) => ({ ...trial, before: before.get(trial.name) }));
}

/** Lets happen to a cluster what the situation says. */
async function befall(stage: Stage, { situation }: Cell, instance: string, isThere: boolean): Promise<void> {
    if (isThere && (situation === "absent" || situation === "foreign")) {
        await stage.control("/state", { instance, stateName: "GONE" });
    }
    switch (situation) {
        case "foreign":
            await stage.control("/seed", { instances: [{ name: instance, tags: { team: "theirs" } }] });
            break;
        case "converted to Flex, same id":
        case "converted to Flex, new id":
            await stage.control("/convert", { instance, to: "flex", newId: situation.endsWith("new id") });
            break;
        case "converted to Free":
            await stage.control("/convert", { instance, to: "free" });
            break;
        case "converted to Dedicated":
            await stage.control("/convert", { instance, to: "dedicated" });
            break;
        case "present":
        case "absent":
            break;
    }
}

/** What an operation came to, as its caller sees it. */
type Result = { refusal: string } | { state: State | undefined; warnings: string[] } | { names: string[] };

async function attempt(stage: Stage, trial: Trial): Promise<Result> {
    const { lifecycle, clusters } = lifecycleOf(stage);
    const warnings: string[] = [];
    const logger = {
        progress: () => undefined,
        info: () => undefined,
        warn: (line: string) => void warnings.push(line),
    };
    try {
        return await carryOut(stage, trial, lifecycle, clusters, logger, warnings);
    } catch (error) {
        return { refusal: error instanceof Error ? error.message : String(error) };
    }
}

async function carryOut(
    stage: Stage,
    { cell: { operation, choice }, name, state }: Trial,
    lifecycle: Lifecycle,
    clusters: Clusters,
    logger: Logger,
    warnings: string[],
): Promise<Result> {
    const inputs = inputsOf(stage, name, choice);
    const place = { projectId: stage.groupId, name };
    const known = (): State => {
        if (state === undefined) {
            throw new Error("there is no state to work on");
        }
        return state;
    };
    switch (operation) {
        case "create":
            return { state: await lifecycle.create(inputs, logger), warnings };
        case "read":
            return { state: await lifecycle.read(known(), logger), warnings };
        case "update":
            return {
                state: await lifecycle.update(known(), { ...inputs, tags: { team: "data" } }, logger),
                warnings,
            };
        case "delete":
            await lifecycle.remove(known(), logger);
            return { state: undefined, warnings };
        case "list":
            return {
                names: (await queryInstances(clusters, stage.groupId)).map((database) => database.name),
            };
        case "snapshots":
            await querySnapshots(clusters, place);
            return { state: undefined, warnings };
    }
}

const isGoneForAnother = / is gone\. Another cluster has that name now .* and was not changed\./;

/** Which words a refusal must have to be that refusal. */
const refusals: readonly [RegExp, string][] = [
    [/[Ss]et apiGeneration to "auto", or omit it\.$/, "refused: set auto"],
    [/DUPLICATE_CLUSTER_NAME.* Choose another name/s, "refused: name taken"],
    [
        / (no longer exists|does not exist)\. (Run `pulumi refresh`|Check the cluster name)/,
        "refused: does not exist",
    ],
    [isGoneForAnother, "refused: another cluster"],
    [
        /CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API.* AdvancedCluster .*`pulumi state delete`/s,
        "refused: another kind",
    ],
];

/** Puts into the table's words what came of a cell: what the caller was told, what went over the wire, what is there now. */
function judge(
    { cell, name, before }: Trial,
    result: Result,
    after: Truth | undefined,
    log: string[],
): string {
    const isUntouched = JSON.stringify(after) === JSON.stringify(before);
    if ("refusal" in result) {
        const said = refusals.find(([words]) => words.test(result.refusal))?.[1] ?? result.refusal;
        return isUntouched ? said : `${said}, but it was touched`;
    }
    if ("names" in result) {
        return result.names.includes(name) ? "listed" : "not listed";
    }
    const served = (request: string): string => {
        const line = new RegExp(
            `^${request.replace("*", `(serverless|flexClusters)/${name}`)}(\\?\\S*)? 20\\d `,
        );
        const by = log.map((one) => line.exec(one)?.[1]).filter((one) => one !== undefined);
        return [...new Set(by)].map((one) => (one === "serverless" ? "serverless" : "flex")).join(" and ");
    };
    /** Another cluster has the name, so that ours is gone, and a person is told. */
    const told = (otherwise: string): string =>
        isUntouched && result.warnings.some((line) => isGoneForAnother.test(line))
            ? "gone, and told of another"
            : otherwise;
    const api = "/api/atlas/[^/]+/groups/\\w+/*";
    switch (cell.operation) {
        case "create": {
            const isTheirs = result.state?.instanceId !== after?.id;
            if (isTheirs || result.state === undefined) {
                return "the state is not that of the database";
            }
            if (before === undefined) {
                return `made by ${result.state.servedBy}`;
            }
            const [old, now] = [before, after].map((truth) => parseOwnerTag(tagsOf(truth)));
            const isFresh = now?.mark === result.state.__mark && now?.earlier[0] === old?.mark;
            return isFresh && after?.id === before.id ? "taken over" : "taken without a fresh mark";
        }
        case "read":
            if (result.state === undefined) {
                return before === undefined ? "gone" : told("dropped, though it is there");
            }
            return result.state.instanceId === before?.id && isUntouched
                ? "kept"
                : "another was taken for it";
        case "update":
            return tagsOf(after)["team"] === "data" ? `updated by ${served(`PATCH ${api}`)}` : "not updated";
        case "delete":
            if (after !== undefined) {
                return told("still there");
            }
            return before === undefined ? "nothing to delete" : `deleted by ${served(`DELETE ${api}`)}`;
        case "snapshots":
            return `snapshots by ${served(`GET ${api}/backup/snapshots`)}`;
        case "list":
            return "a list without names";
    }
}

const silent = { progress: () => undefined, info: () => undefined, warn: () => undefined };

/** A lifecycle with a connection of its own, as another run of Pulumi has. */
function lifecycleOf(stage: Stage): { lifecycle: Lifecycle; clusters: Clusters } {
    const { clusters, clock } = connect(stage.settings("accessToken"));
    return { lifecycle: new Lifecycle(clusters, clock), clusters };
}

function inputsOf(stage: Stage, name: string, apiGeneration: Choice): CheckedInputs {
    return {
        projectId: stage.groupId,
        name,
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        tags: { team: "shop" },
        apiGeneration,
        ...declaredAt(name),
    };
}

function tagsOf(truth: Truth | undefined): Record<string, string> {
    return Object.fromEntries((truth?.tags ?? []).map(({ key, value }) => [key, value]));
}

async function truths(stage: Stage): Promise<Map<string, Truth>> {
    const { body } = await stage.control("/state");
    const { projects } = body as unknown as { projects: { instances: Truth[] }[] };
    return new Map(
        projects.flatMap(({ instances }) =>
            instances.map(({ id, name, kind, tags, terminationProtectionEnabled }) => [
                name,
                { id, name, kind, tags, terminationProtectionEnabled },
            ]),
        ),
    );
}
