// One emulator for all of a user's tests: the blocks of docs/emulator.md as a project of its own, run by jest; and the form that
// Vitest takes.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { BuildOptions } from "esbuild";
import { globalSetup, globalTeardown } from "../../emulator/index";
import bundle from "../../tools/bundle.json";

const root = join(__dirname, "../..");
const token = "MONGODB_ATLAS_ACCESS_TOKEN";
const project = "MONGODB_ATLAS_PROJECT_ID";

/** The program in the docs that has a text. */
function programWith(text: string): string {
    const page = readFileSync(join(root, "docs/emulator.md"), "utf8");
    const programs = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program = ""]) => program);
    const found = programs.filter((program) => program.includes(text));
    expect(found).toHaveLength(1);
    return found[0] ?? "";
}

describe("in jest", () => {
    const folder = mkdtempSync(join(tmpdir(), "atlas-jest-"));
    const installed = join(folder, "node_modules", "pulumi-atlas-serverless");
    beforeAll(() =>
        build({
            ...(bundle as BuildOptions),
            entryPoints: [join(root, "emulator/index.ts")],
            outfile: join(installed, "emulator.js"),
        }),
    );
    afterAll(() => rmSync(folder, { recursive: true }));

    it("the docs' project has two projects in Atlas, an account that only reads, and no token of anybody's", async () => {
        const compiler = {
            jsc: { parser: { syntax: "typescript" }, target: "es2023" },
            module: { type: "commonjs" },
        };
        const files = {
            "node_modules/pulumi-atlas-serverless/package.json": JSON.stringify({
                exports: { "./emulator": "./emulator.js" },
            }),
            "package.json": "{}",
            "jest.config.json": JSON.stringify({
                globalSetup: "<rootDir>/atlas.setup.ts",
                globalTeardown: "<rootDir>/atlas.teardown.ts",
                transform: { "\\.ts$": [join(root, "node_modules/@swc/jest"), compiler] },
            }),
            "atlas.setup.ts": programWith("export default globalSetup("),
            "atlas.teardown.ts": programWith("globalTeardown as default"),
            "accounts.test.ts": programWith('from "@jest/globals"'),
            // So that there are two files, and jest runs them in processes of their own.
            "other.test.ts": `test("no token is used but the emulator's", () => {
                expect(process.env["${token}"]).toBeUndefined();
                expect(process.env["${project}"]).toBe("0123456789abcdef01234567");
            });`,
        };
        for (const [name, content] of Object.entries(files)) {
            mkdirSync(dirname(join(folder, name)), { recursive: true });
            writeFileSync(join(folder, name), content);
        }
        // It ends by itself: nothing of the emulator is left to wait for.
        const { stderr } = await promisify(execFile)(
            process.execPath,
            [join(root, "node_modules/jest/bin/jest.js"), "--maxWorkers", "2"],
            { cwd: folder, env: { ...process.env, [token]: "real", [project]: "real" } },
        );
        expect(stderr).toContain("Tests:       2 passed, 2 total");
        expect(stderr).not.toContain("did not exit");
    }, 120_000);
});

describe("the form that Vitest takes", () => {
    afterEach(globalTeardown);

    const variables = () =>
        Object.fromEntries(
            Object.entries(process.env).filter(([name]) => /^(MONGODB_ATLAS|ATLAS_EMULATOR)_/.test(name)),
        );
    const answers = (url = "") =>
        fetch(`${url}/_emulator/health`).then(
            ({ ok }) => ok,
            () => false,
        );

    it("is a function that sets the variables, and gives another one that restores them and stops the emulator", async () => {
        process.env[token] = "mine";
        process.env[project] = "mine";
        const before = variables();
        const teardown = await globalSetup({ projects: ["a".repeat(24), "b".repeat(24)] })();
        const set = variables();
        expect(set).toEqual({
            MONGODB_ATLAS_BASE_URL: expect.stringContaining("http://127.0.0.1:") as unknown,
            MONGODB_ATLAS_PROJECT_ID: "a".repeat(24),
            MONGODB_ATLAS_CLIENT_ID: expect.stringMatching(/^mdb_sa_id_/) as unknown,
            MONGODB_ATLAS_CLIENT_SECRET: expect.stringMatching(/^mdb_sa_sk_/) as unknown,
            ATLAS_EMULATOR_READ_ONLY_CLIENT_ID: expect.stringMatching(/^mdb_sa_id_/) as unknown,
            ATLAS_EMULATOR_READ_ONLY_CLIENT_SECRET: expect.stringMatching(/^mdb_sa_sk_/) as unknown,
        });
        expect(set["ATLAS_EMULATOR_READ_ONLY_CLIENT_ID"]).not.toBe(set["MONGODB_ATLAS_CLIENT_ID"]);
        expect(await answers(set["MONGODB_ATLAS_BASE_URL"])).toBe(true);

        await teardown();
        expect(variables()).toEqual(before);
        expect(await answers(set["MONGODB_ATLAS_BASE_URL"])).toBe(false);
        // Once more, as jest's teardown would: what was set since stays.
        process.env[project] = "another";
        await teardown();
        await globalTeardown();
        expect(process.env[project]).toBe("another");
    });

    it("starts a new one for each run of a watching runner", async () => {
        const setup = globalSetup();
        await setup();
        const first = variables()["MONGODB_ATLAS_BASE_URL"];
        await globalTeardown();
        await setup();
        const second = variables()["MONGODB_ATLAS_BASE_URL"];
        expect([await answers(first), await answers(second)]).toEqual([false, true]);
    });

    it("sets nothing where the emulator cannot start", async () => {
        const before = variables();
        await expect(globalSetup({ scale: 0 })()).rejects.toThrow("scale must be");
        expect(variables()).toEqual(before);
    });
});
