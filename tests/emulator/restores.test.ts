// Restore jobs: a snapshot of one cluster takes the place of all data of another.
import { code, creation, inState, startBench } from "./support";
import type { Answer, Ask, Bench, Json } from "./support";

let bench: Bench;
afterEach(() => bench.emulator.close());

const post = (body: unknown): Ask => ({ method: "POST", body });
const instances = async () =>
    (await bench.control("/state")).body["projects"]?.[0]?.["instances"] as readonly Json[];
const found = async (name: string) => (await instances()).find((one) => one["name"] === name);
const firstSnapshot = async (path: string, by = bench.ask) =>
    String((await by(path)).body["results"]?.[0]?.["id"]);
const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown;
const id24 = expect.stringMatching(/^[a-f0-9]{24}$/) as unknown;
const ended = ({ body }: Answer) => body["restoreFinishedDate"] !== undefined;

describe("of Flex clusters", () => {
    const jobs = "/flexClusters/orders/backup/restoreJobs";
    const start = (rest: object = {}) =>
        bench.flex(jobs, post({ snapshotId, targetDeploymentItemName: "copy", ...rest }));
    let snapshotId: string;
    beforeEach(async () => {
        bench = await startBench({ era: "sunset" });
        await bench.control("/seed", {
            instances: [
                { name: "orders", snapshots: 2 },
                { name: "copy", snapshots: 0 },
                { name: "free", kind: "free" },
                { name: "dedicated", kind: "dedicated" },
            ],
        });
        snapshotId = await firstSnapshot("/flexClusters/orders/backup/snapshots", bench.flex);
    });

    it("are pending, run, and are complete after about a minute", async () => {
        const started = await start();
        const same = {
            deliveryType: "RESTORE",
            expirationDate: date,
            id: id24,
            instanceName: "orders",
            links: [{ href: expect.stringContaining(jobs) as unknown, rel: "self" }],
            projectId: bench.emulator.projectId,
            restoreScheduledDate: date,
            snapshotFinishedDate: date,
            snapshotId,
            targetDeploymentItemName: "copy",
            targetProjectId: bench.emulator.projectId,
        };
        expect([started.status, started.body]).toEqual([200, { ...same, status: "PENDING" }]);
        const path = `${jobs}/${String(started.body["id"])}`;
        await bench.until(path, ({ body }) => body["status"] === "RUNNING", bench.flex);
        expect(await found("copy")).toMatchObject({ restoredFrom: null, stateName: "IDLE" });
        const done = await bench.until(path, ended, bench.flex);
        expect(done.body).toEqual({ ...same, status: "COMPLETED", restoreFinishedDate: date });
        const [from, until] = ["restoreScheduledDate", "restoreFinishedDate"].map((name) =>
            Date.parse(String(done.body[name])),
        );
        expect(Number(until) - Number(from)).toBeGreaterThanOrEqual(60_000);
        expect(Number(until) - Number(from)).toBeLessThanOrEqual(66_000);
        expect((await bench.flex(jobs)).body).toMatchObject({ results: [done.body], totalCount: 1 });
        expect(await found("copy")).toMatchObject({
            restoredFrom: {
                projectId: bench.emulator.projectId,
                name: "orders",
                snapshotId,
                restoreJobId: done.body["id"],
                at: date,
            },
        });
        expect(await found("orders")).toMatchObject({ restoredFrom: null });
    });

    it("go to another project, and to a dedicated cluster", async () => {
        const targetProjectId = "b".repeat(24);
        await bench.control("/seed", {
            projectId: targetProjectId,
            instances: [{ name: "copy", kind: "flex" }],
        });
        expect((await start({ targetProjectId })).body).toMatchObject({ status: "PENDING", targetProjectId });
        expect((await start({ targetDeploymentItemName: "dedicated" })).status).toBe(200);
    });

    it("leave their target alone until they are done: no change, no other restore", async () => {
        const { body } = await start();
        const busy = [400, "CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE"];
        expect(code(await start())).toEqual(busy);
        expect(code(await bench.flex("/flexClusters/copy", { method: "PATCH", body: { tags: [] } }))).toEqual(
            busy,
        );
        expect(
            (await bench.flex("/flexClusters/orders", { method: "PATCH", body: { tags: [] } })).status,
        ).toBe(200);
        await bench.until(`${jobs}/${String(body["id"])}`, ended, bench.flex);
        expect((await bench.flex("/flexClusters/copy", { method: "PATCH", body: { tags: [] } })).status).toBe(
            200,
        );
    });

    it("fail when their target is deleted meanwhile, and are gone with their source", async () => {
        const { body } = await start();
        const path = `${jobs}/${String(body["id"])}`;
        await bench.control("/faults", { operation: "deleteFlexCluster", takes: 1 });
        expect((await bench.flex("/flexClusters/copy", { method: "DELETE" })).status).toBe(204);
        expect((await bench.until(path, ended, bench.flex)).body["status"]).toBe("FAILED");
        await bench.control("/state", { instance: "orders", stateName: "GONE" });
        expect(code(await bench.flex(path))).toEqual([404, "CLUSTER_NOT_FOUND"]);
    });

    it("fail where a fault says so, and take as long as one says", async () => {
        await bench.control("/faults", {
            operation: "createFlexBackupRestoreJob",
            ending: "failed",
            takes: 1,
        });
        const { body } = await start();
        const done = await bench.until(`${jobs}/${String(body["id"])}`, ended, bench.flex);
        expect(done.body["status"]).toBe("FAILED");
        expect(await found("copy")).toMatchObject({ restoredFrom: null });
        expect((await start()).status).toBe(200);
    });

    it("end at once behind everybody's back", async () => {
        const { body } = await start();
        const end = (id: unknown, ending: string) => bench.control("/restores", { id, ending });
        expect((await end(body["id"], "failed")).body).toMatchObject({ id: body["id"], status: "FAILED" });
        expect((await bench.flex(`${jobs}/${String(body["id"])}`)).body["status"]).toBe("FAILED");
        expect((await end("nonsense", "failed")).status).toBe(404);
        expect((await end(body["id"], "lost")).status).toBe(400);
    });

    it("need a snapshot that is complete and still there", async () => {
        const seeded = ["failed", "inProgress"].map((status) => ({ status }));
        const expired = { expiresAt: new Date(Date.now() - 60_000).toISOString(), id: "e".repeat(24) };
        await bench.control("/seed", {
            instances: [{ name: "other", snapshots: [...seeded, expired] }],
        });
        const other = (id: string) =>
            bench.flex(
                "/flexClusters/other/backup/restoreJobs",
                post({ snapshotId: id, targetDeploymentItemName: "copy" }),
            );
        const { body } = await bench.flex("/flexClusters/other/backup/snapshots");
        for (const snapshot of body["results"] as readonly Json[]) {
            expect(code(await other(String(snapshot["id"])))).toEqual([
                409,
                "CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT",
            ]);
        }
        expect(code(await other("e".repeat(24)))).toEqual([
            409,
            "CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT",
        ]);
        expect(code(await other("0".repeat(24)))).toEqual([404, "SNAPSHOT_NOT_FOUND"]);
        expect(code(await other(snapshotId))).toEqual([404, "SNAPSHOT_NOT_FOUND"]);
    });

    it.each([
        [{ targetDeploymentItemName: "missing" }, [404, "CLUSTER_NOT_FOUND"]],
        [{ targetProjectId: "c".repeat(24) }, [404, "GROUP_NOT_FOUND"]],
        [{ targetDeploymentItemName: "free" }, [400, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API"]],
    ])("refuse the target %p", async (rest, refusal) => {
        expect(code(await start(rest))).toEqual(refusal);
    });

    it("wait for no target: it must be at rest", async () => {
        await bench.control("/faults", { operation: "createFlexCluster", takes: 1000 });
        await bench.flex("/flexClusters", post(creation("young")));
        const refused = await start({ targetDeploymentItemName: "young" });
        expect(code(refused)).toEqual([400, "ATLAS_GENERAL_ERROR"]);
        expect(refused.body["detail"]).toContain("CREATING");
        await bench.control("/state", { instance: "young", stateName: "DELETING" });
        expect(code(await start({ targetDeploymentItemName: "young" }))).toEqual([
            400,
            "CLUSTER_ALREADY_REQUESTED_DELETION",
        ]);
    });

    it("are looked at by their cluster and id", async () => {
        expect(code(await bench.flex(`${jobs}/${"0".repeat(24)}`))).toEqual([404, "RESTORE_JOB_NOT_FOUND"]);
        expect(code(await bench.flex("/flexClusters/missing/backup/restoreJobs"))).toEqual([
            404,
            "CLUSTER_NOT_FOUND",
        ]);
        expect(code(await bench.flex("/flexClusters/free/backup/restoreJobs"))).toEqual([
            400,
            "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API",
        ]);
        expect((await bench.flex(jobs)).body).toMatchObject({ results: [], totalCount: 0 });
    });
});

describe("of serverless instances", () => {
    const jobs = "/serverless/orders/backup/restoreJobs";
    let snapshotId: string;
    const start = (rest: object = {}) =>
        bench.ask(
            jobs,
            post({
                deliveryType: "automated",
                snapshotId,
                targetClusterName: "copy",
                targetGroupId: bench.emulator.projectId,
                ...rest,
            }),
        );
    beforeEach(async () => {
        bench = await startBench();
        await bench.control("/seed", { instances: [{ name: "orders", snapshots: 2 }, { name: "copy" }] });
        snapshotId = await firstSnapshot("/serverless/orders/backup/snapshots");
    });

    it("tell by flags how far they are, the newest first", async () => {
        const started = await start();
        const same = {
            cancelled: false,
            deliveryType: "automated",
            deliveryUrl: [],
            expired: false,
            expiresAt: date,
            failed: false,
            id: id24,
            links: [{ href: expect.stringContaining(jobs) as unknown, rel: "self" }],
            snapshotId,
            targetClusterName: "copy",
            targetGroupId: bench.emulator.projectId,
            timestamp: date,
        };
        expect([started.status, started.body]).toEqual([200, same]);
        const path = `${jobs}/${String(started.body["id"])}`;
        const done = await bench.until(path, ({ body }) => body["finishedAt"] !== undefined);
        expect(done.body).toEqual({ ...same, finishedAt: date });
        expect(await found("copy")).toMatchObject({ restoredFrom: { name: "orders", snapshotId } });
        const again = (await start()).body["id"];
        const list = (await bench.ask(jobs)).body["results"] as readonly Json[];
        expect(list.map(({ id }) => id)).toEqual([again, started.body["id"]]);
    });

    it.each(["failed", "expired", "cancelled"])("can end %s", async (ending) => {
        const { body } = await start();
        await bench.control("/restores", { id: body["id"], ending });
        const job = (await bench.ask(`${jobs}/${String(body["id"])}`)).body;
        expect([job["failed"], job["expired"], job["cancelled"], job["finishedAt"]]).toEqual([
            ending === "failed",
            ending === "expired",
            ending === "cancelled",
            undefined,
        ]);
    });

    it("refuse what the emulator cannot do, and a target of another kind", async () => {
        await bench.control("/seed", { instances: [{ name: "flex", kind: "flex" }] });
        expect(code(await start({ deliveryType: "download" }))).toEqual([400, "UNSUPPORTED_DELIVERY_METHOD"]);
        expect(code(await start({ targetClusterName: "flex" }))).toEqual([
            400,
            "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API",
        ]);
        expect(code(await start({ snapshotId: undefined }))).toEqual([404, "SNAPSHOT_NOT_FOUND"]);
    });

    it("continue under Flex when their cluster is moved there, and are gone with the operations", async () => {
        const { body } = await start();
        await bench.control("/era", { era: "sunset" });
        expect(code(await bench.ask(`${jobs}/${String(body["id"])}`))).toEqual([410, "VERSION_GONE"]);
        expect(code(await start())).toEqual([410, "VERSION_GONE"]);
        const path = `/flexClusters/orders/backup/restoreJobs/${String(body["id"])}`;
        expect((await bench.until(path, ended, bench.flex)).body["status"]).toBe("COMPLETED");
        await bench.until("/flexClusters/copy", inState("IDLE"), bench.flex);
    });
});
