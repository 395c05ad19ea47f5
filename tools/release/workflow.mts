// The steps of a release, read from the workflow that does it, so that a rehearsal does the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../paths.mts";

/** A step that runs lines of a shell. */
export interface Step {
    readonly name: string;
    readonly shell: string;
}

/** What a rehearsal does in another way, by the steps' names, and why. */
export const standIns = {
    "Install the dependencies": "links those that are installed",
    Test: "`npm test` does it",
    "Create the GitHub release": "copies the archives to a server",
} as const satisfies Readonly<Record<string, string>>;

/** The steps of `.github/workflows/release.yml`, in their order. */
export function releaseSteps(): Step[] {
    const { jobs } = parse(readFileSync(join(root, ".github/workflows/release.yml"), "utf8")) as {
        jobs: { release: { steps: readonly { name?: string; run?: string }[] } };
    };
    return jobs.release.steps.flatMap(({ name = "", run }) =>
        run === undefined ? [] : [{ name, shell: run }],
    );
}
