// A CI system that runs the jobs of the example's workflow files: each in a fresh checkout, all with one backend.
import {
    chmodSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { basename, delimiter, join } from "node:path";
import type { Cloud } from "../engine/cloud.ts";
import { cleanEnvironment, sharedFolder } from "../engine/harness/engine.ts";
import { killProcessesOf } from "../engine/harness/processes.ts";
import { Run } from "../engine/harness/run.ts";
import { backendUrl } from "../engine/harness/template.ts";
import { folder as example, jobsOf } from "./workflows.ts";
import type { Job, Step, System } from "./workflows.ts";

/** How a job ended. */
export interface JobResult {
    readonly job: string;
    readonly code: number | null;
    readonly output: string;
}

/**
 * What stands in for the commands that would leave this machine, and for nothing else. `npm ci` links this repository's
 * node_modules; `gh` and `curl` write down what they are told, and what is in the files that they are to send.
 */
const standIns = {
    npm: `[ "$*" = ci ] && rm -f node_modules && ln -s ${JSON.stringify(join(__dirname, "../../node_modules"))} node_modules`,
    gh: record(),
    curl: record(),
};

function record(): string {
    return [
        `{`,
        `    echo "$(basename "$0") $*"`,
        `    for word in "$@"; do if [ -f "\${word##*@}" ]; then cat "\${word##*@}"; fi; done`,
        `} >> "$POSTED"`,
    ].join("\n");
}

/** The number of the change that the jobs run for. */
export const change = "7";

/** The Atlas project of the review stacks. */
export const reviewProject = "7".repeat(24);

/** A stack's passphrase: what the stacks' own jobs are given, and no other's. */
export const passphraseOf = (stack: string): string => `a passphrase of ${stack} alone`;

function prefixed(kind: string, values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${kind}.${name}`, value]));
}

export class Runner {
    readonly system: System;
    readonly jobs: readonly Job[];
    readonly #root: string;
    readonly #repository: string;
    readonly #env: Record<string, string>;
    readonly #ran = new Set<Step>();

    constructor(system: System, cloud: Cloud) {
        this.system = system;
        this.#root = mkdtempSync(join(realpathSync(sharedFolder()), `${system}-`));
        this.#repository = join(this.#root, "repository");
        cpSync(example, this.#repository, {
            recursive: true,
            filter: (source) => basename(source) !== "node_modules",
        });
        const bin = join(this.#root, "bin");
        mkdirSync(bin);
        for (const [name, script] of Object.entries(standIns)) {
            writeFileSync(join(bin, name), `#!/bin/sh\nset -e\n${script}\n`);
            chmodSync(join(bin, name), 0o755);
        }
        // The review stacks have a backend of their own.
        const backends = { review: join(this.#root, "reviews"), others: this.#root };
        for (const folder of Object.values(backends)) {
            mkdirSync(join(folder, "state"), { recursive: true });
        }
        const clean = cleanEnvironment(this.#root);
        this.#env = {
            ...clean,
            PATH: [bin, clean["PATH"]].join(delimiter),
            CI: "true",
            POSTED: join(this.#root, "posted"),
            // Only these tests have an Atlas of their own, and types that are checked with all others.
            MONGODB_ATLAS_BASE_URL: cloud.emulator.baseUrl,
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        };
        writeFileSync(join(this.#root, "posted"), "");
        const secretsOf = (stack: string) => ({
            MONGODB_ATLAS_CLIENT_ID: cloud.emulator.clientId,
            MONGODB_ATLAS_CLIENT_SECRET: cloud.emulator.clientSecret,
            PULUMI_BACKEND_URL: backendUrl(stack === "review" ? backends.review : backends.others),
            PULUMI_CONFIG_PASSPHRASE: passphraseOf(stack),
        });
        const variablesOf = (stack: string): Record<string, string> =>
            stack === "review"
                ? { REVIEW_ATLAS_PROJECT_ID: reviewProject }
                : { MONGODB_ATLAS_PROJECT_ID: cloud.projectId };
        this.jobs = jobsOf(system, (environment) => {
            // Nothing is the repository's own: a job without an environment has no secrets.
            const stack = environment?.replace(/^(?:preview|drift)[-/]/, "").replace(/^review\/.*/, "review");
            const secrets = stack === undefined ? {} : secretsOf(stack);
            const variables = stack === undefined ? {} : variablesOf(stack);
            return system === "github"
                ? {
                      ...prefixed("secrets", secrets),
                      ...prefixed("vars", variables),
                      "github.token": "a token of GitHub's",
                      "github.event.pull_request.number": change,
                  }
                : {
                      ...secrets,
                      ...variables,
                      ...(environment?.startsWith("preview/") && { COMMENT_TOKEN: "a token of GitLab's" }),
                      CI_API_V4_URL: "https://gitlab.example/api/v4",
                      CI_PROJECT_ID: "42",
                      CI_MERGE_REQUEST_IID: change,
                  };
        });
    }

    /** The steps that no job has run yet. */
    get untried(): string[] {
        return this.jobs.flatMap(({ name, steps }) =>
            steps.filter((step) => !this.#ran.has(step)).map(({ shell }) => `${name}: ${shell}`),
        );
    }

    /** What has been posted on the change, and by which commands. */
    get posted(): string {
        return readFileSync(join(this.#root, "posted"), "utf8");
    }

    /** The files of the backend that the stacks share, and when each was written. */
    stateFiles(): string[] {
        const folder = join(this.#root, "state");
        return readdirSync(folder, { recursive: true, encoding: "utf8" })
            .map((file) => `${file} ${statSync(join(folder, file)).mtimeMs}`)
            .toSorted();
    }

    /** A job by its name: `drift (dev)` of GitHub is `drift-dev` of GitLab. */
    job(name: string): Job {
        const found = this.jobs.find((job) => job.name.replace(/ \((\w+)\)$/, "-$1") === name);
        if (found === undefined) {
            throw new Error(`${this.system} has no job ${name}.`);
        }
        return found;
    }

    /** Changes a file of the repository, for all jobs that begin later. */
    commit(file: string, edit: (text: string) => string): void {
        const path = join(this.#repository, file);
        writeFileSync(path, edit(readFileSync(path, "utf8")));
    }

    /** Does by hand, in the repository itself, what somebody does at a desk, with the secrets of a job. */
    async byHand(shell: string, job: string): Promise<JobResult> {
        const { env } = this.job(job).steps[0] ?? {};
        return { job: "by hand", ...(await this.#bash(shell, this.#repository, env)) };
    }

    /** Runs a job to its end; a failure is a result like any other. */
    async run(name: string, env: Readonly<Record<string, string>> = {}): Promise<JobResult> {
        return this.start(name, env).done;
    }

    /** Starts a job; `says` answers when one of its steps has said something. */
    start(
        name: string,
        env: Readonly<Record<string, string>> = {},
    ): { readonly done: Promise<JobResult>; readonly says: (text: string) => Promise<void> } {
        const { steps } = this.job(name);
        const checkout = mkdtempSync(join(this.#root, "checkout-"));
        cpSync(this.#repository, checkout, { recursive: true });
        const last = Promise.withResolvers<Run>();
        const done = (async () => {
            let code: number | null = 0;
            let output = "";
            for (const [index, step] of steps.entries()) {
                if (code !== 0 && !step.afterFailure) {
                    continue;
                }
                this.#ran.add(step);
                const run = this.#start(step.shell, checkout, { ...step.env, ...env });
                if (index === steps.length - 1) {
                    last.resolve(run);
                }
                const ended = await run.done;
                output += ended.output;
                code = code === 0 ? ended.code : code;
            }
            return { job: name, code, output };
        })();
        return { done, says: async (text) => (await last.promise).waitFor(text) };
    }

    /** `kill -9` of all that it has started. */
    killAll(): void {
        killProcessesOf(this.#root);
    }

    #start(shell: string, folder: string, env: Readonly<Record<string, string>> = {}): Run {
        return new Run("bash", ["-e", "-c", shell], folder, { ...this.#env, ...env });
    }

    #bash(shell: string, folder: string, env?: Readonly<Record<string, string>>) {
        return this.#start(shell, folder, env).done;
    }
}
