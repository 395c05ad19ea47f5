import { kinds, startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => (stage = await startStage()));
afterEach(() => stage.close());

const numbered = (count: number) =>
    Array.from({ length: count }, (_, index) => `db-${String(index).padStart(4, "0")}`);

describe.each([
    [500, 1],
    [501, 2],
    [1001, 3],
])("%i items come in %i pages", (count, pages) => {
    it("of clusters", async () => {
        await stage.bench.control("/reset", {});
        await stage.bench.control("/seed", { instances: numbered(count).map((name) => ({ name })) });
        const { serverless } = stage.floors(stage.settings("serviceAccount"));
        const names = (await serverless.list(stage.groupId)).items.map(({ name }) => name);
        expect(names).toEqual(numbered(count));
        expect((await stage.counts()).operations["listServerlessInstances"]).toBe(pages);
    });

    it("of snapshots", async () => {
        await stage.bench.control("/seed", { instances: [{ name: "saved", snapshots: count }] });
        const { serverless } = stage.floors();
        const snapshots = await serverless.listSnapshots({ groupId: stage.groupId, name: "saved" });
        expect(new Set(snapshots.map(({ id }) => id)).size).toBe(count);
        const dates = snapshots.map(({ createdAt }) => createdAt ?? "");
        expect(dates).toEqual(dates.toSorted().toReversed());
        expect((await stage.counts()).operations["listServerlessBackupSnapshots"]).toBe(pages);
    });
});

it.each(kinds)("an empty list is one request, with %s", async (kind) => {
    const empty = "f".repeat(24);
    await stage.bench.control("/seed", { projects: [empty] });
    expect((await stage.floors(stage.settings(kind)).serverless.list(empty)).items).toEqual([]);
    expect((await stage.counts()).operations["listServerlessInstances"]).toBe(kind === "apiKey" ? 2 : 1);
});

it("a page that fails is asked for again, and only that one", async () => {
    await stage.bench.control("/seed", { instances: numbered(501).map((name) => ({ name })) });
    await stage.fault({ operation: "listServerlessInstances", skip: 1, answer: { status: 503 } });
    expect((await stage.floors().serverless.list(stage.groupId)).items).toHaveLength(502);
    expect((await stage.counts()).operations["listServerlessInstances"]).toBe(3);
});

it("a page that fails for good fails the list: half a list is none", async () => {
    await stage.bench.control("/seed", { instances: numbered(501).map((name) => ({ name })) });
    await stage.fault({ operation: "listServerlessInstances", skip: 1, times: 9, answer: { status: 503 } });
    await expect(stage.floors().serverless.list(stage.groupId)).rejects.toMatchObject({ status: 503 });
});

it("an item that is no cluster is left out", async () => {
    const body = JSON.stringify({ results: [null, 7, { name: "half" }, {}], links: [] });
    await stage.fault({ operation: "listServerlessInstances", answer: { status: 200, body } });
    expect((await stage.floors().serverless.list(stage.groupId)).items).toEqual([]);
});
