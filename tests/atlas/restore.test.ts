// A new cluster starts with the data of a snapshot: whatever goes wrong on the way, exactly one restore takes effect, and no
// cluster that was there before gets one.
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs, RestoreSource } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import { PartialFailureError } from "../../provider/instance/partial-failure";
import { queryRestoreJobs } from "../../provider/instance/data-sources";
import { diff } from "../../provider/instance/preview/diff";
import type { State } from "../../provider/instance/state";
import type { Era } from "../../emulator/index";
import type { Json } from "../emulator/support";
import { declaredAt } from "../emulated/owner";
import { scaledClock } from "./scaled-clock";
import { startStage, type Stage } from "./support";

const snapshotId = "5".repeat(24);
const scale = 60;
let stage: Stage;
let said: string[];
/** What is called for each request that is answered. */
let onLine: (line: string) => void;
afterEach(() => stage.close());

async function start(era: Era = "sunset"): Promise<void> {
    said = [];
    onLine = () => undefined;
    stage = await startStage({ scale, era, log: (line) => onLine(line) });
    await stage.control("/seed", {
        instances: [{ name: "production", snapshots: [{ id: snapshotId, status: "completed" }] }],
    });
    await stage.control("/stats", undefined);
}

/** A provider's process of its own. */
function process(interruption?: AbortSignal) {
    const { clusters, clock } = connect(stage.settings("accessToken"), { clock: scaledClock(scale) });
    const lifecycle = new Lifecycle(clusters, clock, { interruption });
    const logger = {
        progress: () => undefined,
        info: (line: string) => void said.push(line),
        warn: (line: string) => void said.push(line),
    };
    return {
        clusters,
        create: (inputs: CheckedInputs) => lifecycle.create(inputs, logger),
        update: (state: State, inputs: CheckedInputs) => lifecycle.update(state, inputs, logger),
        read: (state: State) => lifecycle.read(state, logger),
        remove: (state: State) => lifecycle.remove(state, logger),
    };
}

const inputs = (differing: Partial<CheckedInputs> = {}): CheckedInputs => ({
    projectId: stage.groupId,
    name: "review",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    restoreFrom: { snapshotId, name: "production" },
    ...declaredAt("review"),
    ...differing,
});
const instances = async () =>
    (await stage.control("/state")).body["projects"]?.[0]?.["instances"] as readonly Json[];
const restoredTo = async (name: string) =>
    (await instances()).find((instance) => instance["name"] === name)?.["restoredFrom"] as
        Json | null | undefined;
/** The restore jobs of the snapshot, whatever became of them. */
const jobs = async () =>
    ((await instances()).find(({ name }) => name === "production")?.["restoreJobs"] ?? []) as readonly Json[];
const restored = () => ({
    snapshotId,
    name: "production",
    projectId: stage.groupId,
    finishedAt: expect.any(String) as unknown,
});

/** The state that a failed create leaves, or none where it left none. */
async function stateAfter(create: Promise<State>): Promise<State | undefined> {
    const error: unknown = await create.then(
        () => new Error("it succeeded"),
        (reason: unknown) => reason,
    );
    return error instanceof PartialFailureError ? error.state : undefined;
}

describe.each<Era>(["classic", "transition", "sunset"])("in the era %s", (era) => {
    beforeEach(() => start(era));

    it("the create ends when the data are restored, and nothing is restored afterwards", async () => {
        const state = await process().create(inputs());
        expect(state.restoredFrom).toEqual(restored());
        expect(state.__restorePending).toBeUndefined();
        expect(await restoredTo("review")).toMatchObject({ snapshotId });
        expect(diff(state, inputs())).toMatchObject({ changes: false, notes: [] });
        const refreshed = await process().read(state);
        expect(refreshed).toMatchObject({ restoredFrom: restored() });
        const updated = await process().update(state, inputs({ tags: { team: "shop" } }));
        expect(updated.restoredFrom).toEqual(restored());
        expect(await jobs()).toHaveLength(1);
        await process().remove(updated);
    });
});

describe("whatever goes wrong", () => {
    beforeEach(() => start());

    const post = "createFlexBackupRestoreJob";
    it.each<[string, object]>([
        ["the cluster's answer is lost", { operation: "createFlexCluster", reset: "after" }],
        [
            "the restore is turned away by a 429",
            { operation: post, answer: { status: 429, headers: { "Retry-After": "2" } } },
        ],
        ["the restore is not delivered", { operation: post, reset: "before" }],
        ["the restore's answer is lost", { operation: post, reset: "after" }],
        [
            "the restore is accepted and answered with a 500",
            { operation: post, acts: true, answer: { status: 500 } },
        ],
        ["the restore is answered with a 503 and not accepted", { operation: post, answer: { status: 503 } }],
        [
            "the list of restore jobs fails",
            { operation: "listFlexBackupRestoreJobs", answer: { status: 500 }, times: 3 },
        ],
        ["the snapshot is read at the second attempt", { operation: "getFlexBackup", reset: "before" }],
    ])("%s: one restore, in the same run", async (_what, fault) => {
        await stage.fault([fault]);
        const state = await process().create(inputs());
        expect(state.restoredFrom).toEqual(restored());
        expect(await jobs()).toHaveLength(1);
        expect(await restoredTo("review")).toMatchObject({ snapshotId });
    });

    /** The lines of the emulator's log after which a run ends. */
    const moments: [string, RegExp][] = [
        ["the snapshot was read", /^GET \S+\/snapshots\/5+ 200 /],
        ["the cluster was created", /^POST \S+\/flexClusters 201 /],
        ["the cluster was seen", /^GET \S+\/flexClusters\/review 200 /],
        ["the restore was started", /^POST \S+\/restoreJobs 200 /],
        ["the restore was seen", /^GET \S+\/restoreJobs 200 /],
    ];
    describe.each(moments)("canceled when %s", (_when, line) => {
        it.each<[string, boolean]>([
            ["with its state", true],
            ["killed, without its state", false],
        ])("%s: the next run continues, with one restore", async (_how, isStateKept) => {
            const cancel = new AbortController();
            onLine = (text) => {
                if (line.test(text)) {
                    cancel.abort(new Error("canceled"));
                }
            };
            const left = await stateAfter(process(cancel.signal).create(inputs()));
            onLine = () => undefined;
            const state =
                left !== undefined && isStateKept
                    ? await process().update(left, inputs())
                    : await process().create(inputs());
            expect(state.restoredFrom).toEqual(restored());
            expect(state.__restorePending).toBeUndefined();
            expect(await jobs()).toHaveLength(1);
            expect((await instances()).filter(({ name }) => name === "review")).toHaveLength(1);
        });
    });

    it.each(["failed", "cancelled", "expired"])(
        "a restore that ends %s: the next run starts another",
        async (ending) => {
            await stage.fault([{ operation: post, ending, takes: 5 }]);
            const create = process().create(inputs());
            await expect(create).rejects.toThrow(
                /^Could not restore snapshot 5+ of cluster "production" in project [0-9a-f]+ to the new cluster "review" .*: the restore job ended with the status failed\./,
            );
            const left = await stateAfter(create);
            expect(left?.__restorePending).toBe(true);
            expect(diff(left as State, inputs())).toMatchObject({ changes: true, replaces: [] });
            const state = await process().update(left as State, inputs());
            expect(state.restoredFrom).toEqual(restored());
            expect(await jobs()).toHaveLength(2);
            expect(await restoredTo("review")).toMatchObject({ snapshotId });
        },
    );

    it("a restore that Atlas refuses, as of a version that it cannot restore: its words; the next run asks again", async () => {
        const detail = "Cannot restore a snapshot of MongoDB 9.0 to a cluster of MongoDB 8.0.";
        await stage.fault([
            { operation: post, answer: { status: 400, errorCode: "INCOMPATIBLE_VERSION", detail } },
        ]);
        const create = process().create(inputs());
        await expect(create).rejects.toThrow(
            /^Could not restore snapshot 5+ of Flex cluster "production" .*: Atlas returned 400 INCOMPATIBLE_VERSION: Cannot restore a snapshot of MongoDB 9\.0 to a cluster of MongoDB 8\.0 \(request /,
        );
        const left = await stateAfter(create);
        expect(left?.__restorePending).toBe(true);
        expect(await jobs()).toEqual([]);
        const state = await process().update(left as State, inputs());
        expect(state.restoredFrom).toEqual(restored());
        expect(await jobs()).toHaveLength(1);
    });

    it("a restore that takes longer than the create may: the next run waits for the same", async () => {
        const short = inputs({ __timeouts: { create: "40s" } });
        const create = process().create(short);
        await expect(create).rejects.toThrow(
            /^Timed out after \d+ s while restoring a snapshot to cluster "review"/,
        );
        const state = await process().update((await stateAfter(create)) as State, inputs());
        expect(state.restoredFrom).toEqual(restored());
        expect(await jobs()).toHaveLength(1);
    });

    it("a failed restore that the program no longer wants: the cluster stays empty, and nothing is left to do", async () => {
        await stage.fault([{ operation: post, ending: "failed", takes: 5 }]);
        const left = (await stateAfter(process().create(inputs()))) as State;
        const without = inputs();
        delete without.restoreFrom;
        expect(diff(left, without)).toMatchObject({
            changes: true,
            notes: [expect.stringContaining("stays as it is")],
        });
        const state = await process().update(left, without);
        expect(diff(state, without)).toMatchObject({ changes: false });
        expect(state.restoredFrom).toBeUndefined();
        expect(await jobs()).toHaveLength(1);
    });

    it("destroyed while the restore runs: nothing is left", async () => {
        const cancel = new AbortController();
        onLine = (text) => {
            if (/^POST \S+\/restoreJobs 200 /.test(text)) {
                cancel.abort(new Error("canceled"));
            }
        };
        const left = (await stateAfter(process(cancel.signal).create(inputs()))) as State;
        await process().remove(left);
        expect((await instances()).filter(({ name }) => name === "review")).toEqual([]);
    });
});

it("the source may be in another project: an interrupted create finds its restore job there", async () => {
    await start();
    const projectId = "b".repeat(24);
    const other = "6".repeat(24);
    const snapshots = [{ id: other, status: "completed" }];
    await stage.control("/seed", { projectId, instances: [{ name: "production", snapshots }] });
    const restoreFrom = { snapshotId: other, name: "production", projectId };
    const cancel = new AbortController();
    onLine = (text) => {
        if (/^POST \S+\/restoreJobs 200 /.test(text)) {
            cancel.abort(new Error("canceled"));
        }
    };
    await stateAfter(process(cancel.signal).create(inputs({ restoreFrom })));
    const state = await process().create(inputs({ restoreFrom }));
    expect(state.restoredFrom).toMatchObject(restoreFrom);
    const { clusters } = process();
    expect(await queryRestoreJobs(clusters, { projectId, name: "production" })).toMatchObject([
        { status: "completed", targetName: "review", targetProjectId: stage.groupId },
    ]);
    expect(await jobs()).toEqual([]);
});

describe("a cluster that was there before gets no restore", () => {
    beforeEach(() => start());

    it("one that another takes the name of before the restore is sent", async () => {
        const theirs = { team: "theirs" };
        await stage.fault([{ operation: "createFlexBackupRestoreJob", reset: "before" }]);
        const changes: Promise<unknown>[] = [];
        onLine = (line) => {
            if (line.startsWith("POST") && line.includes("/restoreJobs")) {
                onLine = () => undefined;
                changes.push(
                    stage
                        .control("/state", { instance: "review", stateName: "GONE" })
                        .then(() =>
                            stage.control("/seed", { instances: [{ name: "review", tags: theirs }] }),
                        ),
                );
            }
        };
        await expect(process().create(inputs())).rejects.toThrow(/another cluster has that name now/);
        await Promise.all(changes);
        expect(await restoredTo("review")).toBeNull();
        expect(await jobs()).toEqual([]);
    });

    it("one that another resource has adopted before a create is resumed", async () => {
        await stage.fault([{ operation: "createFlexBackupRestoreJob", ending: "failed", takes: 5 }]);
        const left = (await stateAfter(process().create(inputs()))) as State;
        await stage.control("/state", {
            instance: "review",
            stateName: "IDLE",
            tags: { "pulumi-owner": "shop.prod.carts.fedcba9876543210abcd@abcdef" },
        });
        await process()
            .update(left, inputs())
            .catch(() => undefined);
        expect(await jobs()).toHaveLength(1);
    });

    it("one that this same resource made without restoreFrom, though the state has lost it", async () => {
        const without = inputs();
        delete without.restoreFrom;
        await process().create(without);
        const state = await process().create(inputs());
        expect(state.restoredFrom).toBeUndefined();
        expect(said).toContainEqual(expect.stringContaining("it might have data already"));
        expect(await jobs()).toEqual([]);
    });

    it("one that this same resource restored, though the state has lost it, whichever snapshot is named now", async () => {
        const other = "6".repeat(24);
        await stage.control("/seed", {
            instances: [{ name: "staging", snapshots: [{ id: other, status: "completed" }] }],
        });
        await process().create(inputs());
        const again = await process().create(inputs());
        expect(again.restoredFrom).toEqual(restored());
        const ofOther = await process().create(
            inputs({ restoreFrom: { snapshotId: other, name: "staging" } }),
        );
        expect(ofOther.restoredFrom).toBeUndefined();
        expect(await jobs()).toHaveLength(1);
        expect(await restoredTo("review")).toMatchObject({ snapshotId });
    });

    it("one that MONGODB_ATLAS_RESUME names: it may have been in use", async () => {
        await stage.control("/seed", { instances: [{ name: "review" }] });
        const { clusters, clock } = connect(stage.settings("accessToken"), { clock: scaledClock(scale) });
        const there = await clusters.find({ groupId: stage.groupId, name: "review" });
        const lifecycle = new Lifecycle(clusters, clock, { resume: new Set([there?.id ?? ""]) });
        const logger = {
            progress: () => undefined,
            info: () => undefined,
            warn: (line: string) => void said.push(line),
        };
        const state = await lifecycle.create(inputs(), logger);
        expect(state.restoredFrom).toBeUndefined();
        expect(said).toContainEqual(
            expect.stringMatching(/was not restored from snapshot 5+: it might have data already/),
        );
        expect(await jobs()).toEqual([]);
    });

    it("nor does a change of restoreFrom restore anything; a preview says so", async () => {
        const state = await process().create(inputs());
        const other = inputs({ restoreFrom: { snapshotId: "6".repeat(24), name: "production" } });
        expect(diff(state, other)).toMatchObject({
            changes: false,
            notes: [expect.stringMatching(/so restoreFrom has no effect on it/)],
        });
        await process().update(state, other);
        expect(await jobs()).toHaveLength(1);
    });
});

describe("what cannot be restored fails before anything is made", () => {
    beforeEach(() => start());

    it.each<[string, object, Partial<RestoreSource>, RegExp]>([
        ["an unknown snapshot", {}, { snapshotId: "6".repeat(24) }, /6{24}/],
        [
            "an unknown cluster",
            {},
            { name: "nowhere" },
            /Cluster "nowhere" in project [0-9a-f]+ does not exist/,
        ],
        ["a snapshot of another cluster", {}, { name: "orders" }, /5{24}/],
        ["one that has expired", { expiresAt: "2026-01-01T00:00:00Z" }, {}, /7{24}/],
        [
            "one under way",
            { status: "inProgress" },
            {},
            /cannot be restored: its status is inProgress\. Nothing was created\./,
        ],
        [
            "one that failed",
            { status: "failed" },
            {},
            /cannot be restored: its status is failed\. Nothing was created\./,
        ],
    ])("%s", async (_what, snapshot, restoreFrom, message) => {
        const other = { id: "7".repeat(24), status: "completed", ...snapshot };
        await stage.control("/seed", { instances: [{ name: "source", snapshots: [other] }] });
        const from =
            Object.keys(snapshot).length > 0
                ? { snapshotId: other.id, name: "source" }
                : { snapshotId, name: "production", ...restoreFrom };
        await expect(process().create(inputs({ restoreFrom: from }))).rejects.toThrow(message);
        expect((await instances()).map(({ name }) => name)).not.toContain("review");
    });
});

it("twenty of one snapshot share the reads of all", async () => {
    await start();
    const { create } = process();
    const names = Array.from({ length: 20 }, (_, index) => `review-${index}`);
    const { total: before } = await stage.counts();
    const states = await Promise.all(names.map((name) => create(inputs({ name, ...declaredAt(name) }))));
    expect(states.map(({ restoredFrom }) => restoredFrom)).toEqual(Array(20).fill(restored()));
    const { total, operations } = await stage.counts();
    expect(operations["createFlexBackupRestoreJob"]).toBe(20);
    // Beside 20 creates and 20 restores.
    expect(total - before).toBeLessThanOrEqual(20 + 20 + 80);
});

describe.each<Era>(["classic", "sunset"])("the restore jobs that a function lists, in the era %s", (era) => {
    it("are those of the cluster's snapshots, newest first, and filtered by status", async () => {
        await start(era);
        const operation =
            era === "classic" ? "createServerlessBackupRestoreJob" : "createFlexBackupRestoreJob";
        await stage.fault([{ operation, ending: "failed", takes: 5 }]);
        const left = (await stateAfter(process().create(inputs()))) as State;
        await process().update(left, inputs());
        const { clusters } = process();
        const place = { projectId: stage.groupId, name: "production" };
        const all = await queryRestoreJobs(clusters, place);
        const same = { snapshotId, targetName: "review", targetProjectId: stage.groupId };
        expect(all).toMatchObject([
            { ...same, status: "completed", finishedAt: expect.any(String) as unknown },
            { ...same, status: "failed" },
        ]);
        expect(all[1]).not.toHaveProperty("finishedAt");
        expect(await queryRestoreJobs(clusters, place, "failed")).toEqual(all.slice(1));
        expect(await queryRestoreJobs(clusters, { ...place, name: "review" })).toEqual([]);
        await expect(queryRestoreJobs(clusters, { ...place, name: "nowhere" })).rejects.toThrow(
            /does not exist/,
        );
    });
});
