// Law: only what this state made, or was told to take, is ours: the decision table, row by row and operation by operation,
// in both generations. Relations and takings as such, with every age: tests/unit/ownership.test.ts.
import { connect } from "../../provider/atlas/connect";
import { diff } from "../../provider/instance/preview/diff";
import { HeldMarks } from "../../provider/instance/ownership/held-marks";
import { unknownValue, type CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle, type LifecycleOptions } from "../../provider/instance/lifecycle/lifecycle";
import {
    formatOwnerTag,
    ownerTag,
    parseOwnerTag,
    type OwnerTag,
} from "../../provider/instance/ownership/owner-tag";
import { outputsOf, type State } from "../../provider/instance/state";
import type { Logger } from "../../provider/instance/operation-context";
import { declaredAt, ownerIn, urnOf } from "../emulated/owner";
import { scaledClock } from "./scaled-clock";
import { startStage, type Stage } from "./support";

const day = 24 * 60 * 60;
const scale = 1000;
/** For a table whose rows run at once, on a slow machine. */
const patience = 120_000;

const dev = { project: "shop", stack: "dev" };
/** The owner of a resource of this state, of one of the same names in another state, and of one from before slots had 20 digits. */
const us = (name: string) => ownerIn(dev, name);
const them = (name: string) => ownerIn(dev, name, "another state");
const before20 = (name: string) => `shop.dev.${name}.0123456789abcdef`;
const tagOf = (owner: string, mark: string, ...earlier: string[]) => ({
    [ownerTag]: formatOwnerTag({ owner, mark, earlier }),
});

// ---- The table ----

/** What a cluster's tag says, and what else became of the cluster, since a state recorded it with the mark R. */
interface Situation {
    /** The tags, by the resource's name and R. */
    tags: (name: string, R: string) => Record<string, string>;
    /** The same cluster under another id and with the same createDate; or another cluster, of another id and createDate. */
    is?: "converted" | "another" | "DELETING" | "absent";
    /** What the state recorded of the tag: R and our slot, unless said otherwise. */
    records?: "no mark" | "an old slot";
}

// prettier-ignore
const situations = {
    "our mark":                                  { tags: (name, R) => tagOf(us(name), R) },
    "our mark, converted to another id":         { tags: (name, R) => tagOf(us(name), R), is: "converted" },
    "our mark, another slot: a killed move":     { tags: (name, R) => tagOf(them(name), R) },
    "our mark, no slot: identity unknown then":  { tags: (_, R) => tagOf("shop.dev.x", R) },
    "our mark, a slot of 16 digits":             { tags: (name, R) => tagOf(before20(name), R), records: "an old slot" },
    "no tag":                                    { tags: () => ({}) },
    "no tag, and none recorded":                 { tags: () => ({}), records: "no mark" },
    "own slot, another mark":                    { tags: (name) => tagOf(us(name), "beef") },
    "own slot, another mark, ours before it":    { tags: (name, R) => tagOf(us(name), "beef", "aa", R) },
    "own slot, another mark, another cluster":   { tags: (name) => tagOf(us(name), "beef"), is: "another" },
    "own slot, none recorded: a killed update":  { tags: (name) => tagOf(us(name), "beef"), records: "no mark" },
    "own slot of 16 digits, another mark":       { tags: (name) => tagOf(before20(name), "beef"), records: "an old slot" },
    "foreign":                                   { tags: (name) => tagOf(them(name), "beef") },
    "foreign, our mark the fourth before it":    { tags: (name, R) => tagOf(them(name), "beef", "1", "2", "3", R) },
    "foreign, our mark before it, converted":    { tags: (name, R) => tagOf(them(name), "beef", R), is: "converted" },
    "foreign, none recorded: an import":         { tags: (name) => tagOf(them(name), "beef"), records: "no mark" },
    "somebody's own value":                      { tags: () => ({ [ownerTag]: "finance" }) },
    "somebody's own value, none recorded":       { tags: () => ({ [ownerTag]: "finance" }), records: "no mark" },
    "another cluster, foreign":                  { tags: (name) => tagOf(them(name), "beef"), is: "another" },
    "another cluster, no tag":                   { tags: () => ({}), is: "another" },
    "another cluster, no tag, none recorded":    { tags: () => ({}), is: "another", records: "no mark" },
    "another id, foreign, same createDate":      { tags: (name) => tagOf(them(name), "beef"), is: "converted" },
    "another id, no tag, same createDate":       { tags: () => ({}), is: "converted" },
    "another id, none recorded, same createDate":{ tags: (name) => tagOf(them(name), "beef"), is: "converted", records: "no mark" },
    "DELETING, ours":                            { tags: (name, R) => tagOf(us(name), R), is: "DELETING" },
    "proved absent":                             { tags: () => ({}), is: "absent" },
} as const satisfies Record<string, Situation>;
type Title = keyof typeof situations;

const operations = ["create", "read", "update", "delete", "diff"] as const;
type Operation = (typeof operations)[number];

/**
 * What each operation does. The create meets the cluster, a minute old, under the name that it is to have, in a state without
 * the resource. The diff comes after the read.
 */
// prettier-ignore
const table: Record<Title, readonly [create: string, read: string, update: string, remove: string, diff: string]> = {
    //                                             create            read             update          delete            diff
    "our mark":                                  ["take",           "report",        "change",       "delete",         "same"],
    "our mark, converted to another id":         ["take",           "report",        "change",       "delete",         "same"],
    "our mark, another slot: a killed move":     ["error: foreign", "report",        "change",       "delete",         "same"],
    "our mark, no slot: identity unknown then":  ["error: foreign", "report",        "change",       "delete",         "same"],
    "our mark, a slot of 16 digits":             ["error: foreign", "report",        "change",       "delete",         "same"],
    "no tag":                                    ["error: nobody's","report, note",  "take",         "delete",         "update"],
    "no tag, and none recorded":                 ["error: nobody's","report",        "take",         "delete",         "same"],
    "own slot, another mark":                    ["take",           "report, note",  "take",         "error: refresh", "update"],
    "own slot, another mark, ours before it":    ["take",           "report, note",  "take",         "error: refresh", "update"],
    "own slot, another mark, another cluster":   ["take",           "report, note",  "take",         "error: refresh", "update"],
    "own slot, none recorded: a killed update":  ["take",           "report, note",  "take",         "error: refresh", "update"],
    "own slot of 16 digits, another mark":       ["error: foreign", "report, note",  "take",         "error: refresh", "update"],
    "foreign":                                   ["error: foreign", "keep",          "error: owner", "leave",          "same"],
    "foreign, our mark the fourth before it":    ["error: foreign", "keep",          "error: owner", "leave",          "same"],
    "foreign, our mark before it, converted":    ["error: foreign", "keep",          "error: owner", "leave",          "same"],
    "foreign, none recorded: an import":         ["error: foreign", "keep, note",    "take",         "leave",          "update"],
    "somebody's own value":                      ["error: foreign", "keep",          "error: owner", "leave",          "same"],
    "somebody's own value, none recorded":       ["error: foreign", "keep, note",    "take",         "leave",          "update"],
    "another cluster, foreign":                  ["error: foreign", "gone",          "error: gone",  "done",           "-"],
    "another cluster, no tag":                   ["error: nobody's","gone",          "error: gone",  "done",           "-"],
    "another cluster, no tag, none recorded":    ["error: nobody's","gone",          "error: gone",  "done",           "-"],
    "another id, foreign, same createDate":      ["error: foreign", "gone",          "error: gone",  "done",           "-"],
    "another id, no tag, same createDate":       ["error: nobody's","keep",          "error: doubt", "error: doubt",   "same"],
    "another id, none recorded, same createDate":["error: foreign", "keep",          "error: doubt", "error: doubt",   "same"],
    "DELETING, ours":                            ["wait, create",   "report",        "error: later", "delete",         "update"],
    "proved absent":                             ["create",         "gone",          "error: absent","done",           "-"],
};

/** The words of an error, and of what is told of what is left. */
const words: Record<string, RegExp> = {
    "error: foreign":
        /the name is taken by cluster .* To take it away from its owner, set adopt: "[0-9a-f]{24}"\.$/,
    "error: nobody's":
        /no known Pulumi resource .* To manage that cluster with this resource, set adopt: true\./,
    "error: owner":
        /^Could not update cluster .*: it now belongs to .* To take it back, set adopt: "[0-9a-f]{24}"/,
    "error: gone":
        / is gone\. Another cluster has that name now .* Run `pulumi refresh`, then `pulumi up`\.$/,
    "error: doubt":
        / so it might be another one\. It was not changed\. Run `pulumi state delete` .* set adopt: "[0-9a-f]{24}"/,
    "error: refresh":
        / so the state might be an old copy\. Run `pulumi refresh`, then `pulumi up`, and retry\.$/,
    "error: absent": / no longer exists\. Run `pulumi refresh` .* then `pulumi up` to recreate it\.$/,
    "error: later": / being deleted .* run `pulumi refresh`, then `pulumi up`/,
    // Warnings.
    note: /(has no pulumi-owner tag|had its pulumi-owner tag changed|belongs to ).* The next `pulumi up` (writes it|takes the cluster back|adopts it)\.$/,
    keep: / is kept in the state unchanged: (it now belongs to|another cluster might have that name now)/,
    gone: / is gone\. Another cluster has that name now \(ID .*\)\. It belongs to .* and was not changed\.$/,
    leave: / now belongs to .*\. It was not changed or deleted\.$/,
    take: / (has no pulumi-owner tag|had its pulumi-owner tag changed|belongs to ).* This update (writes it|takes the cluster back|adopts it)\.$/,
};

/** In these generations, each at the height of its time. */
const generations = [
    ["serverless", "classic", "createServerlessInstance"],
    ["flex", "sunset", "createFlexCluster"],
] as const;

interface Truth {
    id: string;
    name: string;
    tags: { key: string; value: string }[];
}

let stage: Stage;
/** What happens right after a request that fits: method, path's last part, status. */
let reactions: { to: RegExp; then: () => Promise<unknown> }[] = [];
const begin = async (era: "classic" | "transition" | "sunset") => {
    reactions = [];
    const log = (line: string) => {
        for (const reaction of reactions.filter(({ to }) => to.test(line))) {
            reactions = reactions.filter((other) => other !== reaction);
            void reaction.then();
        }
    };
    stage = await startStage({ scale, era, log });
};

/** A process of its own, with all that it says. */
function run(options: LifecycleOptions = {}): {
    lifecycle: Lifecycle;
    logger: Logger;
    warnings: string[];
    lines: string[];
} {
    const { clusters, clock } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
    const [warnings, lines]: [string[], string[]] = [[], []];
    const logger = {
        progress: () => undefined,
        info: (line: string) => void lines.push(line),
        warn: (line: string) => void warnings.push(line),
    };
    return { lifecycle: new Lifecycle(clusters, clock, options), logger, warnings, lines };
}

function inputsOf(name: string, more: Partial<CheckedInputs> = {}): CheckedInputs {
    return {
        projectId: stage.groupId,
        name,
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        tags: { team: "shop" },
        ...declaredAt(name),
        ...more,
    };
}

async function truthOf(name: string): Promise<Truth | undefined> {
    const { body } = await stage.control("/state");
    const { projects } = body as unknown as { projects: { instances: Truth[] }[] };
    const [one] = projects.flatMap(({ instances }) => instances).filter((instance) => instance.name === name);
    return one && { id: one.id, name, tags: one.tags };
}

const tagsOf = (truth: Truth | undefined): Record<string, string> =>
    Object.fromEntries((truth?.tags ?? []).map(({ key, value }) => [key, value]));
const tagIn = (truth: Truth | undefined): OwnerTag | undefined => parseOwnerTag(tagsOf(truth));
const wireTags = async (name: string) => tagsOf(await truthOf(name));
const tagOnWire = async (name: string) => tagIn(await truthOf(name));

async function seed(name: string, more: object = {}): Promise<Truth> {
    const { body } = await stage.control("/seed", { instances: [{ name, ...more }] });
    const { instances } = body as unknown as { instances: [Truth] };
    const [{ id, tags }] = instances;
    return { id, name, tags };
}

const countOf = async (operation: string) => (await stage.counts()).operations[operation] ?? 0;

/** No user ever sees the tag: not among the tags, and nowhere else in what is not hidden. */
function expectHidden(state: State): void {
    const shown = Object.entries(state).filter(([key]) => !key.startsWith("__"));
    expect(JSON.stringify(shown)).not.toContain(ownerTag);
    expect(JSON.stringify(shown)).not.toContain(state.__mark ?? ownerTag);
}

/** The cluster is there, once, and ours by the slot and the mark in the state. */
function expectOurs(state: State, truth: Truth | undefined): void {
    expect(state).toMatchObject({ instanceId: truth?.id, stateName: "IDLE", __owner: us(state.name) });
    expect(tagIn(truth)).toMatchObject({ owner: us(state.name), mark: state.__mark });
    expect(state.__noted).toBeUndefined();
    expectHidden(state);
}

/** The marks that a taking leaves behind its own: those in the tag, then the state's. */
function marksBefore(truth: Truth | undefined, mark?: string): string[] {
    const tag = tagIn(truth);
    const all = [tag?.mark, ...(tag?.earlier ?? []), mark].filter((one) => one !== undefined && one !== "");
    return [...new Set(all)].slice(0, 4) as string[];
}

/** What an operation came to. */
interface Outcome {
    name: string;
    /** The state before it; undefined before a create. */
    known: State | undefined;
    result: unknown;
    error: string;
    warnings: string[];
    lines: string[];
    before: Truth | undefined;
    after: Truth | undefined;
}

async function play(title: Title, operation: Operation, name: string): Promise<Outcome> {
    const { tags, is, records }: Situation = situations[title];
    const inputs = inputsOf(name);
    const maker = run();
    const made = await maker.lifecycle.create(inputs, maker.logger);
    const mark = made.__mark ?? "";
    const unmarked: State = { ...made };
    delete unmarked.__mark;
    delete unmarked.__owner;
    const state: State = {
        "no mark": unmarked,
        "an old slot": { ...made, __owner: before20(name) },
        R: made,
    }[records ?? "R"];
    const onWire = { team: "shop", ...tags(name, mark) };
    if (is === "another" || is === "absent") {
        await stage.control("/state", { instance: name, stateName: "GONE" });
    }
    if (is === "another") {
        // So old that its creation date is not, by chance and the emulator's fast clock, that of the one before it.
        await seed(name, { tags: onWire, ageSeconds: 1800 });
    } else if (is !== "absent") {
        await stage.control("/state", { instance: name, tags: onWire });
    }
    if (is === "converted") {
        await stage.control("/convert", { instance: name, to: "flex", newId: true });
    }
    if (is === "DELETING") {
        await stage.control("/state", { instance: name, stateName: "DELETING", takes: 30 * day });
        if (operation === "create" || operation === "delete") {
            reactions.push({
                to: new RegExp(`^GET \\S+/${name} 200 `),
                then: () => stage.control("/state", { instance: name, stateName: "GONE" }),
            });
        }
    }
    const before = await truthOf(name);
    const { lifecycle, logger, warnings, lines } = run();
    const work: Record<Operation, () => Promise<unknown>> = {
        create: () => lifecycle.create(inputs, logger),
        read: () => lifecycle.read(state, logger, declaredAt(name)),
        update: () => lifecycle.update(state, { ...inputs, tags: { team: "data" } }, logger),
        delete: () => lifecycle.remove(state, logger, declaredAt(name)),
        diff: async () => {
            const seen = await lifecycle.read(state, logger, declaredAt(name));
            return seen && diff(seen, inputs);
        },
    };
    let result: unknown;
    let error = "";
    try {
        result = await work[operation]();
    } catch (reason) {
        error = reason instanceof Error ? reason.message : String(reason);
    }
    const known = operation === "create" ? undefined : state;
    return { name, known, result, error, warnings, lines, before, after: await truthOf(name) };
}

/** Holds what came of a cell against the table's word for it. */
function expectOutcome(operation: Operation, word: string, outcome: Outcome): void {
    const { known, result, error, warnings, lines, before, after } = outcome;
    const told = (...which: (string | undefined)[]) =>
        expect(warnings).toEqual(
            which.map((one) => expect.stringMatching(words[one ?? ""] ?? /^$/) as string),
        );
    const state = result as State;
    if (word.startsWith("error")) {
        expect(error).toMatch(words[word] ?? /^$/);
        expect(after).toEqual(before);
        return;
    }
    expect(error).toBe("");
    switch (`${operation}: ${word}`) {
        case "create: take":
            expectOurs(state, after);
            expect(after?.id).toBe(before?.id);
            expect(tagIn(after)?.earlier).toEqual(marksBefore(before));
            expect(lines).toEqual([expect.stringMatching(/^Resuming cluster .* interrupted create/)]);
            return;
        case "create: create":
        case "create: wait, create":
            expectOurs(state, after);
            expect(after?.id).not.toBe(before?.id);
            expect(tagIn(after)?.earlier).toEqual([]);
            return;
        case "read: report":
        case "read: report, note":
            expect(after).toEqual(before);
            expect(state).toMatchObject({ instanceId: before?.id, tags: { team: "shop" } });
            expect([state.__mark, state.__owner]).toEqual([known?.__mark, known?.__owner]);
            expect(state.__noted === undefined).toBe(word === "report");
            expectHidden(state);
            told(...(word === "report" ? [] : ["note"]));
            return;
        case "read: keep":
            expect(result).toBe(known);
            expect(after).toEqual(before);
            told("keep");
            return;
        case "read: keep, note":
            expect(result).toEqual({
                ...known,
                __noted: expect.objectContaining({ relation: "foreign" }) as object,
            });
            expect(after).toEqual(before);
            told("note");
            return;
        case "read: gone":
            expect(result).toBeUndefined();
            expect(after).toEqual(before);
            told(...(before === undefined ? [] : ["gone"]));
            return;
        case "update: change":
            expectOurs(state, after);
            expect(state).toMatchObject({
                instanceId: before?.id,
                __mark: known?.__mark,
                tags: { team: "data" },
            });
            told();
            return;
        case "update: take":
            expectOurs(state, after);
            expect(state).toMatchObject({ instanceId: before?.id, tags: { team: "data" } });
            expect([known?.__mark, tagIn(before)?.mark]).not.toContain(state.__mark);
            expect(tagIn(after)?.earlier).toEqual(marksBefore(before, known?.__mark));
            told("take");
            return;
        case "delete: delete":
            expect(after).toBeUndefined();
            told();
            return;
        case "delete: done":
            expect(after).toEqual(before);
            told(...(before === undefined ? [] : ["gone"]));
            return;
        case "delete: leave":
            expect(after).toEqual(before);
            told("leave");
            return;
        case "diff: same":
            expect(result).toMatchObject({ changes: false, notes: [] });
            return;
        case "diff: update":
            // Without a property's name: with one, `replaceOnChanges` would make a replacement of it.
            expect(result).toMatchObject({ changes: true, replaces: [], details: [] });
            return;
        case "diff: -":
            expect(result).toBeUndefined();
            return;
        default:
            throw new Error(`The table has no such outcome: ${operation}: ${word}`);
    }
}

// ---- A create that meets its name, by what the program or a person says ----

/** What is said. */
const wishes = [
    ["nothing", () => ({})],
    ["adopt: true", () => ({ adopt: true })],
    ["adopt: its id", (id: string) => ({ adopt: id })],
    ["adopt: another id", () => ({ adopt: "f".repeat(24) })],
    ["MONGODB_ATLAS_RESUME", () => ({})],
    ["no tag", () => ({ ownershipTag: false })],
] as const satisfies readonly (readonly [string, (id: string) => Partial<CheckedInputs>])[];
type Wish = (typeof wishes)[number][0];

// prettier-ignore
const meetings = {
    // has the name         nothing         adopt: true     adopt: its id   another id      the variable    no tag
    "own, a minute old":   ["take",         "take",         "take",         "other id",     "take",         "tag unwanted"],
    "own, two days old":   ["own, old",     "take",         "take",         "other id",     "take",         "tag unwanted"],
    "own, CREATING still": ["take",         "take",         "take",         "other id",     "take",         "tag unwanted"],
    "own, other region":   ["own, unequal", "own, unequal", "own, unequal", "own, unequal", "own, unequal", "tag unwanted"],
    "own, held elsewhere": ["held",         "held",         "held",         "held",         "held",         "tag unwanted"],
    "own, held by itself": ["replacement",  "replacement",  "replacement",  "replacement",  "replacement",  "tag unwanted"],
    "own, DELETING":       ["create",       "create",       "nothing",      "nothing",      "create",       "create"],
    "foreign":             ["foreign",      "foreign",      "take",         "other id",     "take",         "tag unwanted"],
    "foreign, CREATING":   ["foreign",      "foreign",      "take",         "other id",     "take",         "tag unwanted"],
    "foreign, DELETING":   ["create",       "create",       "nothing",      "nothing",      "create",       "create"],
    "16 digits, ours":     ["foreign",      "foreign",      "take",         "other id",     "take",         "tag unwanted"],
    "own value":           ["foreign",      "foreign",      "take",         "other id",     "take",         "tag unwanted"],
    "nobody's":            ["untagged",     "take",         "take",         "other id",     "take",         "tag unwanted"],
    "nobody's, region":    ["unequal",      "unequal",      "unequal",      "unequal",      "unequal",      "tag unwanted"],
    "nobody's, DELETING":  ["create",       "create",       "nothing",      "nothing",      "create",       "create"],
} as const satisfies Record<string, readonly string[]>;

const otherName = "Choose another name\\.";
const forced = / If you are forcing a replacement .* deleteBeforeReplace: true\./;
/** Why it must not, in words that fit. */
const refusals: Record<string, RegExp> = {
    "own, old": new RegExp(
        `resource's own tag, but is not in this state, and it is more than an hour old\\. .* once with MONGODB_ATLAS_RESUME=[0-9a-f]{24} to resume it\\.${forced.source} Otherwise: ${otherName}$`,
    ),
    "own, unequal":
        /left it in AWS EU_WEST_1, but the program now declares AWS US_EAST_1\. Declare AWS EU_WEST_1 again, run `pulumi up`, and then make the change\.$/,
    unequal: /It runs in AWS EU_WEST_1, but the program declares AWS US_EAST_1, so it cannot be adopted\. /,
    "other id": new RegExp(`adopt names another ID, "f{24}"\\. Correct or remove it\\. ${otherName}$`),
    held: /ServerlessInstance::elsewhere in this stack manages it\. .* first run `pulumi state delete` for that resource/,
    replacement: /This resource itself holds it, .* deleteBeforeReplace: true, or another name\.$/,
    untagged: new RegExp(
        `${otherName} To manage that cluster with this resource, set adopt: true\\.${forced.source}$`,
    ),
    foreign: new RegExp(`${otherName}.* To take it away from its owner, set adopt: "[0-9a-f]{24}"\\.$`),
    "tag unwanted": new RegExp(`${otherName} \\(With ownershipTag: false no cluster can be adopted\\.\\)$`),
    nothing: /There is no cluster ".*" .* to adopt .*Remove adopt to create one\.$/,
};

async function meet(title: string, wish: Wish, name: string): Promise<Outcome> {
    const [whose] = title.split(",");
    const tags = {
        own: tagOf(us(name), "aa"),
        foreign: tagOf(them(name), "aa", "bb"),
        "16 digits": tagOf(before20(name), "aa"),
        "own value": { [ownerTag]: "finance" },
        "nobody's": { hand: "made" },
    }[whose ?? ""];
    const before = await seed(name, {
        tags,
        ageSeconds: title.includes("two days") || title.includes("CREATING") ? 2 * day : 60,
        ...(title.includes("region") && { regionName: "EU_WEST_1" }),
    });
    const [stateName] = /CREATING|DELETING/.exec(title) ?? [];
    if (stateName !== undefined) {
        // It lasts until the create has met it.
        await stage.control("/state", { instance: name, stateName, takes: 30 * day });
        const [met, next] = stateName === "CREATING" ? ["PATCH", "IDLE"] : ["GET", "GONE"];
        reactions.push({
            to: new RegExp(`^${met} \\S+/${name} 200 `),
            then: () => stage.control("/state", { instance: name, stateName: next }),
        });
    }
    const heldMarks = new HeldMarks();
    if (title.includes("held")) {
        heldMarks.note("aa", urnOf(dev, title.includes("itself") ? name : "elsewhere"));
    }
    const { lifecycle, logger, warnings, lines } = run({
        heldMarks,
        ...(wish === "MONGODB_ATLAS_RESUME" && { resume: new Set(["e".repeat(24), before.id]) }),
    });
    const [, said] = wishes.find(([one]) => one === wish) ?? wishes[0];
    let result: unknown;
    let error = "";
    try {
        result = await lifecycle.create(inputsOf(name, said(before.id)), logger);
    } catch (reason) {
        error = reason instanceof Error ? reason.message : String(reason);
    }
    return { name, known: undefined, result, error, warnings, lines, before, after: await truthOf(name) };
}

describe.each(generations)("%s, in %s", (servedBy, era, createOperation) => {
    describe("the table", () => {
        const cells = (Object.keys(situations) as Title[]).flatMap((title, row) =>
            operations.map((operation, column) => ({
                title,
                operation,
                name: `row-${row}-${operation}`,
                word: table[title][column] ?? "",
            })),
        );
        const outcomes = new Map<string, Outcome>();

        beforeAll(async () => {
            await begin(era);
            await Promise.all(
                cells.map(async ({ title, operation, name }) =>
                    outcomes.set(name, await play(title, operation, name)),
                ),
            );
        }, patience);
        afterAll(() => stage.close());

        it.each(cells)("$title: $operation: $word", ({ name, operation, word }) => {
            const outcome = outcomes.get(name);
            if (outcome === undefined) {
                throw new Error("the cell was not played");
            }
            expectOutcome(operation, word, outcome);
        });
    });

    describe("a create that meets its name", () => {
        const cells = Object.entries(meetings).flatMap(([title, outcomes], row) =>
            wishes.map(([wish], column) => ({
                title,
                wish,
                name: `taken-${row}-${column}`,
                word: outcomes[column] ?? "",
            })),
        );
        const outcomes = new Map<string, Outcome>();

        beforeAll(async () => {
            await begin(era);
            await Promise.all(
                cells.map(async ({ title, wish, name }) => outcomes.set(name, await meet(title, wish, name))),
            );
        }, patience);
        afterAll(() => stage.close());

        it.each(cells)("$title; $wish: $word", ({ name, word, wish }) => {
            const outcome = outcomes.get(name);
            if (outcome === undefined) {
                throw new Error("the cell was not played");
            }
            const { before, after, error, result, lines } = outcome;
            const state = result as State;
            if (word === "create") {
                expect(error).toBe("");
                expect(after?.id).not.toBe(before?.id);
                expect(state).toMatchObject({ instanceId: after?.id, servedBy });
                expect(tagIn(after)?.mark).toBe(wish === "no tag" ? undefined : state.__mark);
                return;
            }
            if (word === "take") {
                expect(error).toBe("");
                expectOurs(state, after);
                expect(after?.id).toBe(before?.id);
                expect(state).toMatchObject({ servedBy, tags: { team: "shop" } });
                expect(tagIn(after)?.earlier).toEqual(marksBefore(before));
                expect(lines).toEqual([expect.stringMatching(/^(Resuming|Adopting) cluster/)]);
                return;
            }
            expect(error).toMatch(refusals[word] ?? /^$/);
            if (word !== "nothing") {
                expect(error).toMatch(/^Could not create cluster "taken-\d+-\d+" in project [0-9a-f]{24}: /);
                expect(error).toContain(`by cluster ${before?.id}, created `);
                expect(after).toEqual(before);
            }
        });
    });

    describe("one by one", () => {
        beforeEach(() => begin(era));
        afterEach(() => stage.close());

        const html = { status: 503, body: "<html>", contentType: "text/html" };
        it.each<[string, object, number]>([
            ["nothing, after it acted", { reset: "after" }, 1],
            ["nothing, before it acted", { reset: "before" }, 2],
            ["500, after it acted", { answer: { status: 500 }, acts: true }, 1],
            ["500, before it acted", { answer: { status: 500 } }, 2],
            ["a web page, after it acted", { answer: html, acts: true }, 1],
            ["a web page, before it acted", { answer: html }, 2],
        ])("a create that is answered with %s ends with one cluster", async (_what, fault, posts) => {
            await stage.fault({ operation: createOperation, instance: "lost", ...fault });
            const { lifecycle, logger, lines } = run();
            expectOurs(await lifecycle.create(inputsOf("lost"), logger), await truthOf("lost"));
            // It is its own by the mark: nothing is taken, and nothing is said.
            expect((await tagOnWire("lost"))?.earlier).toEqual([]);
            expect(lines).toEqual([]);
            expect(await countOf(createOperation)).toBe(posts);
        });

        it("a create that is never answered is given up, and nothing is there", async () => {
            await stage.fault({ operation: createOperation, times: 99, reset: "before" });
            const { lifecycle, logger } = run();
            await expect(lifecycle.create(inputsOf("lost"), logger)).rejects.toMatchObject({
                kind: "connection",
            });
            expect(await truthOf("lost")).toBeUndefined();
            expect(await countOf(createOperation)).toBe(3);
        });

        it("a create without a mark whose answer is lost takes nothing for its own", async () => {
            await stage.fault({ operation: createOperation, reset: "after" });
            const { lifecycle, logger } = run();
            await expect(lifecycle.create(inputsOf("lost", { ownershipTag: false }), logger)).rejects.toThrow(
                refusals["tag unwanted"],
            );
            expect(await countOf(createOperation)).toBe(1);
        });

        it("adopt: true where there is nothing creates, an id does not", async () => {
            const { lifecycle, logger } = run();
            await expect(
                lifecycle.create(inputsOf("none", { adopt: "f".repeat(24) }), logger),
            ).rejects.toThrow(refusals["nothing"]);
            expect(await truthOf("none")).toBeUndefined();
            expectOurs(
                await lifecycle.create(inputsOf("none", { adopt: true }), logger),
                await truthOf("none"),
            );
        });

        it.each([-1, 1])(
            "a local clock that is %d days off makes no old cluster young, nor a young one old",
            async (days) => {
                await seed("young", { tags: tagOf(us("young"), "aa"), ageSeconds: 60 });
                await seed("old", { tags: tagOf(us("old"), "aa"), ageSeconds: 0.9 * day });
                const now = Date.now.bind(Date);
                const local = jest.spyOn(Date, "now").mockImplementation(() => now() + days * day * 1000);
                try {
                    const { lifecycle, logger } = run();
                    await expect(lifecycle.create(inputsOf("old"), logger)).rejects.toThrow(
                        refusals["own, old"],
                    );
                    expectOurs(await lifecycle.create(inputsOf("young"), logger), await truthOf("young"));
                } finally {
                    local.mockRestore();
                }
            },
        );

        it("of the marks that a tag keeps, the fifth before the present one drops out", async () => {
            const marks: string[] = [];
            for (let taking = 0; taking < 6; taking += 1) {
                const { lifecycle, logger } = run();
                marks.unshift((await lifecycle.create(inputsOf("often"), logger)).__mark ?? "");
            }
            expect(await tagOnWire("often")).toEqual({
                owner: us("often"),
                mark: marks[0],
                earlier: marks.slice(1, 5),
            });
            const value = (await wireTags("often"))[ownerTag] ?? "";
            expect(value.length).toBeLessThanOrEqual(255);
        });

        it("a tag of the longest names, none of them ASCII, is one that Atlas takes", async () => {
            const long = "注文データベース".repeat(12);
            const at = declaredAt(long, { project: long, stack: long });
            for (let taking = 0; taking < 6; taking += 1) {
                const { lifecycle, logger } = run();
                await lifecycle.create(inputsOf("long", at), logger);
            }
            expect((await tagOnWire("long"))?.earlier).toHaveLength(4);
            const state = await run().lifecycle.import(
                { groupId: stage.groupId, name: "long" },
                at,
                run().logger,
            );
            expect(state.__mark).toBe((await tagOnWire("long"))?.mark);
        });

        describe("where no identity is known", () => {
            const at = (name: string, more: Partial<CheckedInputs> = {}) =>
                inputsOf(name, { __identity: unknownValue, ...more });

            it("nothing is resumed, and the error says how", async () => {
                const { lifecycle, logger } = run();
                const { instanceId } = await lifecycle.create(at("lost"), logger);
                expect((await tagOnWire("lost"))?.owner).toBe("shop.dev.lost");
                const second = run();
                await expect(second.lifecycle.create(at("lost"), second.logger)).rejects.toThrow(
                    `If an interrupted create of this resource left it, run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${instanceId} to resume it.`,
                );
                const third = run({ resume: new Set([instanceId]) });
                expect((await third.lifecycle.create(at("lost"), third.logger)).instanceId).toBe(instanceId);
                expect(third.lines).toEqual([expect.stringMatching(/^Resuming cluster/)]);
            });

            it("the rest works by the mark, and what the tag says of the slot stays", async () => {
                const { lifecycle, logger, warnings } = run();
                const state = await lifecycle.create(inputsOf("kept"), logger);
                const next = await lifecycle.update(state, at("kept", { tags: { team: "data" } }), logger);
                expect(await tagOnWire("kept")).toEqual({
                    owner: us("kept"),
                    mark: state.__mark,
                    earlier: [],
                });
                expect(await lifecycle.read(next, logger)).toEqual(next);
                await lifecycle.remove(next, logger);
                expect(await truthOf("kept")).toBeUndefined();
                expect(warnings).toEqual([]);
            });

            it("a cluster that was made so gets its slot with the next update, when one is known", async () => {
                const { lifecycle, logger, warnings } = run();
                const state = await lifecycle.create(at("late"), logger);
                const next = await lifecycle.update(state, inputsOf("late"), logger);
                expectOurs(next, await truthOf("late"));
                expect(next.__mark).toBe(state.__mark);
                expect(warnings).toEqual([]);
            });
        });

        describe("a process that has seen who holds a mark", () => {
            it("deletes nothing of what another entry of this state has, and says so", async () => {
                const first = run();
                const before = await first.lifecycle.create(inputsOf("again"), first.logger);
                // A forced replacement within the hour: its create finds the old cluster under the name.
                const second = run();
                const after = await second.lifecycle.create(inputsOf("again"), second.logger);
                await second.lifecycle.remove(before, second.logger, declaredAt("again"));
                expect(second.warnings).toEqual([
                    expect.stringMatching(
                        /was not deleted, because the create step of this same resource adopted it\. .* deleteBeforeReplace: true\.$/,
                    ),
                ]);
                expect((await truthOf("again"))?.id).toBe(after.instanceId);

                // Another process has seen it only where the engine has asked it to compare the new entry.
                const third = run();
                await expect(
                    third.lifecycle.remove(before, third.logger, declaredAt("again")),
                ).rejects.toThrow(words["error: refresh"]);
                const heldMarks = new HeldMarks();
                heldMarks.note(after.__mark, declaredAt("again").__urn);
                const fourth = run({ heldMarks });
                await fourth.lifecycle.remove(before, fourth.logger, declaredAt("again"));
                expect((await truthOf("again"))?.id).toBe(after.instanceId);
                await fourth.lifecycle.remove(after, fourth.logger, declaredAt("again"));
                expect(await truthOf("again")).toBeUndefined();
            });

            it("says whose it is, where the same path has got another resource", async () => {
                const heldMarks = new HeldMarks();
                const { lifecycle, logger } = run({ heldMarks });
                const state = await lifecycle.create(inputsOf("renamed"), logger);
                heldMarks.note(state.__mark, urnOf(dev, "orders-9"));
                await expect(lifecycle.create(inputsOf("renamed"), logger)).rejects.toThrow(
                    "ServerlessInstance::orders-9 in this stack manages it.",
                );
            });
        });

        it("a delete deletes nothing that another has adopted; the other's does", async () => {
            const first = run();
            const before = await first.lifecycle.create(inputsOf("moved"), first.logger);
            const second = run();
            const other = declaredAt("moved", dev, "another state");
            const after = await second.lifecycle.create(
                inputsOf("moved", { adopt: before.instanceId, ...other }),
                second.logger,
            );
            expect(second.lines).toEqual([
                expect.stringMatching(
                    /^Adopting cluster .* belongs to resource "moved" in stack shop\/dev\.$/,
                ),
            ]);
            expect(await tagOnWire("moved")).toEqual({
                owner: them("moved"),
                mark: after.__mark,
                earlier: [before.__mark],
            });
            await first.lifecycle.remove(before, first.logger);
            expect(first.warnings).toEqual([expect.stringMatching(words["leave"] ?? "")]);
            expect((await truthOf("moved"))?.id).toBe(before.instanceId);
            const third = run();
            await third.lifecycle.remove(after, third.logger);
            expect(await truthOf("moved")).toBeUndefined();
        });

        it("an import of a cluster with its own slot has its ownership ID at once, and one with another's is noted", async () => {
            const { lifecycle, logger } = run();
            const state = await lifecycle.create(inputsOf("back"), logger);
            const place = { groupId: stage.groupId, name: "back" };
            const own = await lifecycle.import(place, declaredAt("back"), logger);
            expect([own.__mark, own.__owner, own.__noted]).toEqual([state.__mark, us("back"), undefined]);
            for (const elsewhere of [declaredAt("back", dev, "another state"), declaredAt("front")]) {
                const foreign = await lifecycle.import(place, elsewhere, logger);
                expect(foreign.__mark).toBeUndefined();
                expect(foreign.__noted).toEqual({ relation: "foreign", owner: us("back") });
                expect(diff(foreign, inputsOf("back"))).toMatchObject({
                    changes: true,
                    notes: [expect.stringMatching(words["take"] ?? "")],
                });
            }
        });

        describe("after an update there is exactly one ownership tag", () => {
            const made = async (more: Partial<CheckedInputs> = {}) => {
                const { lifecycle, logger } = run();
                return lifecycle.create(inputsOf("one", more), logger);
            };
            const update = async (state: State, more: Partial<CheckedInputs>) => {
                const { lifecycle, logger } = run();
                return lifecycle.update(state, inputsOf("one", more), logger);
            };
            const unmanaged = (more: Partial<CheckedInputs> = {}): CheckedInputs => {
                const inputs: CheckedInputs = { ...inputsOf("one"), ...more };
                delete inputs.tags;
                return inputs;
            };
            const updateUnmanaged = async (state: State, more: Partial<CheckedInputs>) => {
                const { lifecycle, logger } = run();
                return lifecycle.update(state, unmanaged(more), logger);
            };
            const tag = ({ __mark = "" }: State, ...earlier: string[]) =>
                tagOf(us("one"), __mark, ...earlier);

            it("beside the program's tags", async () => {
                const state = await made();
                expect(await wireTags("one")).toEqual({ team: "shop", ...tag(state) });
                const next = await update(state, { tags: { team: "data", cost: "low" } });
                expect(next.__mark).toBe(state.__mark);
                expect(next.tags).toEqual({ team: "data", cost: "low" });
                expect(await wireTags("one")).toEqual({ team: "data", cost: "low", ...tag(state) });
                expectHidden(next);
            });

            it("alone, where the program no longer sets tags", async () => {
                const state = await made();
                const next = await updateUnmanaged(state, {});
                expect(next.tags).toEqual({});
                expect(await wireTags("one")).toEqual(tag(state));
            });

            it("beside somebody else's tags, where the program manages none", async () => {
                const { lifecycle, logger } = run();
                const state = await lifecycle.create(unmanaged(), logger);
                await stage.control("/state", { instance: "one", tags: { hand: "made", ...tag(state) } });
                const next = await updateUnmanaged(state, { terminationProtectionEnabled: true });
                expect(next).toMatchObject({ tags: { hand: "made" }, terminationProtectionEnabled: true });
                expect(await wireTags("one")).toEqual({ hand: "made", ...tag(state) });
            });

            it("again, where somebody removed it, with a new ownership ID", async () => {
                const { lifecycle, logger } = run();
                const state = await lifecycle.create(unmanaged(), logger);
                await stage.control("/state", { instance: "one", tags: { hand: "made" } });
                const next = await updateUnmanaged(state, { terminationProtectionEnabled: true });
                expect(next.__mark).not.toBe(state.__mark);
                expect(await wireTags("one")).toEqual({ hand: "made", ...tag(next, state.__mark ?? "") });
            });

            it("with the marks before it, as long as the mark lasts", async () => {
                const first = await made();
                const second = await made();
                await update(second, { tags: { team: "data" } });
                expect(await wireTags("one")).toEqual({
                    team: "data",
                    ...tag(second, first.__mark ?? ""),
                });
            });

            it("with the new place after a move, and the same mark", async () => {
                const state = await made();
                const next = await update(state, declaredAt("renamed"));
                expect(next.__mark).toBe(state.__mark);
                expect(next.__owner).toBe(us("renamed"));
                expect(await wireTags("one")).toEqual({
                    team: "shop",
                    ...tagOf(us("renamed"), state.__mark ?? ""),
                });
            });

            it("none, with ownershipTag: false, and its id makes it ours", async () => {
                const state = await made({ ownershipTag: false });
                expect([state.__mark, state.__owner]).toEqual([undefined, undefined]);
                expect(await wireTags("one")).toEqual({ team: "shop" });
                const next = await update(state, { ownershipTag: false, tags: { team: "data" } });
                expect(await wireTags("one")).toEqual({ team: "data" });
                const { lifecycle, logger, warnings } = run();
                expect(await lifecycle.read(next, logger)).toEqual(next);
                await lifecycle.remove(next, logger);
                expect(await truthOf("one")).toBeUndefined();
                expect(warnings).toEqual([]);
            });

            it("from the next update on, once it is wanted again", async () => {
                const state = await made({ ownershipTag: false });
                const next = await update(state, { tags: { team: "data" } });
                expect(next.__mark).toMatch(/^[0-9a-f]{12}$/);
                expect(await wireTags("one")).toEqual({ team: "data", ...tag(next) });
            });
        });

        it("what a function or an import sees has no tag of ours", async () => {
            const { lifecycle, logger } = run();
            await lifecycle.create(inputsOf("seen"), logger);
            const { clusters } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
            const [one] = (await clusters.list(stage.groupId)).filter(({ name }) => name === "seen");
            expect(one?.tags).toHaveProperty(ownerTag);
            expect(one && outputsOf(one).tags).toEqual({ team: "shop" });
        });
    });
});

describe("upgradeFromSharedTier", () => {
    const upgraded = (more: Partial<CheckedInputs> = {}) =>
        inputsOf("tier", { upgradeFromSharedTier: true, ...more });
    const upgradePosts = () => countOf("upgradeSharedClusterToServerless");
    const none =
        /^Could not upgrade shared-tier cluster "tier" in project [0-9a-f]{24}: Atlas no longer supports this upgrade, and no Flex cluster has that name\. Remove upgradeFromSharedTier to create an empty cluster\.$/;
    const theirs =
        /If you meant another shared-tier cluster, correct the name\. .* To take it away from its owner, set adopt: "[0-9a-f]{24}"\.$/;
    afterEach(() => stage.close());

    describe("in classic", () => {
        beforeEach(() => begin("classic"));

        it.each(["M0", "M2", "M5"])(
            "makes a serverless instance of an %s, with its data",
            async (instanceSize) => {
                const before = await seed("tier", { kind: "shared", instanceSize, ageSeconds: 90 * day });
                const { lifecycle, logger } = run();
                const state = await lifecycle.create(upgraded(), logger);
                expect(state).toMatchObject({ instanceId: before.id, servedBy: "serverless" });
                expectOurs(state, await truthOf("tier"));
                expect([await upgradePosts(), await countOf("createServerlessInstance")]).toEqual([1, 0]);
            },
        );

        it("finds no cluster, and makes none", async () => {
            const { lifecycle, logger } = run();
            await expect(lifecycle.create(upgraded(), logger)).rejects.toMatchObject({
                errorCode: "CLUSTER_NOT_FOUND",
                message: expect.stringMatching(/^Could not upgrade shared-tier cluster "tier" /) as string,
            });
            expect(await truthOf("tier")).toBeUndefined();
        });

        it.each([
            ["nothing, after it acted", { reset: "after" }, 1],
            ["nothing, before it acted", { reset: "before" }, 1],
        ])("is answered with %s", async (_what, fault) => {
            const before = await seed("tier", { kind: "shared" });
            await stage.fault({ operation: "upgradeSharedClusterToServerless", ...fault });
            const { lifecycle, logger } = run();
            const state = await lifecycle.create(upgraded(), logger);
            expect(state.instanceId).toBe(before.id);
            expectOurs(state, await truthOf("tier"));
        });

        it("resumes what a crashed run of its own has upgraded, however old the cluster is", async () => {
            await seed("tier", { kind: "shared", ageSeconds: 90 * day });
            const crashed = run();
            const lost = await crashed.lifecycle.create(upgraded(), crashed.logger);
            const { lifecycle, logger } = run();
            const state = await lifecycle.create(upgraded(), logger);
            expect(state.instanceId).toBe(lost.instanceId);
            expectOurs(state, await truthOf("tier"));
            expect((await tagOnWire("tier"))?.earlier).toEqual([lost.__mark]);
        });

        it("takes an untagged serverless one, as a crashed upgrade without tags leaves it", async () => {
            const before = await seed("tier", { ageSeconds: 90 * day });
            const { lifecycle, logger } = run();
            const state = await lifecycle.create(upgraded(), logger);
            expect(state.instanceId).toBe(before.id);
            expectOurs(state, await truthOf("tier"));
        });

        it("refuses one that is another's", async () => {
            const before = await seed("tier", { tags: tagOf(them("tier"), "aa") });
            const { lifecycle, logger } = run();
            await expect(lifecycle.create(upgraded(), logger)).rejects.toThrow(theirs);
            expect((await truthOf("tier"))?.tags).toEqual(before.tags);
        });

        it("takes the Flex cluster that MongoDB has made of it meanwhile", async () => {
            const before = await seed("tier", { kind: "shared" });
            await stage.control("/convert", { instance: "tier", to: "flex" });
            const { lifecycle, logger } = run();
            const state = await lifecycle.create(upgraded(), logger);
            expect(state).toMatchObject({ instanceId: before.id, servedBy: "flex" });
            expectOurs(state, await truthOf("tier"));
        });
    });

    describe.each(["transition", "sunset"] as const)("in %s", (era) => {
        beforeEach(() => begin(era));

        it.each([410, 404, 405, 406])(
            "takes the Flex cluster that MongoDB has made of an M2, where gone is %i",
            async (goneStatus) => {
                await stage.control("/era", { goneStatus });
                const before = await seed("tier", { kind: "shared", ageSeconds: 90 * day });
                const { lifecycle, logger } = run();
                const state = await lifecycle.create(upgraded(), logger);
                expect(state).toMatchObject({ instanceId: before.id, servedBy: "flex" });
                expectOurs(state, await truthOf("tier"));
                expect([
                    await countOf("createServerlessInstance"),
                    await countOf("createFlexCluster"),
                ]).toEqual([0, 0]);
            },
        );

        it("says so where there is no cluster, and makes none", async () => {
            const { lifecycle, logger } = run();
            await expect(lifecycle.create(upgraded(), logger)).rejects.toThrow(none);
            expect(await truthOf("tier")).toBeUndefined();
        });

        it("resumes what a crashed run of its own has taken, however old the cluster is", async () => {
            await seed("tier", { kind: "shared", ageSeconds: 90 * day });
            const crashed = run();
            const lost = await crashed.lifecycle.create(upgraded(), crashed.logger);
            const { lifecycle, logger } = run();
            const state = await lifecycle.create(upgraded(), logger);
            expectOurs(state, await truthOf("tier"));
            expect((await tagOnWire("tier"))?.earlier).toEqual([lost.__mark]);
        });

        it("refuses one that is another's", async () => {
            const before = await seed("tier", { kind: "shared", tags: tagOf(them("tier"), "aa") });
            const { lifecycle, logger } = run();
            await expect(lifecycle.create(upgraded(), logger)).rejects.toThrow(theirs);
            expect((await truthOf("tier"))?.tags).toEqual(before.tags);
        });

        it("refuses one in another region", async () => {
            await seed("tier", { kind: "shared", regionName: "EU_WEST_1" });
            const { lifecycle, logger } = run();
            await expect(lifecycle.create(upgraded(), logger)).rejects.toThrow(refusals["unequal"]);
        });
    });
});
