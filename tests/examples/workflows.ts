// The jobs of the example's workflow files, as GitHub and GitLab read them. What this does not know it refuses, so that
// nothing in these files goes untried.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export type System = "github" | "gitlab";

/** A shell script of a job. */
export interface Step {
    readonly shell: string;
    readonly env: Readonly<Record<string, string>>;
    /** Whether it runs also where one before it has failed. */
    readonly afterFailure: boolean;
}

export interface Job {
    readonly name: string;
    /** Jobs of one queue run one after another; undefined if it is in none. */
    readonly queue: string | undefined;
    /** The environment whose secrets it is given; undefined if it has none. */
    readonly environment: string | undefined;
    readonly steps: readonly Step[];
}

/** What the system fills in, by the name that the file gives it: `secrets.X` and so on, or a variable's own name. */
export type Values = Readonly<Record<string, string>>;

/** What it fills into a job of an environment, or of none. */
export type ValuesOf = (environment: string | undefined) => Values;

type Texts = Readonly<Record<string, string>>;

interface GitHubJob {
    readonly environment?: string;
    readonly env: Texts;
    readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
    readonly concurrency: { readonly group: string; readonly "cancel-in-progress"?: boolean };
    readonly steps: readonly {
        readonly uses?: string;
        readonly run?: string;
        readonly if?: string;
        readonly env?: Texts;
    }[];
}

interface GitLabJob {
    readonly extends?: string;
    readonly variables?: Texts;
    readonly resource_group?: string;
    readonly environment?: { readonly name: string };
    readonly script?: readonly string[];
}

interface GitLabFile {
    readonly default: { readonly before_script: readonly string[] };
    readonly [job: string]: unknown;
}

export const folder = join(__dirname, "../../examples/ci");

const files = { github: ".github/workflows/atlas.yml", gitlab: ".gitlab-ci.yml" };

/** The text of a system's file. */
export function textOf(system: System): string {
    return readFileSync(join(folder, files[system]), "utf8");
}

/** The jobs of a system's file, filled in. */
export function jobsOf(system: System, values: ValuesOf): Job[] {
    const file: unknown = parse(textOf(system));
    return system === "github"
        ? gitHubJobs(file as { readonly jobs: Readonly<Record<string, GitHubJob>> }, values)
        : gitLabJobs(file as GitLabFile, values);
}

/** The actions that a file of GitHub's uses. */
export function actionsOf(text: string): string[] {
    return [...text.matchAll(/uses: (\S+)/g)].map(([, action = ""]) => action);
}

function valueOf(name: string, values: Values): string {
    const value = values[name];
    if (value === undefined) {
        throw new Error(`The test has no value for ${name}.`);
    }
    return value;
}

function mapped(texts: Texts, change: (text: string) => string): Texts {
    return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]));
}

function gitHubJobs(file: { readonly jobs: Readonly<Record<string, GitHubJob>> }, valuesOf: ValuesOf): Job[] {
    return Object.entries(file.jobs).flatMap(([name, job]) => {
        const combinations = Object.entries(job.strategy?.matrix ?? {}).flatMap(([key, all]) =>
            all.map((one) => ({ name: `${name} (${one})`, [`matrix.${key}`]: one })),
        );
        return (combinations.length > 0 ? combinations : [{ name }]).map((combination) => {
            const filling = (values: Values) => (text: string) =>
                text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, expression: string) =>
                    valueOf(expression, { ...values, ...combination }),
                );
            const environment =
                job.environment === undefined ? undefined : filling(valuesOf(undefined))(job.environment);
            const fill = filling(valuesOf(environment));
            return {
                name: combination.name,
                environment,
                queue: job.concurrency["cancel-in-progress"] ? undefined : fill(job.concurrency.group),
                steps: job.steps.flatMap((step) =>
                    step.run === undefined
                        ? []
                        : [
                              {
                                  shell: fill(step.run),
                                  env: mapped({ ...job.env, ...step.env }, fill),
                                  afterFailure: isAfterFailure(step.if),
                              },
                          ],
                ),
            };
        });
    });
}

function isAfterFailure(condition: string | undefined): boolean {
    if (condition !== undefined && condition !== "${{ !cancelled() }}") {
        throw new Error(`The test does not know the condition ${condition}.`);
    }
    return condition !== undefined;
}

function gitLabJobs(file: GitLabFile, valuesOf: ValuesOf): Job[] {
    const { default: common, ...rest } = file;
    const jobs = rest as Readonly<Record<string, GitLabJob>>;
    return Object.keys(jobs)
        .filter((name) => !name.startsWith(".") && !["image", "workflow"].includes(name))
        .map((name) => {
            const own = jobs[name] ?? {};
            const job = { ...(own.extends === undefined ? {} : jobs[own.extends]), ...own };
            const fill = (text: string, all: Values) =>
                text.replaceAll(/\$(\w+)/g, (_, variable: string) => valueOf(variable, all));
            const variables = mapped({ ...jobs[own.extends ?? ""]?.variables, ...own.variables }, (text) =>
                fill(text, valuesOf(undefined)),
            );
            const filled = (text: string | undefined) =>
                text === undefined ? undefined : fill(text, { ...valuesOf(undefined), ...variables });
            const environment = filled(job.environment?.name);
            return {
                name,
                queue: filled(job.resource_group),
                environment,
                // GitLab runs the lines of both as one script.
                steps: [
                    {
                        shell: [...common.before_script, ...(job.script ?? [])].join("\n"),
                        env: { ...valuesOf(environment), ...variables },
                        afterFailure: false,
                    },
                ],
            };
        });
}
