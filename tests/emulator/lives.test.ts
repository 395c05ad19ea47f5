// GET /_emulator/timeline: when things happened, in real time.
import { World } from "../../emulator/world/world";
import { creation, startBench } from "./support";
import type { Answer, Bench } from "./support";

interface Life {
    readonly projectId: string;
    readonly name: string;
    readonly createdAt: number;
    readonly readyAt: number;
    readonly restoredAt: number | null;
    readonly goneAt: number | null;
    readonly changes: readonly { readonly from: number; readonly until: number }[];
    readonly states: readonly { readonly stateName: string; readonly from: number }[];
}

let bench: Bench;
beforeEach(async () => (bench = await startBench()));
afterEach(() => bench.emulator.close());

const timeline = async () => (await bench.control("/timeline")).body as unknown as readonly Life[];
const create = (name: string) => bench.ask("/serverless", { method: "POST", body: creation(name) });
const ready = (name: string) =>
    bench.until(`/serverless/${name}`, ({ body }) => body["stateName"] === "IDLE");
const gone = (name: string) => bench.until(`/serverless/${name}`, ({ status }) => status === 404);

it("tells the real instants of a cluster's life", async () => {
    const start = Date.now();
    await create("orders");
    const [made] = await timeline();
    await ready("orders");
    const seenReady = Date.now();
    await bench.ask("/serverless/orders", { method: "PATCH", body: { tags: [{ key: "a", value: "b" }] } });
    await ready("orders");
    const seenChanged = Date.now();
    await bench.ask("/serverless/orders", { method: "DELETE" });
    await gone("orders");
    const seenGone = Date.now();

    expect(made).toMatchObject({ goneAt: null, changes: [] });
    const [life, ...others] = await timeline();
    const { createdAt, readyAt, goneAt, changes, states } = life as Life;
    expect(others).toEqual([]);
    expect(life).toMatchObject({ projectId: bench.emulator.projectId, name: "orders" });
    expect(changes).toHaveLength(1);
    const [{ from, until } = { from: NaN, until: NaN }] = changes;
    // The emulator's milliseconds have fractions, this test's have none.
    const instants = [
        start - 1,
        createdAt,
        readyAt,
        seenReady + 1,
        until,
        seenChanged + 1,
        goneAt,
        seenGone + 1,
    ];
    expect(instants).toEqual(instants.toSorted((one, other) => (one ?? NaN) - (other ?? NaN)));
    expect(until).toBeGreaterThan(from);
    // At this speed a create takes about 0.12 s.
    expect(readyAt - createdAt).toBeGreaterThan(110);
    expect(readyAt - createdAt).toBeLessThan(130);
    expect(readyAt).toBe(made?.readyAt);
    expect(states.map(({ stateName }) => stateName)).toEqual([
        "CREATING",
        "IDLE",
        "UPDATING",
        "IDLE",
        "DELETING",
        "GONE",
    ]);
    expect([0, 1, 2, 3, 5].map((index) => states[index]?.from)).toEqual([
        createdAt,
        readyAt,
        from,
        until,
        goneAt,
    ]);
});

it("keeps those that are gone, and each that had the same name", async () => {
    await bench.control("/seed", { instances: [{ name: "orders" }, { name: "other" }] });
    await bench.control("/state", { instance: "orders", stateName: "GONE" });
    await create("orders");
    const lives = await timeline();
    expect(lives.map(({ name }) => name)).toEqual(["orders", "other", "orders"]);
    expect(lives.map(({ goneAt }) => goneAt !== null)).toEqual([true, false, false]);
    expect(lives[2]?.createdAt).toBeGreaterThanOrEqual(lives[0]?.goneAt ?? Infinity);
    await bench.control("/reset", {});
    expect(await timeline()).toEqual([]);
});

it("ends a change where another state begins", async () => {
    await bench.control("/seed", { instances: [{ name: "orders" }] });
    const state = (stateName: string, takes: number) =>
        bench.control("/state", { instance: "orders", stateName, takes });
    await state("UPDATING", 1000);
    await state("UPDATING", 1000);
    await state("IDLE", 0);
    const changes = (await timeline())[0]?.changes ?? [];
    expect(changes).toHaveLength(2);
    expect(changes[0]?.until).toBe(changes[1]?.from);
    expect(changes[1]?.until).toBeLessThanOrEqual(Date.now() + 1);
});

it("tells when a restore has put another cluster's data into one", async () => {
    const snapshotId = "5".repeat(24);
    const snapshots = [{ id: snapshotId, status: "completed" }];
    await bench.control("/seed", {
        instances: [
            { name: "production", kind: "flex", snapshots },
            { name: "review", kind: "flex" },
        ],
    });
    const restored = async () => (await timeline()).map(({ restoredAt }) => restoredAt);
    expect(await restored()).toEqual([null, null]);
    const started = Date.now();
    const jobs = "/flexClusters/production/backup/restoreJobs";
    const { body } = await bench.flex(jobs, {
        method: "POST",
        body: { snapshotId, targetDeploymentItemName: "review" },
    });
    const isOver = ({ body: job }: Answer) => job["restoreFinishedDate"] !== undefined;
    await bench.until(`${jobs}/${String(body["id"])}`, isOver, bench.flex);
    const [, at] = await restored();
    expect(at).toBeGreaterThan(started);
    expect(at).toBeLessThanOrEqual(Date.now() + 1);
});

it("knows nothing of clusters whose seeding was refused", async () => {
    await bench.control("/seed", { instances: [{ name: "fine" }, { name: "not_fine" }] });
    expect(await timeline()).toEqual([]);
});

const spec = {
    kind: "serverless",
    backingProviderName: "AWS",
    regionName: "US_EAST_1",
    tags: [],
    terminationProtectionEnabled: false,
    continuousBackup: false,
} as const;

it("forgets the oldest of very many", () => {
    const id = "a".repeat(24);
    const project = new World(1, id).add(id);
    for (let index = 0; index < 10_001; index++) {
        project.place({ ...spec, name: `database-${index}` }, 0, 0);
    }
    expect(project.ever()).toHaveLength(10_000);
    expect(project.ever()[0]?.spec.name).toBe("database-1");
});
