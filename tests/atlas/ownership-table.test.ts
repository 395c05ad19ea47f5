// Law: only what we made, or were told to take, is ours. Who owns a database, by which mark, how old it is and in which
// state, against each operation, in both generations.
import { systemClock, type Clock } from "../../provider/atlas/clock";
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs } from "../../provider/instance/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle";
import { ownerOf, ownerTag, readOwnership, type Ownership } from "../../provider/instance/ownership";
import { outputsOf, type State } from "../../provider/instance/state";
import type { Voice } from "../../provider/instance/waits";
import { startStage, type Stage } from "./support";

const day = 24 * 60 * 60;
const scale = 1000;
/** For a table whose rows run at once, on a slow machine. */
const patience = 120_000;

interface Truth {
    id: string;
    name: string;
    tags: { key: string; value: string }[];
}

const us = (name: string) =>
    ownerOf({ organization: "acme", project: "shop", stack: "dev", logicalName: name, urn: `urn:${name}` });
const them = "shop.prod.other.0123456789abcdef";
const oldMark = "00000000aaaa";
const tagOf = (owner: string, mark = oldMark) => ({ [ownerTag]: `${owner}@${mark}` });

/** In these generations, each at the height of its time. */
const generations = [
    ["serverless", "classic", "createServerlessInstance", "updateServerlessInstance"],
    ["flex", "sunset", "createFlexCluster", "updateFlexCluster"],
] as const;

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

/** The provider's looks and pauses, shortened; the emulator is faster still. */
const haste = 20;
const hasty: Clock = {
    now: () => systemClock.now() * haste,
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / haste, signal),
};

/** A process of its own, with all that it says. */
function run(): { lifecycle: Lifecycle; voice: Voice; warnings: string[] } {
    const { databases } = connect(stage.settings("accessToken"));
    const warnings: string[] = [];
    const voice = { progress: () => undefined, warn: (line: string) => void warnings.push(line) };
    return { lifecycle: new Lifecycle(databases, hasty), voice, warnings };
}

function inputsOf(name: string, more: Partial<CheckedInputs> = {}): CheckedInputs {
    return {
        projectId: stage.groupId,
        name,
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        tags: { team: "shop" },
        __owner: us(name),
        ...more,
    };
}

async function truthOf(name: string): Promise<Truth | undefined> {
    const { body } = await stage.control("/state");
    const { projects } = body as unknown as { projects: { instances: Truth[] }[] };
    const [one] = projects.flatMap(({ instances }) => instances).filter((instance) => instance.name === name);
    return one && { id: one.id, name, tags: one.tags };
}

async function wireTags(name: string): Promise<Record<string, string>> {
    const tags = (await truthOf(name))?.tags ?? [];
    return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

async function ownerOnWire(name: string): Promise<Ownership | undefined> {
    return readOwnership(await wireTags(name));
}

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

/** The database is there, once, and ours by the mark in the state. */
async function expectOurs(state: State, name: string): Promise<void> {
    const truth = await truthOf(name);
    expect(truth?.id).toBe(state.instanceId);
    expect(await ownerOnWire(name)).toMatchObject({ owner: us(name), mark: state.__mark });
    expect(state.stateName).toBe("IDLE");
    expectHidden(state);
}

interface TakenRow {
    title: string;
    /** What is there under the name already. */
    there: (name: string) => { tags?: Record<string, string>; ageSeconds?: number; regionName?: string };
    stateName?: "CREATING" | "DELETING";
    inputs?: (id: string) => Partial<CheckedInputs>;
    /** Taken over with a fresh mark; made anew; or refused, in words that fit. */
    outcome: "taken over" | "made anew" | RegExp;
}

const otherName = "Choose another name, or leave name out to get an automatic one\\.";
const otherTier = "If another shared-tier cluster is meant, correct the name\\.";
const adoptNobodys = (other: string) =>
    new RegExp(`belongs to nobody that this provider knows .*${other} To .*give adopt: true\\.`);
const adoptTrue = adoptNobodys(otherName);
const adoptId = (whose: string, other = otherName) =>
    new RegExp(`belongs to "${whose}".*${other} To .*give adopt: "[0-9a-f]{24}"\\.`);
const adoptOurs = adoptId("shop\\.dev\\.[a-z0-9-]+\\.[0-9a-f]{16}");
const elsewhere = /It runs in AWS EU_WEST_1, not in AWS US_EAST_1 as declared, so it cannot be adopted\./;
const tagless = /With ownershipTag: false nothing can be taken over\./;

const taken: TakenRow[] = [
    {
        title: "our crashed create, young and ready",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 60 }),
        outcome: "taken over",
    },
    {
        title: "our crashed create, young and still CREATING",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 5 }),
        stateName: "CREATING",
        outcome: "taken over",
    },
    {
        title: "our own, CREATING for more than a day",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 2 * day }),
        stateName: "CREATING",
        outcome: "taken over",
    },
    {
        title: "our own, ready and more than a day old",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 2 * day }),
        outcome: adoptOurs,
    },
    {
        title: "our own and old, with adopt: its id",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 2 * day }),
        inputs: (adopt) => ({ adopt }),
        outcome: "taken over",
    },
    {
        title: "our own and old, with adopt: true, as a taking over leaves it that crashed",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 2 * day }),
        inputs: () => ({ adopt: true }),
        outcome: "taken over",
    },
    {
        title: "our own and young, in another region",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 60, regionName: "EU_WEST_1" }),
        outcome: elsewhere,
    },
    { title: "nobody's", there: () => ({}), outcome: adoptTrue },
    { title: "nobody's and young", there: () => ({ ageSeconds: 1 }), outcome: adoptTrue },
    {
        title: "nobody's, with adopt: true",
        there: () => ({ tags: { hand: "made" } }),
        inputs: () => ({ adopt: true }),
        outcome: "taken over",
    },
    {
        title: "nobody's, with adopt: its id",
        there: () => ({}),
        inputs: (adopt) => ({ adopt }),
        outcome: "taken over",
    },
    {
        title: "nobody's, with adopt: another id",
        there: () => ({}),
        inputs: () => ({ adopt: "f".repeat(24) }),
        outcome: adoptTrue,
    },
    {
        title: "nobody's, with adopt: true, in another region",
        there: () => ({ regionName: "EU_WEST_1" }),
        inputs: () => ({ adopt: true }),
        outcome: elsewhere,
    },
    {
        title: "nobody's, with adopt: its id, in another region",
        there: () => ({ regionName: "EU_WEST_1" }),
        inputs: (adopt) => ({ adopt }),
        outcome: elsewhere,
    },
    { title: "another's", there: () => ({ tags: tagOf(them), ageSeconds: 60 }), outcome: adoptId(them) },
    {
        title: "another's and CREATING",
        there: () => ({ tags: tagOf(them) }),
        stateName: "CREATING",
        outcome: adoptId(them),
    },
    {
        title: "another's, with adopt: true",
        there: () => ({ tags: tagOf(them) }),
        inputs: () => ({ adopt: true }),
        outcome: adoptId(them),
    },
    {
        title: "another's, with adopt: its id",
        there: () => ({ tags: tagOf(them) }),
        inputs: (adopt) => ({ adopt }),
        outcome: "taken over",
    },
    {
        title: "somebody's with a value of their own in the tag",
        there: () => ({ tags: { [ownerTag]: "finance" } }),
        outcome: adoptId("finance"),
    },
    {
        title: "somebody's with a value of their own, with adopt: true",
        there: () => ({ tags: { [ownerTag]: "finance" } }),
        inputs: () => ({ adopt: true }),
        outcome: adoptId("finance"),
    },
    {
        title: "somebody's with a value of their own, with adopt: its id",
        there: () => ({ tags: { [ownerTag]: "finance" } }),
        inputs: (adopt) => ({ adopt }),
        outcome: "taken over",
    },
    {
        title: "our own, DELETING",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 60 }),
        stateName: "DELETING",
        outcome: "made anew",
    },
    {
        title: "another's, DELETING",
        there: () => ({ tags: tagOf(them) }),
        stateName: "DELETING",
        outcome: "made anew",
    },
    {
        title: "nobody's, DELETING, with adopt: true",
        there: () => ({}),
        stateName: "DELETING",
        inputs: () => ({ adopt: true }),
        outcome: "made anew",
    },
    {
        title: "nobody's, DELETING, with adopt: its id, which is all that is wanted",
        there: () => ({}),
        stateName: "DELETING",
        inputs: (adopt) => ({ adopt }),
        outcome:
            /^LifecycleError: There is no database "taken-\d+" .* to adopt .* Take adopt out to create it\.$/,
    },
    {
        title: "nobody's, with ownershipTag: false",
        there: () => ({}),
        inputs: () => ({ ownershipTag: false }),
        outcome: tagless,
    },
    {
        title: "our own and young, with ownershipTag: false",
        there: (name) => ({ tags: tagOf(us(name)), ageSeconds: 60 }),
        inputs: () => ({ ownershipTag: false }),
        outcome: tagless,
    },
    {
        title: "nobody's, with adopt: its id, with ownershipTag: false",
        there: () => ({}),
        inputs: (adopt) => ({ adopt, ownershipTag: false }),
        outcome: tagless,
    },
];

interface RelationRow {
    title: string;
    /** What has become of the tag, by the owner and the mark that it had. */
    tags: (owner: string, mark: string) => Record<string, string>;
    /** The id is another now: of the same database, converted; or because it is another database. */
    newId?: "converted" | "another database";
    read: "kept" | "kept, with the mark that is there" | "kept, with a warning" | "reported, not touched";
    update: "updated" | RegExp;
    remove: "deleted" | keyof typeof keptBy | RegExp;
}

const replaced = /another database has that name now .*Nobody's data was touched/;
const copy = /the state may be an old copy\. Run `pulumi refresh`/;
const itself =
    /a later create of this very resource has taken it over, so nothing was deleted\. .*deleteBeforeReplace: true/;
const leftAlone = /now belongs to .* This resource leaves it alone; nothing was changed or deleted\./;
const madeAgain =
    /, id [0-9a-f]{24}, is gone\. A later create of this very resource has made another one .*, which is left as it is\. .*orphans/;

/** What a delete warns of that deletes nothing. */
const keptBy = {
    "left alone": leftAlone,
    "left alone, replaced by itself": itself,
    "left alone, made again by itself": madeAgain,
} as const;

const relations: RelationRow[] = [
    {
        title: "our mark",
        tags: (owner, mark) => tagOf(owner, mark),
        read: "kept",
        update: "updated",
        remove: "deleted",
    },
    {
        title: "our mark, another id",
        tags: (owner, mark) => tagOf(owner, mark),
        newId: "converted",
        read: "kept",
        update: "updated",
        remove: "deleted",
    },
    {
        title: "our mark, an owner from before a rename",
        tags: (_owner, mark) => tagOf(them, mark),
        read: "kept",
        update: "updated",
        remove: "deleted",
    },
    { title: "no tag", tags: () => ({}), read: "kept", update: "updated", remove: "deleted" },
    {
        title: "no tag, another id",
        tags: () => ({}),
        newId: "another database",
        read: "reported, not touched",
        update: replaced,
        remove: replaced,
    },
    {
        title: "no tag, another id by a conversion: nobody can know",
        tags: () => ({}),
        newId: "converted",
        read: "reported, not touched",
        update: replaced,
        remove: replaced,
    },
    {
        title: "our mark as the predecessor",
        tags: (owner, mark) => tagOf(owner, `beef.${mark}`),
        read: "kept, with a warning",
        update: leftAlone,
        remove: "left alone, replaced by itself",
    },
    {
        title: "our mark as the predecessor, another owner",
        tags: (_owner, mark) => tagOf(them, `beef.${mark}`),
        read: "kept, with a warning",
        update: leftAlone,
        remove: "left alone",
    },
    {
        title: "another owner",
        tags: () => tagOf(them, "beef"),
        read: "kept, with a warning",
        update: leftAlone,
        remove: "left alone",
    },
    {
        title: "a value of somebody's own",
        tags: () => ({ [ownerTag]: "finance" }),
        read: "kept, with a warning",
        update: leftAlone,
        remove: "left alone",
    },
    {
        title: "our owner, an unrelated mark",
        tags: (owner) => tagOf(owner, "beef"),
        read: "kept, with the mark that is there",
        update: copy,
        remove: copy,
    },
    {
        title: "our owner, an unrelated mark, another id",
        tags: (owner) => tagOf(owner, "beef"),
        newId: "another database",
        read: "reported, not touched",
        update: replaced,
        remove: "left alone, made again by itself",
    },
    {
        title: "our owner, an unrelated mark, another id by a conversion: nobody can know",
        tags: (owner) => tagOf(owner, "beef"),
        newId: "converted",
        read: "reported, not touched",
        update: replaced,
        remove: replaced,
    },
    {
        title: "another owner, another id",
        tags: () => tagOf(them, "beef"),
        newId: "another database",
        read: "reported, not touched",
        update: replaced,
        remove: replaced,
    },
];

describe.each(generations)("%s, in %s", (servedBy, era, createOperation, updateOperation) => {
    describe("create finds the name taken", () => {
        /** What came of a row, and what was there before and after. */
        interface Outcome {
            name: string;
            before: Truth;
            after: Truth | undefined;
            state: State | undefined;
            refusal: string;
        }
        const found = new Map<TakenRow, Outcome>();

        beforeAll(async () => {
            await begin(era);
            await Promise.all(
                taken.map(async (row, index) => found.set(row, await play(row, `taken-${index}`))),
            );
        }, patience);
        afterAll(() => stage.close());

        async function play(row: TakenRow, name: string): Promise<Outcome> {
            const before = await seed(name, row.there(name));
            if (row.stateName !== undefined) {
                // It lasts until the create has met it.
                await stage.control("/state", { instance: name, stateName: row.stateName, takes: 30 * day });
                const isOver = row.stateName === "CREATING" ? "IDLE" : "GONE";
                const met = row.stateName === "CREATING" ? "PATCH" : "GET";
                reactions.push({
                    to: new RegExp(`^${met} \\S+/${name} 200 `),
                    then: () => stage.control("/state", { instance: name, stateName: isOver }),
                });
            }
            const { lifecycle, voice } = run();
            let state: State | undefined;
            let refusal = "";
            try {
                state = await lifecycle.create(inputsOf(name, row.inputs?.(before.id)), voice);
            } catch (error) {
                refusal = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
            }
            return { name, before, after: await truthOf(name), state, refusal };
        }

        it.each(taken.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
            const outcome = found.get(row);
            if (outcome === undefined) {
                throw new Error("the row was not played");
            }
            const { name, before, after, state, refusal } = outcome;
            const seen = readOwnership(
                Object.fromEntries((after?.tags ?? []).map(({ key, value }) => [key, value])),
            );
            const old = readOwnership(Object.fromEntries(before.tags.map(({ key, value }) => [key, value])));
            if (row.outcome instanceof RegExp) {
                expect(refusal).toMatch(row.outcome);
                if (row.stateName === "DELETING") {
                    expect(after?.id === before.id || after === undefined).toBe(true);
                    return;
                }
                expect(refusal).toMatch(
                    /^LifecycleError: Could not create database "taken-\d+" in project [0-9a-f]{24}: /,
                );
                expect(refusal).toContain(`by database ${before.id}, which belongs to `);
                expect(after).toMatchObject({ id: before.id, tags: before.tags });
                return;
            }
            expect(refusal).toBe("");
            if (state === undefined) {
                throw new Error("there is no state");
            }
            await expectOurs(state, name);
            expect(state).toMatchObject({ servedBy, tags: { team: "shop" } });
            expect(seen?.mark).not.toBe(oldMark);
            expect(after?.id === before.id).toBe(row.outcome === "taken over");
            // Only a mark of our own kind can be a predecessor, and a new database has none.
            const predecessor = row.outcome === "taken over" && old?.mark !== "" ? old?.mark : undefined;
            expect(seen?.predecessor).toBe(predecessor);
        });
    });

    describe("read, update and delete meet", () => {
        const found = new Map<
            string,
            { what: unknown; warnings: string[]; before: Truth; after: Truth | undefined }
        >();
        const keyOf = (index: number, operation: string) => `relation-${index}-${operation}`;

        beforeAll(async () => {
            await begin(era);
            const acts = relations.flatMap((row, index) =>
                (["read", "update", "remove"] as const).map((operation) => ({
                    row,
                    operation,
                    name: keyOf(index, operation),
                })),
            );
            await Promise.all(acts.map(({ row, operation, name }) => play(row, operation, name)));
        }, patience);
        afterAll(() => stage.close());

        async function play(
            row: RelationRow,
            operation: "read" | "update" | "remove",
            name: string,
        ): Promise<void> {
            const inputs = inputsOf(name);
            const { lifecycle: maker, voice: silent } = run();
            const state = await maker.create(inputs, silent);
            const tags = { team: "shop", ...row.tags(us(name), state.__mark ?? "") };
            if (row.newId === "another database") {
                await stage.control("/state", { instance: name, stateName: "GONE" });
                await seed(name, { tags });
            } else {
                await stage.control("/state", { instance: name, tags });
            }
            if (row.newId === "converted") {
                await stage.control("/convert", { instance: name, to: "flex", newId: true });
            }
            const before = await truthOf(name);
            if (before === undefined) {
                throw new Error("there must be something to meet");
            }
            const { lifecycle, voice, warnings } = run();
            const work = {
                read: () => lifecycle.read(state, voice),
                update: () => lifecycle.update(state, { ...inputs, tags: { team: "data" } }, voice),
                remove: () => lifecycle.remove(state, voice),
            }[operation];
            const what: unknown = await work().catch((error: unknown) => error);
            const told = operation === "read" && what === state ? "the very state" : what;
            found.set(name, { what: told, warnings, before, after: await truthOf(name) });
        }

        const rows = relations.map((row, index) => [row.title, row, index] as const);
        const outcome = (index: number, operation: string) => {
            const one = found.get(keyOf(index, operation));
            if (one === undefined) {
                throw new Error("the row was not played");
            }
            return one;
        };

        it.each(rows)("read: %s", (_title, row, index) => {
            const { what, warnings, before, after } = outcome(index, "read");
            expect(after).toEqual(before);
            expect(
                warnings.map((line) => [replaced, leftAlone].findIndex((words) => words.test(line))),
            ).toEqual(
                { "reported, not touched": [0], "kept, with a warning": [1] }[row.read as string] ?? [],
            );
            if (row.read === "reported, not touched") {
                expect(what).toBe("the very state");
                return;
            }
            const state = what as State;
            expect(state).toMatchObject({ instanceId: before.id, tags: { team: "shop" } });
            expectHidden(state);
            expect(state.__mark === "beef").toBe(row.read === "kept, with the mark that is there");
        });

        it.each(rows)("update: %s", async (_title, row, index) => {
            const { what, before, after } = outcome(index, "update");
            if (row.update instanceof RegExp) {
                expect(what).toMatchObject({ message: expect.stringMatching(row.update) as string });
                expect(after).toEqual(before);
                return;
            }
            const state = what as State;
            expect(state).toMatchObject({ instanceId: before.id, tags: { team: "data" } });
            await expectOurs(state, keyOf(index, "update"));
        });

        it.each(rows)("delete: %s", (_title, row, index) => {
            const { what, warnings, before, after } = outcome(index, "remove");
            if (row.remove === "deleted") {
                expect([what, after]).toEqual([undefined, undefined]);
                return;
            }
            expect(after).toEqual(before);
            if (row.remove instanceof RegExp) {
                expect(what).toMatchObject({ message: expect.stringMatching(row.remove) as string });
                return;
            }
            expect(what).toBeUndefined();
            expect(warnings).toEqual([expect.stringMatching(keptBy[row.remove])]);
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
        ])("a create that is answered with %s ends with one database", async (_what, fault, posts) => {
            await stage.fault({ operation: createOperation, instance: "lost", ...fault });
            const { lifecycle, voice } = run();
            const state = await lifecycle.create(inputsOf("lost"), voice);
            await expectOurs(state, "lost");
            expect((await ownerOnWire("lost"))?.predecessor).toBeUndefined();
            expect(await countOf(createOperation)).toBe(posts);
        });

        it("a create that is never answered is given up, and nothing is there", async () => {
            await stage.fault({ operation: createOperation, times: 99, reset: "before" });
            const { lifecycle, voice } = run();
            await expect(lifecycle.create(inputsOf("lost"), voice)).rejects.toMatchObject({
                kind: "unreachable",
            });
            expect(await truthOf("lost")).toBeUndefined();
            expect(await countOf(createOperation)).toBe(3);
        });

        it("a create without a mark whose answer is lost takes nothing for its own", async () => {
            await stage.fault({ operation: createOperation, reset: "after" });
            const { lifecycle, voice } = run();
            await expect(lifecycle.create(inputsOf("lost", { ownershipTag: false }), voice)).rejects.toThrow(
                tagless,
            );
            expect(await countOf(createOperation)).toBe(1);
        });

        it("an id to adopt that nothing has is an error, and nothing is made", async () => {
            const { lifecycle, voice } = run();
            const inputs = inputsOf("none", { adopt: "f".repeat(24) });
            await expect(lifecycle.create(inputs, voice)).rejects.toThrow(
                /There is no database "none" .* to adopt .*Take adopt out to create it\./,
            );
            expect(await truthOf("none")).toBeUndefined();
        });

        it("adopt: true where there is nothing creates", async () => {
            const { lifecycle, voice } = run();
            await expectOurs(await lifecycle.create(inputsOf("none", { adopt: true }), voice), "none");
        });

        it("a delete deletes nothing that another has taken over; the other's does", async () => {
            const first = run();
            const before = await first.lifecycle.create(inputsOf("moved"), first.voice);
            const second = run();
            const other = inputsOf("moved", { adopt: before.instanceId, __owner: us("renamed") });
            const after = await second.lifecycle.create(other, second.voice);
            expect(await ownerOnWire("moved")).toEqual({
                owner: us("renamed"),
                mark: after.__mark,
                predecessor: before.__mark,
            });
            await first.lifecycle.remove(before, first.voice);
            expect(first.warnings).toEqual([expect.stringMatching(leftAlone)]);
            expect((await truthOf("moved"))?.id).toBe(before.instanceId);
            const third = run();
            await third.lifecycle.remove(after, third.voice);
            expect(await truthOf("moved")).toBeUndefined();
        });

        it("a delete deletes nothing that a later create of the same resource has taken over", async () => {
            const first = run();
            const before = await first.lifecycle.create(inputsOf("again"), first.voice);
            const second = run();
            await second.lifecycle.create(inputsOf("again"), second.voice);
            const third = run();
            await third.lifecycle.remove(before, third.voice);
            expect(third.warnings).toEqual([expect.stringMatching(itself)]);
            expect((await truthOf("again"))?.id).toBe(before.instanceId);
        });

        it("an old copy of the state deletes and changes nothing before a refresh", async () => {
            const first = run();
            const copied = await first.lifecycle.create(inputsOf("copied"), first.voice);
            await stage.control("/state", { instance: "copied", tags: tagOf(us("copied"), "beef") });
            const { lifecycle, voice } = run();
            await expect(lifecycle.remove(copied, voice)).rejects.toThrow(copy);
            await expect(lifecycle.update(copied, inputsOf("copied", { tags: {} }), voice)).rejects.toThrow(
                copy,
            );
            expect(await ownerOnWire("copied")).toMatchObject({ mark: "beef" });
            const refreshed = await lifecycle.read(copied, voice);
            expect(refreshed?.__mark).toBe("beef");
            await lifecycle.remove(refreshed ?? copied, voice);
            expect(await truthOf("copied")).toBeUndefined();
        });

        it("a process never deletes what it has itself taken over, whatever the tag says by then", async () => {
            const first = run();
            const before = await first.lifecycle.create(inputsOf("kept"), first.voice);
            const second = run();
            const inputs = inputsOf("kept", { adopt: before.instanceId, __owner: us("new") });
            await second.lifecycle.create(inputs, second.voice);
            await stage.control("/state", { instance: "kept", tags: {} });
            await second.lifecycle.remove(before, second.voice);
            expect(second.warnings).toEqual([expect.stringMatching(/This resource leaves it alone/)]);
            expect((await truthOf("kept"))?.id).toBe(before.instanceId);
        });

        describe("after an update there is exactly one owner's tag", () => {
            const made = async (more: Partial<CheckedInputs> = {}) => {
                const { lifecycle, voice } = run();
                return lifecycle.create(inputsOf("one", more), voice);
            };
            const update = async (state: State, more: Partial<CheckedInputs>) => {
                const { lifecycle, voice } = run();
                return lifecycle.update(state, inputsOf("one", more), voice);
            };
            const unmanaged = (more: Partial<CheckedInputs> = {}): Partial<CheckedInputs> => {
                const inputs: Partial<CheckedInputs> = { ...inputsOf("one"), ...more };
                delete inputs.tags;
                return inputs;
            };
            const updateUnmanaged = async (state: State, more: Partial<CheckedInputs>) => {
                const { lifecycle, voice } = run();
                const inputs = { ...inputsOf("one"), ...more };
                delete inputs.tags;
                return lifecycle.update(state, inputs, voice);
            };
            const tag = (state: State, owner = us("one")) => ({
                [ownerTag]: `${owner}@${state.__mark ?? ""}`,
            });

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

            it("beside another hand's tags, where the program manages none", async () => {
                const { lifecycle, voice } = run();
                const inputs = unmanaged() as CheckedInputs;
                const state = await lifecycle.create(inputs, voice);
                await stage.control("/state", { instance: "one", tags: { hand: "made", ...tag(state) } });
                const next = await updateUnmanaged(state, { terminationProtectionEnabled: true });
                expect(next).toMatchObject({ tags: { hand: "made" }, terminationProtectionEnabled: true });
                expect(await wireTags("one")).toEqual({ hand: "made", ...tag(state) });
            });

            it("again, where somebody removed it, with the same mark", async () => {
                const { lifecycle, voice } = run();
                const state = await lifecycle.create(unmanaged() as CheckedInputs, voice);
                await stage.control("/state", { instance: "one", tags: { hand: "made" } });
                await updateUnmanaged(state, { terminationProtectionEnabled: true });
                expect(await wireTags("one")).toEqual({ hand: "made", ...tag(state) });
            });

            it("with its predecessor, as long as the mark lasts", async () => {
                const first = await made();
                const second = await made();
                expect((await ownerOnWire("one"))?.predecessor).toBe(first.__mark);
                await update(second, { tags: { team: "data" } });
                expect(await ownerOnWire("one")).toEqual({
                    owner: us("one"),
                    mark: second.__mark,
                    predecessor: first.__mark,
                });
            });

            it("with the new owner's name after an alias, written at the next real update", async () => {
                const state = await made();
                const renamed = us("renamed");
                const before = await countOf(updateOperation);
                const same = await update(state, { __owner: renamed });
                expect(await countOf(updateOperation)).toBe(before);
                expect(await wireTags("one")).toEqual({ team: "shop", ...tag(state) });
                const next = await update(same, { __owner: renamed, terminationProtectionEnabled: true });
                expect(await countOf(updateOperation)).toBe(before + 1);
                expect(next.__mark).toBe(state.__mark);
                expect(await wireTags("one")).toEqual({ team: "shop", ...tag(state, renamed) });
            });

            it("none, with ownershipTag: false, and its id makes it ours", async () => {
                const state = await made({ ownershipTag: false });
                expect(state.__mark).toBeUndefined();
                expect(await wireTags("one")).toEqual({ team: "shop" });
                const next = await update(state, { ownershipTag: false, tags: { team: "data" } });
                expect(await wireTags("one")).toEqual({ team: "data" });
                const { lifecycle, voice } = run();
                await lifecycle.remove(next, voice);
                expect(await truthOf("one")).toBeUndefined();
            });

            it("from the next real update on, once it is wanted again", async () => {
                const state = await made({ ownershipTag: false });
                const next = await update(state, { tags: { team: "data" } });
                expect(next.__mark).toMatch(/^[0-9a-f]{12}$/);
                expect(await wireTags("one")).toEqual({ team: "data", ...tag(next) });
            });
        });

        it("what a data source or an import sees has no tag of ours", async () => {
            const { lifecycle, voice } = run();
            await lifecycle.create(inputsOf("seen"), voice);
            const { databases } = connect(stage.settings("accessToken"));
            const [one] = (await databases.list(stage.groupId)).filter(({ name }) => name === "seen");
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
        /^Could not upgrade shared-tier cluster "tier" in project [0-9a-f]{24}: Atlas no longer upgrades shared-tier clusters, and there is no Flex cluster of that name that it has made of one\. Take upgradeFromSharedTier out to create an empty database\.$/;
    afterEach(() => stage.close());

    describe("in classic", () => {
        beforeEach(() => begin("classic"));

        it.each(["M0", "M2", "M5"])(
            "makes a serverless database of an %s, with its data",
            async (instanceSize) => {
                const before = await seed("tier", { kind: "shared", instanceSize, ageSeconds: 90 * day });
                const { lifecycle, voice } = run();
                const state = await lifecycle.create(upgraded(), voice);
                expect(state).toMatchObject({ instanceId: before.id, servedBy: "serverless" });
                await expectOurs(state, "tier");
                expect([await upgradePosts(), await countOf("createServerlessInstance")]).toEqual([1, 0]);
            },
        );

        it("finds no cluster, and makes none", async () => {
            const { lifecycle, voice } = run();
            await expect(lifecycle.create(upgraded(), voice)).rejects.toMatchObject({
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
            const { lifecycle, voice } = run();
            const state = await lifecycle.create(upgraded(), voice);
            expect(state.instanceId).toBe(before.id);
            await expectOurs(state, "tier");
        });

        it("takes over what a crashed run of its own has upgraded, however old the cluster is", async () => {
            await seed("tier", { kind: "shared", ageSeconds: 90 * day });
            const crashed = run();
            const lost = await crashed.lifecycle.create(upgraded(), crashed.voice);
            const { lifecycle, voice } = run();
            const state = await lifecycle.create(upgraded(), voice);
            expect(state.instanceId).toBe(lost.instanceId);
            await expectOurs(state, "tier");
            expect((await ownerOnWire("tier"))?.predecessor).toBe(lost.__mark);
        });

        it("refuses a serverless database of nobody's, which was no shared tier of ours", async () => {
            const before = await seed("tier");
            const { lifecycle, voice } = run();
            await expect(lifecycle.create(upgraded(), voice)).rejects.toThrow(adoptNobodys(otherTier));
            expect(await truthOf("tier")).toEqual(expect.objectContaining({ id: before.id, tags: [] }));
        });

        it("takes the Flex cluster that MongoDB has made of it meanwhile", async () => {
            const before = await seed("tier", { kind: "shared" });
            await stage.control("/convert", { instance: "tier", to: "flex" });
            const { lifecycle, voice } = run();
            const state = await lifecycle.create(upgraded(), voice);
            expect(state).toMatchObject({ instanceId: before.id, servedBy: "flex" });
            await expectOurs(state, "tier");
        });
    });

    describe.each(["transition", "sunset"] as const)("in %s", (era) => {
        beforeEach(() => begin(era));

        it.each([410, 404, 405, 406])(
            "takes the Flex cluster that MongoDB has made of an M2, where gone is %i",
            async (goneStatus) => {
                await stage.control("/era", { goneStatus });
                const before = await seed("tier", { kind: "shared", ageSeconds: 90 * day });
                const { lifecycle, voice } = run();
                const state = await lifecycle.create(upgraded(), voice);
                expect(state).toMatchObject({ instanceId: before.id, servedBy: "flex" });
                await expectOurs(state, "tier");
                expect([
                    await countOf("createServerlessInstance"),
                    await countOf("createFlexCluster"),
                ]).toEqual([0, 0]);
            },
        );

        it("says so where there is no cluster, and makes none", async () => {
            const { lifecycle, voice } = run();
            await expect(lifecycle.create(upgraded(), voice)).rejects.toThrow(none);
            expect(await truthOf("tier")).toBeUndefined();
        });

        it("takes over what a crashed run of its own has taken, however old the cluster is", async () => {
            await seed("tier", { kind: "shared", ageSeconds: 90 * day });
            const crashed = run();
            const lost = await crashed.lifecycle.create(upgraded(), crashed.voice);
            const { lifecycle, voice } = run();
            const state = await lifecycle.create(upgraded(), voice);
            await expectOurs(state, "tier");
            expect((await ownerOnWire("tier"))?.predecessor).toBe(lost.__mark);
        });

        it("refuses one that is another's", async () => {
            const before = await seed("tier", { kind: "shared", tags: tagOf(them) });
            const { lifecycle, voice } = run();
            await expect(lifecycle.create(upgraded(), voice)).rejects.toThrow(adoptId(them, otherTier));
            expect((await truthOf("tier"))?.tags).toEqual(before.tags);
        });

        it("refuses one in another region", async () => {
            await seed("tier", { kind: "shared", regionName: "EU_WEST_1" });
            const { lifecycle, voice } = run();
            await expect(lifecycle.create(upgraded(), voice)).rejects.toThrow(elsewhere);
        });
    });
});
