// Where things of this repository are, for the tools.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the project's own Node and the tools of its dependencies are. */
export const binaries = join(root, "node_modules", ".bin");

/** What jest says about its last run; `.ci/run` counts it. Never committed. */
export const testResult = join(root, "test-results", "jest.json");
