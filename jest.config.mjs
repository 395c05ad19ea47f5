// The tests by layer; `npx jest --selectProjects unit` runs one of them.
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = import.meta.dirname;

/** Each layer's folder under tests/, the time that one of its tests may take, and whether it needs the engine. */
const layers = [
    { name: "unit", seconds: 10 },
    { name: "emulator", seconds: 30 },
    { name: "atlas", seconds: 30 },
    { name: "cli", seconds: 30 },
    { name: "engine", seconds: 180, engine: true },
    { name: "package", seconds: 180, engine: true },
];

const compiler = {
    jsc: { parser: { syntax: "typescript" }, target: "es2023" },
    module: { type: "commonjs" },
    sourceMaps: "inline",
};

/** Two at once keep two processors busy: most of an engine test is a process of its own. */
export default {
    maxWorkers: 2,
    projects: layers
        // jest refuses a layer whose folder is not there.
        .filter(({ name }) => existsSync(join(root, "tests", name)))
        .map(({ name, seconds, engine }) => ({
            displayName: name,
            rootDir: root,
            roots: [`<rootDir>/tests/${name}`],
            testMatch: ["**/*.test.ts"],
            testEnvironment: "node",
            globals: { testSeconds: seconds },
            setupFilesAfterEnv: ["<rootDir>/tools/testTime.ts"],
            transform: { "\\.ts$": ["@swc/jest", compiler] },
            ...(engine && {
                globalSetup: "<rootDir>/tests/engine/harness/setup.mts",
                globalTeardown: "<rootDir>/tests/engine/harness/teardown.ts",
            }),
        })),
};
