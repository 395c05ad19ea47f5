// What a program's own process holds of the accounts that its data sources ask: in a process of its own, with Pulumi's mocks in
// place of the engine and Atlas behind a real socket.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startBench, type Bench } from "../emulator/support";

const root = join(__dirname, "../..");

let bench: Bench;
beforeEach(async () => {
    bench = await startBench();
    for (const [path, body] of [
        ["/limits", { tokenRequestsPerMinute: 10_000, liveTokens: 10_000 }],
        ["/seed", { instances: [{ name: "orders" }] }],
    ] as const) {
        expect((await bench.control(path, body)).status).toBe(200);
    }
});
afterEach(() => bench.emulator.close());

/** Runs a program to its end, and gives what it wrote to each stream. */
async function run(
    program: string,
    env: Readonly<Record<string, string>> = bench.emulator.env,
): Promise<{ stdout: string; stderr: string }> {
    const text = `
        const pulumi = require("@pulumi/pulumi");
        const atlas = require("pulumi-atlas-serverless");
        const names = async (options) =>
            (await atlas.getServerlessInstances({}, options)).results.map(({ name }) => name).join();
        pulumi.runtime.setMocks({
            newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
            call: () => ({}),
        });
        (async () => { ${program} })();
    `;
    return promisify(execFile)(process.execPath, ["-e", text], { cwd: root, env: { ...env } });
}

async function counts(): Promise<{ tokens: number; revoked: number }> {
    const { tokens, operations } = (await bench.control("/stats")).body as unknown as {
        tokens: number;
        operations: Record<string, number>;
    };
    return { tokens, revoked: operations["revokeAccessToken"] ?? 0 };
}

const credentials = () =>
    JSON.stringify({
        baseUrl: bench.emulator.baseUrl,
        clientId: bench.emulator.clientId,
        clientSecret: bench.emulator.clientSecret,
    });

test.each(["undefined", "pulumi.output(undefined)", "Promise.resolve(undefined)"])(
    "a setting of a Provider that is %s is none",
    async (nothing) => {
        const { stdout } = await run(
            `
            const provider = new atlas.Provider("partner", {
                ...${credentials()},
                accessToken: ${nothing}, publicKey: ${nothing}, privateKey: ${nothing}, projectId: ${nothing},
                requestTimeout: ${nothing}, serverlessApi: ${nothing}, isMongodbgovCloud: ${nothing},
            });
            console.log(await names({ provider }));
            `,
            { MONGODB_ATLAS_PROJECT_ID: bench.emulator.projectId },
        );
        expect(stdout).toBe("orders\n");
    },
);

test("an address that is undefined is Atlas's own, not one that is called so", async () => {
    const { stdout } = await run(
        `
        const provider = new atlas.Provider("partner", { ...${credentials()}, baseUrl: undefined });
        console.log(await names({ provider }));
        `,
    );
    expect(stdout).toBe("orders\n");
});

test("an account that is asked after the program's first end, as a resource's hooks ask, answers; its token ends, too", async () => {
    const { stdout } = await run(`
        console.log(await names());
        process.once("beforeExit", async () => console.log(await names()));
    `);
    expect(stdout).toBe("orders\norders\n");
    expect(await counts()).toEqual({ tokens: 2, revoked: 2 });
});

test("hundreds of accounts leave one listener, and no more connections than a few", async () => {
    const { stdout, stderr } = await run(`
        const before = process.listenerCount("beforeExit");
        const account = (n) => new atlas.Provider("partner" + n, { ...${credentials()}, requestTimeout: n + 10 });
        const ask = (n) => names({ provider: account(n) });
        for (let n = 0; n < 60; n += 1) {
            await ask(n);
        }
        const again = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(60 + n)));
        console.log(JSON.stringify({ listeners: process.listenerCount("beforeExit") - before, again: new Set(again).size }));
        // What is revoked is revoked beside the answers: waited for, and for ever where it never comes.
        for (let held = Infinity; held > 16; ) {
            const { tokens, operations } = await (await fetch("${bench.emulator.baseUrl}/_emulator/stats")).json();
            held = tokens - operations.revokeAccessToken;
        }
        console.log("few");
    `);
    expect(stdout).toBe(`${JSON.stringify({ listeners: 1, again: 1 })}\nfew\n`);
    expect(stderr).toBe("");
    expect(await counts()).toEqual({ tokens: 100, revoked: 100 });
});

test("an account that is asked again and again keeps its token", async () => {
    const { stdout } = await run(`
        for (let n = 0; n < 5; n += 1) {
            await names();
        }
        console.log(await names());
    `);
    expect(stdout).toBe("orders\n");
    expect(await counts()).toEqual({ tokens: 1, revoked: 1 });
});

describe("two copies of this package in one program", () => {
    let copy: string;
    beforeAll(() => {
        copy = realpathSync(mkdtempSync(join(tmpdir(), "second-copy-")));
        for (const part of ["package.json", "dist/sdk", "dist/provider"]) {
            cpSync(join(root, part), join(copy, part), { recursive: true });
        }
        symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
    });
    afterAll(() => rmSync(copy, { recursive: true, force: true }));

    test("know each other's accounts: a function asks the one that it is given, and a cluster is in its project", async () => {
        const { stdout } = await run(
            `
            const other = require(${JSON.stringify(copy)});
            const provider = new other.Provider("partner", { ...${credentials()}, projectId: "${bench.emulator.projectId}" });
            console.log(other.Provider !== atlas.Provider, await names({ provider }));
            atlas.getServerlessInstancesOutput({}, { provider }).apply(({ projectId }) => console.log(projectId));
            const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
            new atlas.ServerlessInstance("orders", { providerSettings }, { provider }).projectId.apply(console.log);
            `,
            {},
        );
        expect(stdout).toBe(`true orders\n${`${bench.emulator.projectId}\n`.repeat(2)}`);
    });
});
