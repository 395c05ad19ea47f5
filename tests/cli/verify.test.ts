// The contract against the emulator: nothing differs; what is planted is found; nothing is left; nothing is told that is secret.
import { Readable } from "node:stream";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { build, type BuildOptions } from "esbuild";
import { run } from "../../cli/run";
import { readAccepted } from "../../cli/verify/accepted";
import type { Era } from "../../emulator";
import bundle from "../../tools/bundle.json";
import { startBench, type Bench } from "../emulator/support";

const folder = mkdtempSync(join(tmpdir(), "atlas-verify-"));
const file = join(folder, "report.json");
afterAll(() => rmSync(folder, { recursive: true }));

let bench: Bench;
async function start(era: Era): Promise<void> {
    bench = await startBench({ era, scale: 100 });
}
beforeEach(() => start("sunset"));
afterEach(async () => {
    await bench.emulator.close();
    [file, file.replace(".json", ".md")].forEach((path) => rmSync(path, { force: true }));
});

/** The report, as far as these tests look into it. */
interface Report {
    target: string;
    asked: number;
    notAsked: number;
    differences: number;
    acceptedDifferences: number;
    isCleanedUp: boolean;
    ended?: string;
    rows: {
        row: string;
        answered: string;
        seconds?: number;
        notes: string[];
        differences: { aspect: string; contract: string; answered: string; isAccepted: boolean }[];
    }[];
}

interface Verified {
    code: number;
    stdout: string;
    stderr: string;
    report: Report | undefined;
    /** Each difference that nobody has accepted, as `row: aspect: answered`. */
    differences: string[];
}

async function verify(
    args: readonly string[] = [],
    env: Readonly<Record<string, string | undefined>> = {},
    ask?: (question: string) => Promise<string>,
): Promise<Verified> {
    const said = { stdout: "", stderr: "" };
    const code = await run(["verify", "--file", file, "--interval", "0.05", ...args], {
        env: { ...bench.emulator.env, ...env },
        input: Readable.from([]),
        print: (part) => {
            said.stdout += part;
            return Promise.resolve();
        },
        say: (line) => (said.stderr += `${line}\n`),
        ...(ask && { ask }),
    });
    const report = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : undefined;
    const differences = (report?.rows ?? []).flatMap(({ row, differences }) =>
        differences
            .filter(({ isAccepted }) => !isAccepted)
            .map(({ aspect, answered }) => `${row}: ${aspect}: ${answered}`),
    );
    return { code, ...said, report, differences };
}

/** The environment with an API key in the place of the service account. */
function byKey(): Readonly<Record<string, string | undefined>> {
    return {
        MONGODB_ATLAS_CLIENT_ID: undefined,
        MONGODB_ATLAS_CLIENT_SECRET: undefined,
        MONGODB_ATLAS_PUBLIC_KEY: bench.emulator.publicKey,
        MONGODB_ATLAS_PRIVATE_KEY: bench.emulator.privateKey,
    };
}

async function seed(...instances: object[]): Promise<void> {
    expect((await bench.control("/seed", { instances })).status).toBe(200);
}

/** All clusters of all projects. */
async function clusters(): Promise<unknown[]> {
    const { text } = await bench.control("/state");
    const { projects } = JSON.parse(text) as { projects: { instances: unknown[] }[] };
    return projects.flatMap(({ instances }) => instances);
}

const flexClusters = [1, 2, 3].map((number) => ({ name: `orders-${number}`, kind: "flex" }));

describe("nothing differs but what accepted.json has", () => {
    it("which has each difference once", () => {
        const accepted = readAccepted(undefined).map(({ row, aspect, answered }) =>
            [row, aspect, answered].join(" "),
        );
        expect(accepted).toEqual([...new Set(accepted)]);
    });

    it.each<[era: Era]>([["classic"], ["transition"], ["sunset"]])(
        "in the era %s, written and read",
        async (era) => {
            await bench.emulator.close();
            await start(era);
            await seed(...flexClusters);
            const { code, differences, report, stderr } = await verify(["--era", era, "--write", "--yes"]);
            expect({ code, differences, stderr }).toEqual({ code: 0, differences: [], stderr: "" });
            expect(report).toMatchObject({ notAsked: 0, differences: 0, isCleanedUp: true });
            // A table that asks nothing would find nothing.
            expect(report?.asked).toBeGreaterThan(35);
            expect(report?.rows.flatMap(({ notes }) => notes)).toEqual([]);
            expect(await clusters()).toHaveLength(flexClusters.length);
        },
    );

    it("in an empty project the cluster that is made is read by each generation", async () => {
        const { code, report } = await verify(["--write", "--yes"]);
        expect([code, report?.notAsked]).toEqual([0, 0]);
        expect(await clusters()).toEqual([]);
    });

    it("without a write nothing but GETs is sent, by an account and by a key", async () => {
        await seed(...flexClusters);
        for (const env of [{}, byKey()]) {
            const { code, differences } = await verify([], env);
            expect({ code, differences }).toEqual({ code: 0, differences: [] });
        }
        const { body } = await bench.control("/stats");
        const sent = new Set(
            body["requests"]?.map(
                (request) => `${String(request["method"])} ${String(request["path"]).slice(0, 10)}`,
            ),
        );
        expect([...sent].toSorted()).toEqual(["GET /api/atlas", "POST /api/oauth"]);
    });

    it("in an empty project what needs a cluster is not asked, and is told so", async () => {
        const { code, report, stdout } = await verify();
        expect(code).toBe(0);
        const notAsked = report?.rows.filter(({ answered }) => answered.startsWith("not asked"));
        expect(notAsked?.map(({ row }) => row)).toEqual([
            "flex-get",
            "flex-snapshots",
            "flex-restore-jobs",
            "serverless-get-flex",
            "clusters-get-flex",
        ]);
        expect(stdout).toContain("0 differences in 20 requests; 5 not asked.");
    });
});

/** The answer of the emulator to a list, changed. */
async function listAs(change: (page: Record<string, unknown>) => unknown, query = ""): Promise<object> {
    const { text, headers } = await bench.flex(`/flexClusters${query}`);
    const limits = { "RateLimit-Limit": "1200", "RateLimit-Remaining": "1199" };
    const contentType = headers.get("content-type");
    return {
        status: 200,
        body: JSON.stringify(change(JSON.parse(text) as Record<string, unknown>)),
        contentType,
        headers: limits,
    };
}

describe("what is planted is found", () => {
    it("five differences, each of another kind, and no other", async () => {
        await seed(...flexClusters);
        const withoutState = await listAs((page) => ({
            ...page,
            results: (page["results"] as object[]).map((item, index) =>
                index === 1 ? { ...item, stateName: undefined } : item,
            ),
        }));
        const allOnOne = await listAs((page) => page);
        const get = await bench.flex("/flexClusters/orders-1");
        const faults = [
            // The first list only shows whether the project may be read.
            { operation: "listFlexClusters", skip: 1, answer: withoutState },
            { operation: "listFlexClusters", skip: 2, answer: allOnOne },
            { operation: "getServerlessInstance", answer: { status: 404, errorCode: "NO_SUCH_THING" } },
            { operation: "getCluster", answer: { status: 200, body: "{}" } },
            { operation: "getFlexCluster", skip: 1, answer: { status: 200, body: get.text } },
        ];
        expect((await bench.control("/faults", faults)).status).toBe(200);
        const { code, differences, report, stdout } = await verify();
        expect(differences).toEqual([
            "flex-list: field results[].stateName: missing",
            "flex-list-page-1: paging: 3 of 3 results, no next page",
            "serverless-get-missing: errorCode: NO_SUCH_THING",
            "clusters-get-missing: status: 200",
            "flex-get: header content-type: another value",
            "flex-get: header ratelimit-limit: missing",
            "flex-get: header ratelimit-remaining: missing",
        ]);
        expect({ code, counted: report?.differences }).toEqual({ code: 3, counted: 7 });
        expect(stdout).toContain("7 differences in ");
    });

    it("a delete that is late, and a create that is", async () => {
        const faults = [
            { operation: "createFlexCluster", skip: 2, takes: 400 },
            { operation: "deleteFlexCluster", skip: 1, takes: 600 },
        ];
        expect((await bench.control("/faults", faults)).status).toBe(200);
        const { code, differences, report } = await verify(["--write", "--yes"]);
        expect(differences.map((one) => one.replace(/\d+ s/, "N s"))).toEqual([
            "create-idle: time: after N s",
            "delete-gone: time: after N s",
        ]);
        expect(code).toBe(3);
        expect(report?.rows.find(({ row }) => row === "delete-gone")?.seconds).toBeGreaterThan(500);
        expect(await clusters()).toEqual([]);
    });

    it("a create that Atlas should refuse is found, and its cluster deleted; the budget holds", async () => {
        const faults = [
            { operation: "createFlexCluster", acts: true, times: 3, answer: { status: 201, body: "{}" } },
        ];
        expect((await bench.control("/faults", faults)).status).toBe(200);
        const { differences, report } = await verify(["--write", "--yes", "--clusters", "1"]);
        expect(differences).toContain("create-wrong-region: status: 201");
        const create = report?.rows.find(({ row }) => row === "create");
        expect(create?.answered).toBe("not asked: 1 of 1 clusters are made");
        expect(await clusters()).toEqual([]);
    });

    it("that no answer comes is a difference, and the rest is asked", async () => {
        await bench.control("/faults", { operation: "getServerlessInstance", reset: "before" });
        const { code, differences, report } = await verify();
        expect({ code, differences }).toEqual({
            code: 3,
            differences: ["serverless-get-missing: status: no answer"],
        });
        expect(report?.asked).toBe(20);
    });

    it("one that is accepted is no failure, and is told", async () => {
        const plant = () =>
            bench.control("/faults", {
                operation: "getServerlessInstance",
                answer: { status: 404, errorCode: "NO_SUCH_THING" },
            });
        const accepted = join(folder, "accepted.json");
        const entry = { row: "serverless-get-missing", aspect: "errorCode", why: "a test" };
        writeFileSync(accepted, JSON.stringify([{ ...entry, answered: "NO_SUCH_THING" }]));
        await plant();
        const one = await verify(["--accept", accepted]);
        expect([one.code, one.report?.differences, one.report?.acceptedDifferences]).toEqual([0, 0, 1]);
        expect(one.differences).toEqual([]);
        writeFileSync(accepted, JSON.stringify([{ ...entry, answered: "ANOTHER" }]));
        await plant();
        const other = await verify(["--accept", accepted]);
        expect([other.code, other.report?.differences, other.report?.acceptedDifferences]).toEqual([3, 1, 0]);
    });
});

it("ends when its minutes are over, and deletes what it has made", async () => {
    await bench.control("/faults", { operation: "createFlexCluster", skip: 2, takes: 10_000 });
    const { code, report } = await verify(["--write", "--yes", "--minutes", "0.01"]);
    expect(code).toBe(1);
    expect(report).toMatchObject({ ended: "the 0.01 minutes are over", isCleanedUp: true });
    expect(report?.rows.at(-1)?.answered).toBe("not asked: the 0.01 minutes are over");
    expect(await clusters()).toEqual([]);
});

describe("the report", () => {
    it.each(["account", "key"])(
        "of an %s has no secret, no id, no name and no host, whatever Atlas answers",
        async (kind) => {
            await seed({ name: "payroll-of-acme", kind: "flex" }, { name: "payroll", kind: "flex" });
            const { emulator } = bench;
            const id = "0123456789abcdef01234567";
            const told = `${emulator.projectId} ${id} payroll-of-acme acme.mongodb.net ${kind === "key" ? emulator.publicKey : emulator.clientSecret} a@b.example 10.1.2.3`;
            const answer = { status: 418, errorCode: "ODD", detail: told, headers: { Deprecation: told } };
            const faults = ["getFlexCluster", "getServerlessInstance", "getCluster"].map((operation) => ({
                operation,
                answer,
                times: 9,
            }));
            await bench.control("/faults", faults);
            const { code, stdout, stderr, report } = await verify([], kind === "key" ? byKey() : {});
            expect(code).toBe(3);
            expect(report?.differences).toBeGreaterThan(4);
            const written = [file, file.replace(".json", ".md")].map((path) => readFileSync(path, "utf8"));
            for (const text of [...written, stdout, stderr]) {
                for (const secret of [
                    emulator.clientSecret,
                    emulator.clientId,
                    emulator.publicKey,
                    emulator.privateKey,
                    emulator.projectId,
                    id,
                    "payroll",
                    "acme",
                    "10.1.2.3",
                    "a@b",
                    "mdb_sa_",
                    new URL(emulator.baseUrl).host,
                ]) {
                    expect(text).not.toContain(secret);
                }
            }
            expect(written[1]).toContain("<id> <id> <name> <host> <credential> <mail> <address>");
        },
    );
});

describe("is told in one line", () => {
    const foreign = "0123456789abcdef01234567";

    it.each<[args: string[], code: number, message: string]>([
        [["--project", "mine"], 2, '"mine" is not a valid project ID'],
        [["--project", foreign], 1, "GROUP_NOT_FOUND"],
        [["--era", "baroque"], 2, '--era must be one of classic, transition, sunset, got "baroque"'],
        [["--minutes", "0"], 2, "--minutes must be a number above 0"],
        [["--write"], 2, "--write asks before it creates anything, and there is no terminal: give --yes"],
        [["--accept", join(folder, "none.json")], 2, "none.json"],
        [["--file", join(folder, "none", "report.json")], 1, "The report cannot be written"],
    ])("%j", async (args, code, message) => {
        const outcome = await verify(args);
        expect(outcome).toMatchObject({ code, stdout: "", report: undefined });
        expect(outcome.stderr).toContain(message);
        expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
    });

    it("that there is no project", async () => {
        const { code, stderr } = await verify([], { MONGODB_ATLAS_PROJECT_ID: undefined });
        expect([code, stderr]).toEqual([2, expect.stringMatching(/: --project is missing: .*\n$/)]);
    });

    it("that the credentials are wrong", async () => {
        const { code, stderr } = await verify([], { MONGODB_ATLAS_CLIENT_SECRET: "hunter2" });
        expect([code, stderr]).toEqual([
            1,
            expect.stringMatching(/^pulumi-atlas-serverless: Could not .*\n$/),
        ]);
        expect(stderr).not.toContain("hunter2");
    });

    it.each([
        ["a file that is no list", "{}", "must be a JSON list"],
        [
            "an entry without a reason",
            '[{"row":"create","aspect":"status"}]',
            "must have the texts row, aspect and why",
        ],
        ["a row that there is not", '[{"row":"x","aspect":"status","why":"y"}]', 'there is no row "x"'],
    ])("%s", async (_what, content, message) => {
        const accepted = join(folder, "wrong.json");
        writeFileSync(accepted, content);
        const { code, stderr } = await verify(["--accept", accepted]);
        expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    });
});

it("asks before it makes anything, and makes nothing without a yes", async () => {
    const questions: string[] = [];
    const { code, stderr } = await verify(["--write"], {}, (question) => {
        questions.push(question);
        return Promise.resolve("");
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining("Nothing was created")]);
    expect(questions).toEqual([
        expect.stringContaining(
            `at most 2 Flex clusters named verify-... in project ${bench.emulator.projectId}`,
        ),
    ]);
    expect((await bench.control("/stats")).body["total"]).toBe(0);
});

describe("the command as a process", () => {
    const command = join(folder, "cli.js");
    let child: ChildProcess | undefined;
    // A cleanup that fails tries again for minutes.
    afterEach(() => void child?.kill("SIGKILL"));
    beforeAll(() =>
        build({
            ...(bundle as BuildOptions),
            entryPoints: [join(__dirname, "../../cli/index.ts")],
            outfile: command,
        }),
    );

    it.each(["create", "create-idle", "update-protection", "delete"])(
        "leaves nothing after ^C in the middle, once %s is sent",
        async (row) => {
            await bench.emulator.close();
            bench = await startBench({ era: "sunset", scale: 20 });
            const operation = {
                create: "createFlexCluster",
                "create-idle": "getFlexCluster",
                "update-protection": "updateFlexCluster",
                delete: "deleteFlexCluster",
            }[row];
            // Of the creates, the first two are refused; of the others, the first belongs to another row.
            const delayed = {
                operation,
                skip: row === "create" ? 2 : row === "update-protection" ? 0 : 1,
                delaySeconds: 0.5,
            };
            await bench.control("/faults", delayed);
            const verifying = (child = spawn(
                process.execPath,
                [command, "verify", "--write", "--yes", "--interval", "0.1", "--file", file],
                { env: bench.emulator.env, stdio: ["ignore", "pipe", "pipe"] },
            ));
            const [stderr, exit] = [text(verifying.stderr), once(verifying, "exit")];
            verifying.stdout.resume();
            for (;;) {
                const { body } = await bench.control("/faults");
                if (body[0]?.["met"] === 1) {
                    break;
                }
            }
            // As a terminal and npm do: more than one for one ^C.
            verifying.kill("SIGINT");
            verifying.kill("SIGINT");
            await exit;
            expect(await stderr).toMatch(/^Stopping, and deleting verify-[0-9a-f]{6} first\.\n/);
            expect(verifying.exitCode).toBe(1);
            expect(await clusters()).toEqual([]);
            const report = JSON.parse(readFileSync(file, "utf8")) as Report;
            expect(report).toMatchObject({ ended: "stopped by SIGINT", isCleanedUp: true });
            // A wait that was broken off shows nothing.
            expect(report.rows.flatMap(({ differences }) => differences)).toEqual([]);
        },
    );
});
