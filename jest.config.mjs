// The tests by layer; `npx jest --selectProjects unit` runs one of them.
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = import.meta.dirname;

/** Finds the engine, and removes what its tests have left. */
const engine = { setup: "engine/harness/setup.mts", teardown: "engine/harness/teardown.ts" };
/** Finds the engine and the hosts for other languages. */
const languages = { ...engine, setup: "languages/setup.mts" };
/** Unpacks the browser, and removes it. */
const browser = { setup: "page/setup.mts", teardown: "page/teardown.ts" };
/** Counts the cases that are tried. */
const tally = { setup: "properties/support/begin.ts", teardown: "properties/support/end.ts" };
/** Finds the engine, and counts what the runs come to. */
const crashes = { ...engine, teardown: "crashes/end.ts" };

/** Each layer's folder under tests/, the time that one of its tests may take, and what is done before and after them. */
const layers = [
    { name: "unit", seconds: 10 },
    { name: "emulator", seconds: 30 },
    { name: "page", seconds: 120, around: browser },
    { name: "atlas", seconds: 30 },
    { name: "cli", seconds: 30 },
    { name: "properties", seconds: 120, around: tally },
    { name: "engine", seconds: 180, around: engine },
    {
        name: "plugin",
        // The suite of the dynamic entry point, too, but for what is about its stub or about no entry point at all.
        folders: ["plugin", "engine", "secrets"],
        without: [
            "engine/import.test",
            "engine/moving.test",
            "engine/old-states.test",
            "engine/harness.test",
        ],
        seconds: 240,
        around: engine,
    },
    { name: "examples", seconds: 180, around: engine },
    { name: "languages", seconds: 900, around: languages },
    { name: "secrets", seconds: 240, around: engine },
    { name: "package", seconds: 180, around: engine },
    { name: "chaos", seconds: 120 },
    { name: "crashes", seconds: 240, around: crashes },
];

const compiler = {
    jsc: { parser: { syntax: "typescript" }, target: "es2023" },
    module: { type: "commonjs" },
    sourceMaps: "inline",
};

/** Three at once keep two processors busy: most of an engine test is a process of its own, and it waits for that now and then. */
export default {
    maxWorkers: 3,
    projects: layers
        // jest refuses a layer whose folder is not there.
        .filter(({ name }) => existsSync(join(root, "tests", name)))
        .map(({ name, folders = [name], without = [], seconds, around }) => ({
            displayName: name,
            rootDir: root,
            roots: folders.map((folder) => `<rootDir>/tests/${folder}`),
            testPathIgnorePatterns: without.map((path) => `/tests/${path}`),
            testMatch: ["**/*.test.ts"],
            testEnvironment: "node",
            globals: { testSeconds: seconds, entryPoint: name === "plugin" ? "plugin" : "dynamic" },
            setupFilesAfterEnv: ["<rootDir>/tools/jest-timeout.ts"],
            transform: {
                "\\.ts$": ["@swc/jest", compiler],
                "\\.(html|css|client\\.js)$": "<rootDir>/tools/jest-raw-text.cjs",
            },
            ...(around && {
                globalSetup: `<rootDir>/tests/${around.setup}`,
                globalTeardown: `<rootDir>/tests/${around.teardown}`,
            }),
        })),
};
