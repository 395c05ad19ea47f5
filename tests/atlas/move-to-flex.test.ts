// From serverless to Flex, as MongoDB moves: who finds out, who waits, what a person is told.
import { hold } from "./hold";
import { failure, startStage, type Floors, type Stage } from "./support";

let stage: Stage;
let floors: Floors;
const posts: string[] = [];
const open = async (options: Parameters<typeof startStage>[0]) => {
    posts.length = 0;
    const log = (line: string) => {
        const [, version, what, status] =
            /^POST \/api\/atlas\/([^/]+)\/groups\/\w+\/(\w+) (\d+)/.exec(line) ?? [];
        if (what !== undefined) {
            posts.push(`${version ?? ""} ${what} ${status ?? ""}`);
        }
    };
    stage = await startStage({ log, ...options });
    floors = stage.floors();
};
afterEach(() => stage.close());

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `db-${index}`);
const create = (name: string, choice: "auto" | "serverless" | "flex" = "auto") =>
    floors.clusters.create(
        stage.groupId,
        { name, backingProviderName: "AWS", regionName: "US_EAST_1" },
        choice,
    );
const move =
    "Atlas no longer accepts writes through the serverless API (since 2026-01-22; reads end on 2027-01-18). " +
    "This update uses the Flex API instead. No change of the program is needed.";
const announcement = (sunset: string) =>
    `Atlas has announced the end of its serverless API (${sunset}). MongoDB migrates serverless instances to ` +
    `Flex clusters. No action is needed: this provider uses the Flex API ` +
    "then.";

describe("the first create of a process finds out", () => {
    it.each([410, 404, 405, 406])("twenty at once, where gone is %i: one probe", async (goneStatus) => {
        await open({ era: "sunset" });
        await stage.control("/era", { goneStatus });
        const made = await Promise.all(numbered(20).map((name) => create(name)));
        expect(made.map(({ name, servedBy }) => [name, servedBy])).toEqual(
            numbered(20).map((name) => [name, "flex"]),
        );
        // 410 is final; the others may mean the path.
        const probes = goneStatus === 410 ? ["v2"] : ["v2", "v1.0"];
        expect(posts).toEqual([
            ...probes.map((path) => `${path} serverless ${goneStatus}`),
            ...Array<string>(20).fill("v2 flexClusters 201"),
        ]);
        await create("later");
        expect(posts.slice(probes.length + 20)).toEqual(["v2 flexClusters 201"]);
        // Nobody who makes a cluster today needs to know what became of serverless.
        expect(floors.said).not.toContain(move);
    });

    it("twenty at once, where serverless still writes: all of them there, none tried twice", async () => {
        await open({ era: "transition" });
        const made = await Promise.all(numbered(20).map((name) => create(name)));
        expect(made.map(({ servedBy }) => servedBy)).toEqual(Array(20).fill("serverless"));
        expect(posts).toEqual(Array(20).fill("v2 serverless 201"));
        expect(floors.said).not.toContain(move);
    });

    it("others wait for its answer, and continue when that is no answer", async () => {
        await open({});
        await stage.fault({ operation: "createServerlessInstance", reset: "before" });
        const outcomes = await Promise.allSettled(numbered(5).map((name) => create(name)));
        expect(outcomes.map(({ status }) => status)).toEqual([
            "rejected",
            ...Array<string>(4).fill("fulfilled"),
        ]);
        expect(posts.filter((post) => post.startsWith("v2 serverless"))).toHaveLength(5);
    });

    it("whoever chose Flex neither probes nor waits", async () => {
        await open({});
        expect((await create("one", "flex")).servedBy).toBe("flex");
        expect(posts).toEqual(["v2 flexClusters 201"]);
    });

    it("whoever insists on serverless is told what to set, and nothing is made", async () => {
        await open({ era: "sunset" });
        const error = await failure(create("one", "serverless"), stage.settings("accessToken"));
        expect(stage.steady(error.message)).toBe(
            'Could not create cluster "one" in project <project>: Atlas returned 410 VERSION_GONE: The operation ' +
                "createServerlessInstance is gone; use the Flex operations instead (request <id>). The " +
                'serverless API no longer supports this operation, but apiGeneration is "serverless". Set apiGeneration to ' +
                '"auto", or omit it.',
        );
        expect(await floors.clusters.find({ groupId: stage.groupId, name: "one" })).toBeUndefined();
        expect(floors.said).not.toContain(move);
    });

    it("a project that is not there is no end of a generation", async () => {
        await open({});
        const { clusters } = floors;
        const elsewhere = { name: "one", backingProviderName: "AWS", regionName: "US_EAST_1" };
        await expect(clusters.create("f".repeat(24), elsewhere, "auto")).rejects.toMatchObject({
            errorCode: "GROUP_NOT_FOUND",
        });
        expect((await create("one")).servedBy).toBe("serverless");
    });
});

describe("an operation on a cluster that moves under it", () => {
    it.each([410, 404, 405, 406])("is carried out in Flex, where gone is %i", async (goneStatus) => {
        await open({});
        const snapshotId = "5".repeat(24);
        await stage.control("/seed", { instances: [{ name: "saved", snapshots: [{ id: snapshotId }] }] });
        const before = await floors.serverless.get({ groupId: stage.groupId, name: "saved" });
        await stage.control("/era", { era: "sunset", goneStatus });
        const changed = await floors.clusters.update(before, { tags: { a: "b" } });
        expect(changed).toMatchObject({ id: before.id, tags: { a: "b" }, servedBy: "flex" });
        const snapshots = await floors.clusters.listSnapshots(before);
        expect(snapshots).toMatchObject([{ id: snapshotId, serverlessInstanceName: "saved" }]);
        expect(await floors.clusters.getSnapshot(before, snapshotId)).toEqual(snapshots[0]);
        await floors.clusters.delete(before);
        await stage.bench.until("/flexClusters/saved", ({ status }) => status === 404, stage.bench.flex);
        expect(floors.said.filter((line) => line === move)).toHaveLength(1);
    });

    it("is refused as it was where Flex does not have the cluster either", async () => {
        await open({});
        const before = await floors.serverless.get(stage.orders);
        await stage.control("/state", { instance: "orders", stateName: "GONE" });
        const gone = { status: 404, errorCode: "SERVERLESS_INSTANCE_NOT_FOUND" };
        await expect(floors.clusters.update(before, { tags: {} })).rejects.toMatchObject(gone);
        await expect(floors.clusters.delete(before)).rejects.toMatchObject(gone);
        expect(floors.said).toEqual([]);
    });

    it("a snapshot that is not there is no move", async () => {
        await open({ era: "transition" });
        const before = await floors.serverless.get(stage.orders);
        await expect(floors.clusters.getSnapshot(before, "f".repeat(24))).rejects.toMatchObject({
            status: 404,
        });
        expect(floors.said).not.toContain(move);
    });
});

describe("headers that announce an end", () => {
    it("are one line, however many answers have them", async () => {
        await open({ era: "transition" });
        for (let look = 0; look < 3; look += 1) {
            await floors.serverless.get(stage.orders);
        }
        await floors.serverless.update(stage.orders, { tags: {} });
        expect(floors.said).toEqual([announcement("Mon, 18 Jan 2027 00:00:00 GMT")]);
    });

    it("are not told where the operation is refused: nobody has a serverless instance there", async () => {
        await open({ era: "sunset" });
        expect(await floors.clusters.find(stage.orders)).toMatchObject({ servedBy: "flex" });
        expect(floors.said).toEqual([]);
    });

    it("are not told where a list shows none: nobody has a serverless instance there either", async () => {
        await open({ era: "sunset" });
        expect(await floors.clusters.list(stage.groupId)).toHaveLength(1);
        expect(floors.said).toEqual([]);
        await stage.control("/era", { era: "transition" });
        await floors.clusters.list(stage.groupId);
        expect(floors.said).toHaveLength(1);
    });

    it("of an operation that has ended are not told", async () => {
        await open({ era: "transition" });
        const instance = { name: "tier", backingProviderName: "AWS", regionName: "US_EAST_1" };
        await floors.clusters.upgrade(stage.groupId, instance);
        expect(floors.said).toEqual([]);
    });

    it("may be a deprecation alone", async () => {
        await open({});
        const { body } = await stage.bench.ask("/serverless/orders");
        const answer = {
            status: 200,
            body: JSON.stringify(body),
            headers: { Deprecation: "Wed, 05 Feb 2025 00:00:00 GMT" },
        };
        await stage.fault({ operation: "getServerlessInstance", answer });
        await floors.serverless.get(stage.orders);
        expect(floors.said).toEqual([announcement("deprecated: Wed, 05 Feb 2025 00:00:00 GMT")]);
    });

    it("of an operation of Flex say nothing of serverless", async () => {
        await open({ era: "sunset" });
        // A name that stands in a path like an operation's own.
        const place = { groupId: stage.groupId, name: "serverless" };
        await stage.control("/seed", { instances: [{ name: place.name, kind: "flex" }] });
        const { body } = await stage.bench.flex(`/flexClusters/${place.name}`);
        const answer = {
            status: 200,
            body: JSON.stringify(body),
            headers: {
                Deprecation: "Wed, 05 Feb 2025 00:00:00 GMT",
                Sunset: "Mon, 18 Jan 2027 00:00:00 GMT",
            },
        };
        await stage.fault({ operation: "getFlexCluster", answer });
        expect(await floors.flex.get(place)).toMatchObject({ name: place.name });
        expect(floors.said).toEqual([]);
    });

    it("do not come before their time, nor from Flex", async () => {
        await open({});
        await floors.serverless.get(stage.orders);
        await stage.control("/era", { era: "sunset" });
        await floors.flex.get(stage.orders);
        expect(floors.said).toEqual([]);
    });
});

describe("all clusters of both generations, each once", () => {
    it.each(["classic", "transition", "sunset"] as const)("in %s", async (era) => {
        await open({});
        await stage.control("/seed", {
            instances: [
                { name: "a-flex", kind: "flex" },
                { name: "dedicated", kind: "dedicated" },
                { name: "z-serverless" },
            ],
        });
        await stage.control("/era", { era });
        const all = await floors.clusters.list(stage.groupId);
        expect(all.map(({ name }) => name).toSorted()).toEqual(["a-flex", "orders", "z-serverless"]);
    });

    it("also one that moves while they are listed, since Flex is asked after serverless", async () => {
        await open({});
        const list = hold(floors.serverless, "list");
        const listing = floors.clusters.list(stage.groupId);
        await list.answered;
        expect((await stage.counts()).operations).toEqual({ listServerlessInstances: 1 });
        await stage.control("/convert", { instance: "orders", to: "flex" });
        list.release();
        expect((await listing).map(({ name }) => name)).toEqual(["orders"]);
        expect((await stage.counts()).operations).toEqual({
            listServerlessInstances: 1,
            listFlexClusters: 1,
        });
    });

    it("even where the serverless list is gone", async () => {
        await open({ era: "sunset" });
        await stage.fault({
            operation: "listServerlessInstances",
            times: 2,
            answer: { status: 410, errorCode: "VERSION_GONE" },
        });
        expect((await floors.clusters.list(stage.groupId)).map(({ name }) => name)).toEqual(["orders"]);
    });

    it.each(["listServerlessInstances", "listFlexClusters"])(
        "half of them are none: %s fails",
        async (operation) => {
            await open({});
            await stage.fault({ operation, times: 9, answer: { status: 403, errorCode: "FORBIDDEN" } });
            await expect(floors.clusters.list(stage.groupId)).rejects.toMatchObject({ status: 403 });
        },
    );
});

describe("a cluster is found whichever generation is asked first", () => {
    it.each([
        ["classic", "serverless", "flex"],
        ["classic", "flex", "serverless"],
        ["sunset", "serverless", "serverless"],
    ] as const)("in %s, a %s one, asked for in %s", async (era, kind, first) => {
        await open({ era });
        await stage.control("/seed", { instances: [{ name: "one", kind }] });
        const found = await floors.clusters.find({ groupId: stage.groupId, name: "one" }, first);
        expect(found?.servedBy).toBe(era === "sunset" ? "flex" : kind);
    });

    it.each(["free", "dedicated"] as const)("one of another kind is no absence: %s", async (to) => {
        await open({});
        await stage.control("/convert", { instance: "orders", to });
        for (const first of ["serverless", "flex"] as const) {
            await expect(floors.clusters.find(stage.orders, first)).rejects.toMatchObject({
                errorCode: "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API",
            });
        }
    });

    it("the serverless generation, too, may say that it is of another kind", async () => {
        await open({ era: "sunset" });
        const errorCode = "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API";
        await stage.fault({ operation: "getServerlessInstance", answer: { status: 400, errorCode } });
        expect(await floors.clusters.find(stage.orders)).toMatchObject({ servedBy: "flex" });
    });
});
