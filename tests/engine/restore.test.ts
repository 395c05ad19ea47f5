// A cluster that starts with a snapshot's data, on the real engine.
import { Cloud, declaring, declaringAll } from "./cloud.ts";
import { failureOf } from "./diagnostics.ts";
import { PulumiStack, type Preview } from "./harness/index.ts";
import type { Era } from "../../emulator/index.ts";

const snapshotId = "5".repeat(24);
const restoreFrom = { snapshotId, name: "production" };
const newer = { ...restoreFrom, snapshotId: "6".repeat(24) };

let cloud: Cloud;
afterEach(() => cloud.close());

async function start(era: Era): Promise<PulumiStack> {
    cloud = await Cloud.start({ era });
    await cloud.seed({
        name: "production",
        snapshots: [restoreFrom, newer].map(({ snapshotId: id }) => ({ id, status: "completed" })),
    });
    return PulumiStack.create({ env: cloud.env, program: declaring({ name: "review", restoreFrom }) });
}

const told = ({ diagnostics }: Preview): string => diagnostics.map(({ message }) => message).join("\n");

test.each<Era>(["classic", "transition", "sunset"])(
    "%s: up restores once; a second up, a refresh and another snapshot restore nothing; destroy",
    async (era) => {
        const stack = await start(era);
        await stack.up();
        const { review, production } = await cloud.databases();
        expect(review).toMatchObject({ stateName: "IDLE", restoredFrom: { snapshotId } });
        expect(production?.restoreJobs).toHaveLength(1);
        expect((await stack.preview()).ops).toEqual({});
        await stack.refresh();
        expect((await stack.preview()).ops).toEqual({});

        stack.write(declaring({ name: "review", restoreFrom: newer }));
        const preview = await stack.preview();
        expect(preview.ops).toEqual({});
        expect(told(preview)).toContain("so restoreFrom has no effect on it");
        await stack.up();
        expect((await cloud.databases())["production"]?.restoreJobs).toHaveLength(1);
        await stack.destroy();
        expect(Object.keys(await cloud.databases())).toEqual(["production"]);
    },
);

test("an API key: twelve clusters of one snapshot at once, each restored once", async () => {
    await start("sunset");
    const { baseUrl, publicKey, privateKey } = cloud.emulator;
    const names = Array.from({ length: 12 }, (_, index) => `review-${index}`);
    const stack = await PulumiStack.create({
        program: declaringAll(Object.fromEntries(names.map((name) => [name, [{ name, restoreFrom }]]))),
        env: {
            MONGODB_ATLAS_BASE_URL: baseUrl,
            MONGODB_ATLAS_PROJECT_ID: cloud.projectId,
            MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
            MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
        },
    });
    await cloud.fault({ operation: "*", times: 1_000_000, delaySeconds: 0.3 });
    await stack.up("--parallel", "12");
    const { production, ...reviews } = await cloud.databases();
    expect(Object.keys(reviews).toSorted()).toEqual(names.toSorted());
    expect(Object.values(reviews).map(({ restoredFrom }) => restoredFrom?.snapshotId)).toEqual(
        names.map(() => snapshotId),
    );
    expect(production?.restoreJobs).toHaveLength(12);
    expect((await cloud.stats()).operations).toMatchObject({ createFlexBackupRestoreJob: 12 });
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(Object.keys(await cloud.databases())).toEqual(["production"]);
});

test("a restore that fails leaves the cluster in the state; the next up restores it", async () => {
    const stack = await start("sunset");
    await cloud.fault({ operation: "createFlexBackupRestoreJob", ending: "failed", takes: 5 });
    expect(JSON.stringify(await failureOf(stack, "up", "--yes", "--skip-preview"))).toContain(
        "the restore job ended with the status failed",
    );
    await stack.refresh();
    const preview = await stack.preview();
    expect(told(preview)).toContain("its data are not restored yet");
    await stack.up();
    const { review, production } = await cloud.databases();
    expect(review).toMatchObject({ restoredFrom: { snapshotId } });
    expect(production?.restoreJobs.map(({ status }) => status)).toEqual(["FAILED", "COMPLETED"]);
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
});

test("the function lists the restore jobs, also as an output", async () => {
    const stack = await start("sunset");
    await stack.up();
    stack.write(
        `${declaring({ name: "review", restoreFrom })}
        const place = { name: "production" };
        exports.jobs = atlas.getServerlessInstanceRestoreJobs(place).then(({ results }) => results.length);
        exports.completed = atlas.getServerlessInstanceRestoreJobsOutput({ ...place, status: "completed" }).results
            .apply((jobs) => jobs.map(({ targetName }) => targetName));
        exports.failed = atlas.getServerlessInstanceRestoreJobsOutput({ ...place, status: "failed" }).results;`,
    );
    await stack.up();
    expect(await stack.outputs()).toMatchObject({ jobs: 1, completed: ["review"], failed: [] });
    await stack.destroy();
});

test("what cannot be restored: the check says so at preview, and a create before it makes anything", async () => {
    const stack = await start("sunset");
    stack.write(declaring({ name: "review", adopt: true, restoreFrom }));
    expect(JSON.stringify(await failureOf(stack, "preview"))).toContain(
        "is not possible together with adopt",
    );
    stack.write(declaring({ name: "review", restoreFrom: { ...restoreFrom, snapshotId: "7".repeat(24) } }));
    expect(JSON.stringify(await failureOf(stack, "up", "--yes", "--skip-preview"))).toContain("7".repeat(24));
    expect(Object.keys(await cloud.databases())).toEqual(["production"]);
});
