// Law: only what we made, or were told to take, is ours; in doubt nothing is deleted, and a person is told. Here it meets what
// befalls states: two processes that hold one, an old copy, a lost one, and another backend with the same names.
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs } from "../../provider/instance/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle";
import { ownerOf, ownerTag } from "../../provider/instance/ownership";
import type { State } from "../../provider/instance/state";
import { hastyClock } from "./hasty-clock";
import { startStage, type Stage } from "./support";

const operations = ["create", "read", "update", "delete"] as const;
type Operation = (typeof operations)[number];

interface Outcome {
    /** How it ends for each who asks, with the words that a person reads; in the order of the alphabet. */
    readonly ends: readonly RegExp[];
    /** What is there under the name afterwards: what was there before, nothing, or another database. */
    readonly remains: "the same" | "nothing" | "a new one";
}

/** How the states came about that are at hand. */
interface History {
    readonly title: string;
    /** Lets it happen; gives the state of each who asks afterwards, undefined for who has none. */
    readonly happens: (name: string) => Promise<readonly (State | undefined)[]>;
    readonly outcomes: Partial<Record<Operation, Outcome>>;
}

const done = /^done$/;
const leavesItAlone = /^warned: .* now belongs to .* This resource leaves it alone/;
const handedOver = /^refused: .* now belongs to .* This resource leaves it alone/;
const keptByItself =
    /^warned: .* a later create of this very resource has taken it over, so nothing was deleted/;
const oldCopy = /^refused: .* the state may be an old copy\. Run `pulumi refresh`/;
const replaced = /^refused: .* another database has that name now .* Nobody's data was touched/;
const toldOfReplaced = /^warned: .* another database has that name now .* The state is left as it is/;
const madeAgain = /^warned: .* A later create of this very resource has made another one .* left as it is/;
const taken = /^refused: .* the name is taken since .* give adopt: "[0-9a-f]{24}"/;

/** Nothing stands in the way of its holder. */
const ours: History["outcomes"] = {
    read: { ends: [done], remains: "the same" },
    update: { ends: [done], remains: "the same" },
    delete: { ends: [done], remains: "nothing" },
};
/** The very resource has taken it over meanwhile: whoever holds this state has nothing to say any more. */
const succeeded: History["outcomes"] = {
    read: { ends: [leavesItAlone], remains: "the same" },
    update: { ends: [handedOver], remains: "the same" },
    delete: { ends: [keptByItself], remains: "the same" },
};

const histories: readonly History[] = [
    { title: "one process", happens: async (name) => [await created(name)], outcomes: ours },
    {
        title: "two processes with one state",
        happens: async (name) => {
            const state = await created(name);
            return [state, state];
        },
        outcomes: {
            read: { ends: [done, done], remains: "the same" },
            update: { ends: [done, done], remains: "the same" },
            delete: { ends: [done, done], remains: "nothing" },
        },
    },
    {
        title: "two processes without a state, where nothing is",
        happens: () => Promise.resolve([undefined, undefined]),
        outcomes: { create: { ends: [done, done], remains: "a new one" } },
    },
    {
        title: "a state from before an update",
        happens: async (name) => {
            const state = await created(name);
            await updated(state);
            return [state];
        },
        outcomes: ours,
    },
    {
        title: "a state from before the resource took its database over",
        happens: async (name) => {
            const state = await created(name);
            await created(name);
            return [state];
        },
        outcomes: succeeded,
    },
    {
        title: "a state from before it did so twice",
        happens: async (name) => {
            const state = await created(name);
            await created(name);
            await created(name);
            return [state];
        },
        outcomes: {
            // It takes note of the mark, and what follows then knows.
            read: { ends: [done], remains: "the same" },
            update: { ends: [oldCopy], remains: "the same" },
            delete: { ends: [oldCopy], remains: "the same" },
        },
    },
    {
        title: "a state from before it was deleted and made again",
        happens: async (name) => {
            const state = await created(name);
            await deleted(state);
            await created(name);
            return [state];
        },
        outcomes: {
            read: { ends: [toldOfReplaced], remains: "the same" },
            update: { ends: [replaced], remains: "the same" },
            delete: { ends: [madeAgain], remains: "the same" },
        },
    },
    {
        title: "a lost state, of a young database",
        happens: async (name) => {
            await created(name);
            return [undefined];
        },
        outcomes: { create: { ends: [done], remains: "the same" } },
    },
    {
        title: "a lost state, of a database more than a day old",
        happens: async (name) => {
            await seedOld(name);
            return [undefined];
        },
        outcomes: { create: { ends: [taken], remains: "the same" } },
    },
    {
        title: "a backend whose database another one, with the same names, has taken",
        happens: async (name) => {
            const state = await created(name);
            await created(name);
            return [state];
        },
        outcomes: succeeded,
    },
    {
        title: "the one that has taken it",
        happens: async (name) => {
            await created(name);
            return [await created(name)];
        },
        outcomes: ours,
    },
    {
        title: "both of them at once",
        happens: async (name) => [await created(name), await created(name)],
        outcomes: {
            read: { ends: [done, leavesItAlone], remains: "the same" },
            update: { ends: [done, handedOver], remains: "the same" },
            // Who comes late finds nothing, which is as good.
            delete: { ends: [done, /^(done|warned: .* is kept: .*)/], remains: "nothing" },
        },
    },
    {
        title: "another backend with the same names, and a database of its own more than a day old",
        happens: async (name) => {
            await seedOld(name);
            return [undefined];
        },
        outcomes: { create: { ends: [taken], remains: "the same" } },
    },
];

const day = 24 * 60 * 60;
const patience = 120_000;
let stage: Stage;

const us = (name: string) =>
    ownerOf({ organization: "acme", project: "shop", stack: "dev", logicalName: name, urn: `urn:${name}` });

/** A process of its own, with all that it says. */
function begin() {
    const { databases } = connect(stage.settings("accessToken"));
    const warnings: string[] = [];
    const voice = { progress: () => undefined, warn: (line: string) => void warnings.push(line) };
    return { lifecycle: new Lifecycle(databases, hastyClock(20)), voice, warnings };
}

function inputsOf(name: string, team = "shop"): CheckedInputs {
    return {
        projectId: stage.groupId,
        name,
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        tags: { team },
        __owner: us(name),
    };
}

function created(name: string): Promise<State> {
    const { lifecycle, voice } = begin();
    return lifecycle.create(inputsOf(name), voice);
}

function updated(state: State): Promise<State> {
    const { lifecycle, voice } = begin();
    return lifecycle.update(state, inputsOf(state.name, "data"), voice);
}

function deleted(state: State): Promise<void> {
    const { lifecycle, voice } = begin();
    return lifecycle.remove(state, voice);
}

async function seedOld(name: string): Promise<void> {
    const tags = { [ownerTag]: `${us(name)}@00000000aaaa` };
    await stage.control("/seed", { instances: [{ name, tags, ageSeconds: 2 * day }] });
}

interface Truth {
    id: string;
    name: string;
    tags: { key: string; value: string }[];
}

async function truthOf(name: string): Promise<Truth | undefined> {
    const { body } = await stage.control("/state");
    const { projects } = body as unknown as { projects: { instances: Truth[] }[] };
    return projects.flatMap(({ instances }) => instances).find((one) => one.name === name);
}

/** What came of an operation, for the person who asked for it. */
async function perform(operation: Operation, name: string, state: State | undefined): Promise<string> {
    const { lifecycle, voice, warnings } = begin();
    try {
        if (operation === "create" || state === undefined) {
            await lifecycle.create(inputsOf(name), voice);
        } else {
            await {
                read: () => lifecycle.read(state, voice),
                update: () => lifecycle.update(state, inputsOf(name, "web"), voice),
                delete: () => lifecycle.remove(state, voice),
            }[operation]();
        }
    } catch (error) {
        return `refused: ${error instanceof Error ? error.message : String(error)}`;
    }
    return warnings.length === 0 ? "done" : `warned: ${warnings.join("\n")}`;
}

describe.each(["classic", "sunset"] as const)("in %s", (era) => {
    beforeAll(async () => {
        stage = await startStage({ scale: 1000, era });
    });
    afterAll(() => stage.close());

    const cells = histories.flatMap((history, index) =>
        operations.flatMap((operation) => {
            const outcome = history.outcomes[operation];
            return outcome === undefined
                ? []
                : [{ ...history, ...outcome, operation, name: `row-${index}-${operation}` }];
        }),
    );

    test.each(cells)(
        "$operation, $title",
        async ({ happens, operation, name, ends, remains }) => {
            const states = await happens(name);
            const before = (await truthOf(name))?.id;
            const said = await Promise.all(states.map((state) => perform(operation, name, state)));
            expect(said.toSorted()).toEqual(ends.map((end) => expect.stringMatching(end) as string));
            const after = (await truthOf(name))?.id;
            const found = after === undefined ? "nothing" : after === before ? "the same" : "a new one";
            expect(found).toBe(remains);
        },
        patience,
    );

    test("of two that create at once, only the one that has the database in the end deletes it", async () => {
        const name = "shared";
        const states = await Promise.all([created(name), created(name)]);
        const tags = (await truthOf(name))?.tags ?? [];
        const isHolder = ({ __mark = "none" }: State) =>
            tags.some(({ value }) => value.includes(`@${__mark}`));
        const [holder, other] = states.toSorted((one, two) => Number(isHolder(two)) - Number(isHolder(one)));
        expect(await perform("delete", name, other)).toMatch(keptByItself);
        expect((await truthOf(name))?.id).toBe(holder?.instanceId);
        expect(await perform("delete", name, holder)).toBe("done");
        expect(await truthOf(name)).toBeUndefined();
    });
});
