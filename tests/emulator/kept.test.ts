// What the emulator begins with, keeps, and leaves in order: projects, a seed file, a state file, a graceful end.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { OptionError, type EmulatorOptions } from "../../emulator";
import { creation, FLEX_TYPE, inState, startBench, type Bench } from "./support";

const folder = mkdtempSync(join(tmpdir(), "atlas-kept-"));
const stateFile = join(folder, "state.json");
const open = new Set<Bench>();

async function start(options: EmulatorOptions = {}): Promise<Bench> {
    const bench = await startBench({ era: "sunset", ...options });
    open.add(bench);
    return bench;
}

afterEach(async () => {
    await Promise.all([...open].map(({ emulator }) => emulator.close()));
    open.clear();
    rmSync(stateFile, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** All that the control API shows of projects. */
async function projects(bench: Bench): Promise<unknown> {
    const { text } = await bench.control("/state");
    const { projects: all } = JSON.parse(text.replaceAll(bench.emulator.baseUrl, "")) as {
        projects: unknown;
    };
    return all;
}

const [first, second] = ["0123456789abcdef01234567", "89abcdef0123456789abcdef"];

describe("projects", () => {
    it("are those that are given, the first of them its own", async () => {
        const bench = await start({ projects: [first, second] });
        expect(bench.emulator.projectId).toBe(first);
        expect(bench.emulator.env["MONGODB_ATLAS_PROJECT_ID"]).toBe(first);
        expect(await projects(bench)).toEqual([
            { id: first, instances: [] },
            { id: second, instances: [] },
        ]);
        await bench.control("/reset", {});
        expect(await projects(bench)).toHaveLength(2);
    });

    it("are told in one line where one is none", async () => {
        await expect(startBench({ projects: ["MINE"] })).rejects.toThrow(
            'project must be 24 lowercase hexadecimal characters, got "MINE"',
        );
    });
});

describe("a seed file", () => {
    const seedFile = join(folder, "seed.json");

    it("declares projects and clusters, and does so again after a reset", async () => {
        const orders = { name: "orders", kind: "flex", tags: { team: "shop" }, snapshots: 3 };
        writeFileSync(
            seedFile,
            JSON.stringify([{ instances: [orders] }, { projectId: second, instances: [orders] }]),
        );
        const bench = await start({ seedFile });
        for (const after of ["start", "reset"]) {
            expect([after, await projects(bench)]).toMatchObject([
                after,
                [bench.emulator.projectId, second].map((id) => ({
                    id,
                    instances: [{ name: "orders", kind: "flex", tags: [{ key: "team", value: "shop" }] }],
                })),
            ]);
            await bench.control("/reset", {});
        }
    });

    it.each([
        ["no JSON", "{", /: the input is not valid JSON$/],
        [
            "an unknown field",
            '{"instances":[{"name":"a","colour":"red"}]}',
            /: instances\[0\]\.colour is not a known field$/,
        ],
        ["a name that Atlas refuses", '{"instances":[{"name":"-a"}]}', /: The name "-a" is invalid: [^\n]+$/],
    ])("is told in one line where it has %s", async (_what, content, why) => {
        writeFileSync(seedFile, content);
        const failure = await startBench({ seedFile }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(OptionError);
        expect(String(failure)).toMatch(/^OptionError: the seed file \S+seed\.json cannot be used: [^\n]+$/);
        expect(String(failure)).toMatch(why);
    });
});

describe("a state file", () => {
    it("keeps everything of the world from one start to the next", async () => {
        const before = await start({ stateFile, seed: 5, projects: [first, second], era: "classic" });
        const seeded = {
            name: "old",
            kind: "serverless",
            serverlessContinuousBackupEnabled: true,
            ageSeconds: 9e6,
        };
        // An hour after the last snapshot: none is in progress while the states are compared.
        const ageSeconds = 25 * 3600;
        const large = { name: "large", ageSeconds, snapshots: [{ storageSizeBytes: "9007199254740993" }] };
        const shared = {
            name: "shared",
            kind: "shared",
            ageSeconds,
            instanceSize: "M5",
            stateName: "REPAIRING",
        };
        await before.control("/seed", { instances: [seeded, large, shared] });
        await before.control("/seed", {
            projectId: second,
            instances: [{ name: "other", kind: "dedicated", ageSeconds }],
        });
        await before.control("/era", { newIds: true, goneStatus: 405 });
        await before.control("/limits", { serverless: { capacity: 7, refillPerMinute: 1 } });
        await before.flex("/flexClusters", { method: "POST", body: creation("mine") });
        await before.until("/flexClusters/mine", inState("IDLE"), before.flex);
        const snapshots = await before.flex("/serverless/old/backup/snapshots", {
            headers: { Accept: "application/vnd.atlas.2023-01-01+json" },
        });
        const body = {
            deliveryType: "automated",
            snapshotId: snapshots.body["results"]?.[0]?.["id"],
            targetClusterName: "large",
            targetGroupId: first,
        };
        const job = await before.ask("/serverless/old/backup/restoreJobs", { method: "POST", body });
        expect(job.status).toBe(200);
        await before.control("/restores", { id: job.body["id"], ending: "completed" });
        await before.control("/state", { instance: "mine", stateName: "GONE" });
        const [all, limits, era] = [
            await projects(before),
            await before.control("/limits"),
            await before.control("/era"),
        ];
        await before.emulator.close();

        const after = await startBench({ stateFile });
        open.add(after);
        // The bench's own default is classic, as it was.
        expect(await projects(after)).toEqual(all);
        expect((await after.control("/limits")).body).toEqual(limits.body);
        expect((await after.control("/era")).body).toEqual(era.body);
        expect({ ...after.emulator, baseUrl: "" }).toMatchObject({
            projectId: first,
            clientId: before.emulator.clientId,
        });
        // A cluster that comes again gets another ID than the one before it.
        const again = await after.flex("/flexClusters", { method: "POST", body: creation("mine") });
        expect(again.status).toBe(201);
    });

    it("lets time continue where it was, and states end", async () => {
        const before = await start({ stateFile, scale: 1000 });
        await before.flex("/flexClusters", { method: "POST", body: creation("orders") });
        await delay(50);
        const { body } = await before.control("/state");
        await before.emulator.close();
        const after = await start({ stateFile, scale: 100 });
        const later = await after.control("/state");
        expect(Date.parse(String(later.body["now"]))).toBeGreaterThanOrEqual(Date.parse(String(body["now"])));
        await after.until("/flexClusters/orders", inState("IDLE"), after.flex);
        const removed = await after.flex("/flexClusters/orders", { method: "DELETE" });
        expect(removed.status).toBe(204);
    });

    it("is written within a second of a change, without an end", async () => {
        const bench = await start({ stateFile });
        await bench.control("/seed", { instances: [{ name: "soon", kind: "flex" }] });
        const begin = performance.now();
        while (!readFileSync(stateFile, "utf8").includes('"soon"')) {
            expect(performance.now() - begin).toBeLessThan(1500);
            await delay(20);
        }
    });

    it("goes before the seed file; another era begins where it is asked for", async () => {
        const seedFile = join(folder, "seed.json");
        writeFileSync(seedFile, JSON.stringify({ instances: [{ name: "orders", kind: "serverless" }] }));
        const options = { stateFile, seedFile };
        const before = await start({ ...options, era: "classic" });
        await before.control("/state", { instance: "orders", tags: { team: "shop" } });
        await before.emulator.close();
        const after = await start({ ...options, era: "sunset" });
        const { status, body } = await after.flex("/flexClusters/orders");
        expect([status, body["tags"]]).toEqual([200, [{ key: "team", value: "shop" }]]);
    });

    it("keeps what is older than 1970", async () => {
        const before = await start({ stateFile });
        const snapshots = [{ createdAt: "1960-01-01T00:00:00Z" }];
        await before.control("/seed", { instances: [{ name: "old", ageSeconds: 2 ** 31, snapshots }] });
        await before.emulator.close();
        const after = await start({ stateFile });
        expect(await projects(after)).toMatchObject([{ instances: [{ name: "old" }] }]);
    });

    it.each([
        ["half of one", '{"format":"atlas-emulator state","ver', "it is not valid JSON"],
        ["another program's", '{"terraform_version":"1.9"}', "format is required"],
        [
            "one of another version",
            '{"format":"atlas-emulator state","version":2}',
            "version must be one of 1",
        ],
    ])("that is %s is told in one line, and left as it is", async (_what, content, why) => {
        writeFileSync(stateFile, content);
        const failure = await startBench({ stateFile }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(OptionError);
        expect(String(failure)).toBe(
            `OptionError: ${stateFile} is not a state file of this emulator: ${why}; choose another file, or delete it`,
        );
        expect(readFileSync(stateFile, "utf8")).toBe(content);
    });

    it("is told in one line where it cannot be written, or has another seed", async () => {
        await expect(startBench({ stateFile: join(folder, "none", "state.json") })).rejects.toThrow(
            /^could not write the state file \S+state\.json: [^\n]+$/,
        );
        await (await start({ stateFile, seed: 5 })).emulator.close();
        await expect(startBench({ stateFile, seed: 6 })).rejects.toThrow(
            `seed is 6, but the state in ${stateFile} was made with 5`,
        );
    });
});

describe("the account with the role Project Read Only", () => {
    const headers = { Accept: FLEX_TYPE, "Content-Type": FLEX_TYPE };

    it("reads, and is answered 403 for every write, which does nothing", async () => {
        const { emulator, raw, control } = await start();
        await control("/seed", { instances: [{ name: "orders", kind: "flex" }] });
        const { clientId, clientSecret } = emulator.readOnly;
        const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
        const token = await raw("/api/oauth/token", {
            method: "POST",
            body: "grant_type=client_credentials",
            headers: { Authorization: basic, "Content-Type": "application/x-www-form-urlencoded" },
        });
        const authorized = { ...headers, Authorization: `Bearer ${String(token.body["access_token"])}` };
        const path = `/api/atlas/v2/groups/${emulator.projectId}/flexClusters`;
        expect((await raw(path, { headers: authorized })).status).toBe(200);
        for (const [method, where, body] of [
            ["POST", path, creation("new")],
            ["PATCH", `${path}/orders`, { tags: [] }],
            ["DELETE", `${path}/orders`, undefined],
        ] as const) {
            const answer = await raw(where, { method, headers: authorized, ...(body && { body }) });
            expect([method, answer.status, answer.body["errorCode"]]).toEqual([
                method,
                403,
                "USER_UNAUTHORIZED",
            ]);
        }
        const { text } = await control("/state");
        expect(text.match(/"kind":"flex"/g)).toHaveLength(1);
        expect(text).toContain('"stateName":"IDLE"');
    });

    it("is told by the control API, with the other one", async () => {
        const { emulator, control } = await start();
        const { clientId, clientSecret, publicKey, privateKey, readOnly } = emulator;
        expect((await control("/accounts")).body).toEqual([
            { role: "GROUP_OWNER", clientId, clientSecret, publicKey, privateKey },
            { role: "GROUP_READ_ONLY", ...readOnly },
        ]);
        expect(new Set([clientId, readOnly.clientId, publicKey, readOnly.publicKey]).size).toBe(4);
    });
});

it("says that it is there", async () => {
    const { control } = await start();
    const { status, body } = await control("/health");
    expect([status, body]).toEqual([200, { status: "ok" }]);
});

it("answers what is under way before it ends, and ends in spite of a stream", async () => {
    const { emulator, flex, control } = await start();
    await flex("/flexClusters");
    await control("/faults", { operation: "listFlexClusters", delaySeconds: 0.3 });
    const events = await fetch(`${emulator.baseUrl}/_emulator/events`);
    const answer = flex("/flexClusters");
    await delay(100);
    const begin = performance.now();
    await emulator.close();
    expect((await answer).status).toBe(200);
    expect(performance.now() - begin).toBeLessThan(3000);
    await events.body?.cancel().catch(() => undefined);
});
