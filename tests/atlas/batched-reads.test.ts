// Law: absence must be proved. After our own accepted delete, and DELETING seen, two whole lists without it are proof.
import type { ReadTarget } from "../../provider/atlas/clusters/batched-reads";
import { AtlasError } from "../../provider/atlas/errors";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import type { ServedBy } from "../../provider/atlas/api/instance";
import { LogOnce } from "../../provider/atlas/log-once";
import { ManualClock } from "./manual-clock";
import { hold } from "./hold";
import { startStage, type Floors, type Stage } from "./support";

let stage: Stage;
let floors: Floors;
let clock: ManualClock;
let clusters: Clusters;

async function open(options: Parameters<typeof startStage>[0] = {}): Promise<void> {
    stage = await startStage(options);
    floors = stage.floors();
    clock = new ManualClock();
    clusters = new Clusters(floors.serverless, floors.flex, new LogOnce(), clock);
}
afterEach(() => stage.close());

const target = (
    name: string,
    deletionObserved = true,
    preferredApi: ServedBy = "serverless",
): ReadTarget => ({
    groupId: stage.groupId,
    name,
    preferredApi,
    deletionObserved,
});
/** Each result in a word. */
const readAll = async (...targets: ReadTarget[]) =>
    (await clusters.readAll(targets)).map((outcome) => {
        if ("failure" in outcome) {
            return outcome.failure;
        }
        const { instance } = outcome;
        return instance === undefined ? "absent" : `${instance.name} in ${instance.servedBy}`;
    });
/** Requests in their order. */
const requests = async () => {
    const { body } = await stage.bench.control("/stats");
    return (body as unknown as { requests: { operation: string }[] }).requests.map(
        ({ operation }) => operation,
    );
};
const lists = ["listServerlessInstances", "listFlexClusters"];
const [serverlessList = "", flexList = ""] = lists;
/** The looks at a cluster that no list has proved absent. */
const gets = ["getServerlessInstance", "getFlexCluster"];
const html = { body: "<html>Not found</html>", contentType: "text/html" };
const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `db-${index}` }));

describe("what two whole lists do not show", () => {
    beforeEach(() => open());

    it("is absent where Atlas was deleting it, with no read of the cluster itself", async () => {
        expect(await readAll(target("orders"), target("gone"))).toEqual(["orders in serverless", "absent"]);
        expect(await requests()).toEqual(lists);
    });

    it("is absent also where all of them are gone", async () => {
        await stage.control("/state", { instance: "orders", stateName: "GONE" });
        const all = numbered(50).map(({ name }) => target(name));
        expect(await readAll(target("orders"), ...all)).toEqual(Array(51).fill("absent"));
        expect(await requests()).toEqual(lists);
    });

    it("is looked at where nobody deletes it", async () => {
        expect(await readAll(target("orders"), target("gone", false))).toEqual([
            "orders in serverless",
            "absent",
        ]);
        expect(await requests()).toEqual([...lists, ...gets]);
    });

    it("is looked at alone where it is the only one: that costs no more", async () => {
        expect(await readAll(target("gone"))).toEqual(["absent"]);
        expect(await requests()).toEqual(gets);
    });

    it("Flex is asked after serverless, since clusters move that way only", async () => {
        const list = hold(floors.serverless, "list");
        const looking = readAll(target("orders"), target("gone"));
        await list.answered;
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(await requests()).toEqual([serverlessList]);
        list.release();
        await looking;
        expect(await requests()).toEqual(lists);
    });

    it("also where some are taken to be in Flex already", async () => {
        const list = hold(floors.serverless, "list");
        const looking = readAll(target("gone", true, "flex"), target("orders"));
        await list.answered;
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(await requests()).toEqual([serverlessList]);
        list.release();
        expect(await looking).toEqual(["absent", "orders in serverless"]);
    });
});

describe("a list that is not whole proves nothing", () => {
    const page = (results: unknown, ...links: string[]) => ({
        status: 200,
        body: JSON.stringify({ results, links: links.map((rel) => ({ rel, href: "https://atlas" })) }),
    });
    const broken: [string, object][] = [
        ["one with a second page", page([], "next")],
        ["one with an item that cannot be read", page([{ name: "half" }])],
        ["one with an item that is nothing", page([null])],
        ["one without results", { status: 200, body: "{}" }],
        ["one without a body", { status: 204, body: "" }],
        ["one whose results are no list", page("none")],
    ];
    beforeEach(() => open());

    describe.each([
        ["serverless", serverlessList],
        ["flex", flexList],
    ])("of the %s generation", (_servedBy, operation) => {
        it.each(broken)("%s: the clusters themselves are asked", async (_what, answer) => {
            await stage.fault({ operation, answer });
            expect(await readAll(target("orders"), target("gone"))).toEqual([
                "orders in serverless",
                "absent",
            ]);
            const asked = await requests();
            expect(asked.filter((name) => lists.includes(name)).length).toBeGreaterThanOrEqual(2);
            // What a faulty serverless list left out is looked at too.
            expect(asked.slice(-2)).toEqual(gets);
        });
    });

    it("five hundred and one clusters are two pages", async () => {
        await stage.control("/seed", { instances: numbered(500) });
        expect(await readAll(target("db-499"), target("gone"))).toEqual(["db-499 in serverless", "absent"]);
        expect(await requests()).toEqual([serverlessList, serverlessList, flexList, ...gets]);
    });

    it("five hundred are one", async () => {
        await stage.control("/seed", { instances: numbered(499) });
        expect(await readAll(target("db-498"), target("gone"))).toEqual(["db-498 in serverless", "absent"]);
        expect(await requests()).toEqual(lists);
    });

    it("a cluster that the list left out for a broken entry is found", async () => {
        await stage.fault({ operation: serverlessList, answer: page([{ name: "orders" }]) });
        expect(await readAll(target("orders"), target("gone"))).toEqual(["orders in serverless", "absent"]);
    });
});

describe("a cluster that MongoDB moves to Flex while Atlas deletes it", () => {
    const dying = ["dying-1", "dying-2"];
    const seedDying = async () => {
        await stage.control("/seed", { instances: dying.map((name) => ({ name })) });
        for (const instance of dying) {
            // For longer than the test.
            await stage.control("/state", { instance, stateName: "DELETING", takes: 30_000_000 });
        }
    };

    // Between a question and its answer there is time for that.
    it.each<[string, "serverless" | "flex" | undefined]>([
        ["before the lists", undefined],
        ["while the first list is under way", "serverless"],
        ["while the second list is under way", "flex"],
    ])("%s: is seen", async (_when, list) => {
        await open();
        await seedDying();
        const move = () => stage.control("/era", { era: "sunset" });
        const targets = dying.map((name) => target(name));
        if (list === undefined) {
            await move();
            expect(await readAll(...targets)).toEqual(dying.map((name) => `${name} in flex`));
            expect(await requests()).toEqual(lists);
            return;
        }
        const answer = hold(list === "flex" ? floors.flex : floors.serverless, "list");
        const looking = readAll(...targets, target("gone"));
        await answer.answered;
        await move();
        answer.release();
        expect(await looking).toEqual([...dying.map((name) => `${name} in serverless`), "absent"]);
        expect(await requests()).toEqual(lists);
        expect(await readAll(...targets)).toEqual(dying.map((name) => `${name} in flex`));
    });
});

describe("clusters that are in Flex: none goes back", () => {
    const inFlex = (...names: string[]) => names.map((name) => target(name, true, "flex"));
    beforeEach(() => open({ era: "sunset" }));

    it("what Flex does not show is looked for there, now", async () => {
        expect(await readAll(...inFlex("orders", "gone"))).toEqual(["orders in flex", "absent"]);
        expect(await readAll(...inFlex("orders", "gone"))).toEqual(["orders in flex", "absent"]);
        expect(await requests()).toEqual([flexList, serverlessList, flexList, serverlessList]);
    });

    it("so it is not asked at all as long as Flex shows them all", async () => {
        await stage.control("/seed", { instances: numbered(3) });
        await readAll(...inFlex("orders", "db-0", "db-1"));
        expect(await requests()).toEqual([flexList]);
    });

    it.each([1, 3])(
        "a serverless list that cannot be had is no proof for %i of them, and is not kept",
        async (count) => {
            const gone = numbered(count).map(({ name }) => name);
            await stage.fault({ operation: serverlessList, answer: { status: 403 } });
            const [there, ...others] = await readAll(...inFlex("orders", ...gone));
            expect(there).toBe("orders in flex");
            expect(others).toEqual(Array(count).fill(expect.objectContaining({ status: 403 })));
            expect((await readAll(...inFlex("orders", ...gone))).slice(1)).toEqual(
                Array(count).fill("absent"),
            );
        },
    );

    it("nor is one that is not complete", async () => {
        const answer = { status: 200, body: JSON.stringify({ results: [{}], links: [] }) };
        await stage.fault({ operation: serverlessList, answer, times: 2 });
        await readAll(...inFlex("orders", "gone"));
        await readAll(...inFlex("orders", "gone"));
        expect((await requests()).filter((name) => name === "getFlexCluster")).toHaveLength(2);
    });
});

describe("a generation that is gone", () => {
    beforeEach(() => open({ era: "sunset" }));

    it.each([
        [410, "VERSION_GONE"],
        [405, "METHOD_NOT_ALLOWED"],
        [406, "NOT_ACCEPTABLE"],
        [404, "RESOURCE_NOT_FOUND"],
    ])("its list, which answers %i %s, counts as empty", async (status, errorCode) => {
        await stage.fault({ operation: serverlessList, times: 9, answer: { status, errorCode } });
        expect(await readAll(target("orders"), target("gone"))).toEqual(["orders in flex", "absent"]);
        expect((await requests()).filter((name) => gets.includes(name))).toEqual([]);
    });

    it("is the serverless one only: Flex has no successor", async () => {
        await stage.fault({ operation: flexList, times: 9, answer: { status: 410 } });
        expect(await readAll(target("orders"), target("gone"))).toEqual([
            expect.objectContaining({ status: 410 }),
            expect.objectContaining({ status: 410 }),
        ]);
    });
});

describe("a list that cannot be had is no proof, and no absence", () => {
    const wrong: [string, object][] = [
        ["401", { status: 401, errorCode: "UNAUTHORIZED" }],
        ["403", { status: 403, errorCode: "FORBIDDEN" }],
        ["404 of the project", { status: 404, errorCode: "GROUP_NOT_FOUND" }],
        ["404 of the project's id", { status: 404, errorCode: "INVALID_GROUP_ID" }],
        ["404 with a web page", { status: 404, ...html }],
        ["429", { status: 429 }],
        ["500", { status: 500 }],
        ["503 with a web page", { status: 503, ...html }],
        ["200 with a web page", { status: 200, ...html }],
        ["302", { status: 302, body: "", headers: { Location: "/login" } }],
    ];
    beforeEach(() => open());

    it.each(wrong)("of the other generation: %s", async (_what, answer) => {
        await stage.fault({ operation: flexList, times: 9999, answer });
        const [there, ...others] = await readAll(target("orders"), target("gone"), target("other", false));
        expect(there).toBe("orders in serverless");
        expect(others).toEqual(Array(2).fill(expect.any(AtlasError)));
    });

    it.each(wrong)("of its own generation: %s", async (_what, answer) => {
        await stage.fault({ operation: serverlessList, times: 9999, answer });
        expect(await readAll(target("orders"), target("gone"), target("other", false))).toEqual(
            Array(3).fill(expect.any(AtlasError)),
        );
    });

    it.each(["before", "after"])("nor is a reset %s Atlas acted", async (reset) => {
        await stage.fault({ operation: flexList, times: 9999, reset });
        expect(await readAll(target("orders"), target("gone"))).toEqual([
            "orders in serverless",
            expect.objectContaining({ kind: "connection" }),
        ]);
    });
});
