// Several hands on one project at the same time, and an Atlas that does not do what it says.
import { ERAS, type Era } from "../../emulator/eras";
import { neighbour, pictureOf, problemsOfState, problemsOfText } from "./checks";
import type { Program } from "./driver/declared";
import { Lane } from "./driver/lane";
import { Stack } from "./driver/stack";
import { declares, orders } from "./matrix/scenarios";
import { meeting } from "./races/meeting";

/** So many processes do the work of all stacks. */
const processes = 4;

/** The request by which an era makes a cluster, and the operation by which it deletes one. */
const writes = {
    classic: { create: "POST serverless", remove: "deleteServerlessInstance" },
    transition: { create: "POST serverless", remove: "deleteServerlessInstance" },
    sunset: { create: "POST flexClusters", remove: "deleteFlexCluster" },
} as const satisfies Record<Era, object>;

let lane: Lane;
beforeAll(async () => {
    lane = await Lane.start(processes);
});
afterAll(() => lane.stop());

/** A stack with its program, which declares one cluster unless told otherwise. */
function deployment(stack: string, program: Program = declares(lane)): { stack: Stack; program: Program } {
    return { stack: new Stack({ project: "shop", stack }), program };
}

/** `up` by one of the processes; gives the failures. */
async function up(which: number, { stack, program }: ReturnType<typeof deployment>) {
    const { result } = await lane.run(which, {}, (provider) => stack.up(provider, program));
    return result.failures;
}

describe.each(ERAS)("in %s", (era) => {
    beforeEach(async () => {
        lane.atlas.reset(era);
        await lane.atlas.seed({ name: neighbour, tags: { team: "theirs" } });
    });
    afterEach(async () => {
        expect((await lane.atlas.clusters()).get(neighbour)).toMatchObject({
            stateName: "IDLE",
            tags: [{ key: "team", value: "theirs" }],
        });
        expect(lane.atlas.strays).toEqual([]);
    });

    test("two stacks create one name at once: one gets it, the other is told whose it is", async () => {
        const both = [deployment("dev"), deployment("prod")];
        const meet = meeting(both.length);
        const before = (_ordinal: number, { what }: { what: string }) =>
            what === writes[era].create ? meet() : undefined;
        const ran = await Promise.all(
            both.map(({ stack, program }, which) =>
                lane.run(which, { plan: { before } }, (provider) => stack.up(provider, program)),
            ),
        );
        const [winners, losers] = [true, false].map((hasWon) =>
            both.filter((_one, index) => (ran[index]?.result.failures.length === 0) === hasWon),
        );
        const [winner, loser] = [winners?.[0], losers?.[0]];
        if (winner === undefined || loser === undefined) {
            throw new Error(`Of two, one must win: ${JSON.stringify(ran.map(({ result }) => result))}`);
        }
        const text = ran.flatMap(({ result }) => result.failures).join("\n");
        expect(problemsOfText(text, /the name is taken by cluster/)).toEqual([]);
        expect(text).toContain(
            `which belongs to resource "${orders}" in stack shop/${winner.stack.name.stack}`,
        );
        expect(loser.stack.kept).toEqual([]);
        expect(await problemsOfState(lane.atlas, [winner])).toEqual([]);
        expect(lane.atlas.born().filter((name) => name === orders)).toHaveLength(1);

        const before2 = await pictureOf(lane.atlas, orders);
        expect(await up(2, loser)).toEqual([expect.stringContaining("the name is taken")]);
        expect(await pictureOf(lane.atlas, orders)).toBe(before2);
        expect(await up(2, { ...winner, program: {} })).toEqual([]);
        expect(await up(3, loser)).toEqual([]);
        expect(await problemsOfState(lane.atlas, [loser])).toEqual([]);
    });

    test("a create whose answer is lost has made one cluster, and continues with it", async () => {
        const ours = deployment("dev");
        let lost = 0;
        const { result } = await lane.run(
            0,
            {
                plan: {
                    times: Infinity,
                    fault: async (exchange, { what }) => {
                        const answer = await exchange.act();
                        lost += what === writes[era].create ? 1 : 0;
                        return what === writes[era].create && lost === 1 ? exchange.cut() : answer;
                    },
                },
            },
            (provider) => ours.stack.up(provider, ours.program),
        );
        expect({ lost, ...result }).toEqual({ lost: 1, steps: ["create"], failures: [] });
        expect(await problemsOfState(lane.atlas, [ours])).toEqual([]);
        expect(lane.atlas.born().filter((name) => name === orders)).toHaveLength(1);
    });

    test.each([
        ["with an answer", false],
        ["without one", true],
    ])("a delete that Atlas drops %s is sent again", async (_title, isLost) => {
        const ours = deployment("dev");
        expect(await up(0, ours)).toEqual([]);
        lane.atlas.plant({
            operation: writes[era].remove,
            drop: true,
            ...(isLost && { reset: "after" }),
        });
        const { run, result } = await lane.run(1, {}, (provider) => ours.stack.destroy(provider));
        expect(result).toEqual({ steps: ["delete"], failures: [] });
        expect(run.seen.filter(({ what }) => what.startsWith("DELETE"))).toHaveLength(2);
        expect(lane.atlas.idOf(orders)).toBe("");
    });

    test.each(["UPDATING", "REPAIRING"])(
        "a cluster that is %s is changed when that is over",
        async (busy) => {
            const ours = deployment("dev");
            expect(await up(0, ours)).toEqual([]);
            await lane.atlas.change(orders, { stateName: busy });
            const changed = { ...ours, program: declares(lane, { tags: { team: "data" } }) };
            const order: string[] = [];
            const { result } = await lane.run(
                1,
                {
                    plan: {
                        before: async (_ordinal, { what }) => {
                            order.push(
                                `${what} ${(await lane.atlas.clusters()).get(orders)?.stateName ?? ""}`,
                            );
                        },
                    },
                },
                (provider) => changed.stack.up(provider, changed.program),
            );
            expect(result).toEqual({ steps: ["update"], failures: [] });
            expect(order.filter((one) => one.startsWith("PATCH"))).toEqual([expect.stringMatching(/ IDLE$/)]);
            expect(await problemsOfState(lane.atlas, [changed])).toEqual([]);
        },
    );

    test("another's cluster that takes the name right before our change is not taken for ours", async () => {
        const ours = deployment("dev");
        expect(await up(0, ours)).toEqual([]);
        const program = declares(lane, { tags: { team: "data" } });
        const { result } = await lane.run(
            1,
            {
                plan: {
                    before: async (_ordinal, { what }) => {
                        if (what.startsWith("PATCH")) {
                            await lane.atlas.change(orders, { stateName: "GONE" });
                            await lane.atlas.seed({ name: orders, tags: { team: "theirs" } });
                        }
                    },
                },
            },
            (provider) => ours.stack.up(provider, program),
        );
        // Atlas takes no condition with a change, so it was carried out; but nobody deletes what is not ours.
        const theirs = lane.atlas.idOf(orders);
        expect(result.failures).toEqual([expect.stringContaining("another cluster has that name now")]);
        lane.said();
        expect(await up(2, { ...ours, program: {} })).toEqual([]);
        expect(lane.said().messages.filter(({ urn }) => urn !== "")).toEqual([
            expect.objectContaining({
                severity: "warning",
                text: expect.stringMatching(
                    /is gone\. Another cluster has that name now .* was not changed\./,
                ) as string,
            }),
        ]);
        expect(lane.atlas.idOf(orders)).toBe(theirs);
    });

    test("twenty stacks deploy to one project at once, and each gets just what it declares", async () => {
        const all = Array.from({ length: 20 }, (_, index) => {
            const program = (team: string): Program => ({
                ...declares(lane, { name: `orders-${index}`, tags: { team } }),
                automatic: declares(lane, { name: "", tags: { team } }).orders,
            });
            return { index, program, stack: new Stack({ project: "shop", stack: `stack-${index}` }) };
        });
        const together = async (programOf: (one: (typeof all)[number]) => Program) => {
            const ran = await Promise.all(
                Array.from({ length: processes }, (_, which) =>
                    lane.run(which, {}, (provider) =>
                        Promise.all(
                            all
                                .filter(({ index }) => index % processes === which)
                                .map((one) => one.stack.up(provider, programOf(one))),
                        ),
                    ),
                ),
            );
            return ran.flatMap(({ result }) => result.flatMap(({ failures }) => failures));
        };
        for (const team of ["shop", "data"]) {
            expect(await together(({ program }) => program(team))).toEqual([]);
            const deployed = all.map(({ stack, program }) => ({ stack, program: program(team) }));
            expect(await problemsOfState(lane.atlas, deployed)).toEqual([]);
        }
        expect(lane.atlas.born()).toHaveLength(1 + 2 * all.length);
        expect(await together(() => ({}))).toEqual([]);
        expect([...(await lane.atlas.clusters()).keys()]).toEqual([neighbour]);
    });
});
