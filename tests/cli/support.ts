// The command in this process, in a folder of its own, with an emulator and a `pulumi` that says what it is told.
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { run } from "../../cli/run";
import { startBench, type Bench } from "../emulator/support";

/** How a command ended. */
export interface Outcome {
    code: number;
    stdout: string;
    stderr: string;
}

/** Stacks and their deployments; one whose export is a text fails with that. */
type Stacks = Readonly<Record<string, object | string>>;

/** What else a `pulumi` does. */
interface MorePulumi {
    /** The stacks from the second time on that they are listed. */
    later?: Stacks;
    /** What is asked of the emulator's control API while they are listed for the first time. */
    meanwhile?: { path: string; body: object };
    /** The stacks of other backends, by PULUMI_BACKEND_URL. */
    backends?: Readonly<Record<string, Stacks>>;
}

/** The backend that the `pulumi` is logged in to. */
export const currentBackend = "file:///states";

export interface Desk {
    bench: Bench;
    projectId: string;
    folder: string;
    /** Runs the command; undefined takes a name out of the environment. */
    command: (
        args: readonly string[],
        env?: Readonly<Record<string, string | undefined>>,
    ) => Promise<Outcome>;
    seed: (...instances: object[]) => Promise<void>;
    /** Puts a `pulumi` on PATH that lists these stacks of the backend that it is logged in to. */
    pulumi: (stacks: Stacks, more?: MorePulumi) => void;
    close: () => Promise<void>;
}

export async function startDesk(): Promise<Desk> {
    const bench = await startBench();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-atlas-cli-")));
    return {
        bench,
        projectId: bench.emulator.projectId,
        folder,
        command: async (args, env = {}) => {
            const said = { stdout: "", stderr: "" };
            const code = await run(args, {
                // Node is there for the script; no `pulumi` of the machine's is.
                env: {
                    ...bench.emulator.env,
                    PATH: [folder, dirname(process.execPath)].join(delimiter),
                    ...env,
                },
                input: Readable.from([]),
                print: (text) => {
                    said.stdout += text;
                    return Promise.resolve();
                },
                say: (line) => (said.stderr += `${line}\n`),
            });
            return { code, ...said };
        },
        seed: async (...instances) => {
            const answer = await bench.control("/seed", { instances });
            expect(answer.status).toBe(200);
        },
        pulumi: (stacks, more = {}) => {
            const file = join(folder, "pulumi");
            writeFileSync(file, fakePulumi(stacks, more, bench.emulator.baseUrl));
            chmodSync(file, 0o755);
            rmSync(join(folder, "listed"), { force: true });
        },
        close: async () => {
            rmSync(folder, { recursive: true });
            await bench.emulator.close();
        },
    };
}

function fakePulumi(stacks: Stacks, { later, meanwhile, backends = {} }: MorePulumi, atlas: string): string {
    return `#!${process.execPath}
        const { appendFileSync, existsSync, readFileSync } = require("node:fs");
        const listed = __dirname + "/listed";
        const [stacks, later, meanwhile, backends] = ${JSON.stringify([stacks, later, meanwhile, backends])};
        const url = process.env.PULUMI_BACKEND_URL;
        const times = existsSync(listed) ? readFileSync(listed, "utf8").length : 0;
        // The listing itself counts from its end on, an export belongs to the last listing.
        const current = (command) => (later && times > (command === "ls" ? 0 : 1) ? later : stacks);
        const args = process.argv.slice(2);
        const words = args.filter((arg) => !arg.startsWith("--")).join(" ");
        const known = (command) => {
            const found = url === undefined ? current(command) : backends[url];
            if (found === undefined || found === null) {
                console.error('error: unable to open state database "' + url + '": connection refused');
                process.exit(255);
            }
            return found;
        };
        const main = async () => {
            if (!args.includes("--non-interactive")) {
                throw new Error("it would ask");
            }
            if (words === "whoami" && args.includes("--verbose") && args.includes("--json")) {
                known("ls");
                console.log(JSON.stringify({ user: "me", url: url ?? "${currentBackend}" }));
            } else if (words === "stack ls" && args.includes("--all") && args.includes("--fully-qualify-stack-names")) {
                const found = known("ls");
                appendFileSync(listed, ".");
                if (meanwhile && times === 0) {
                    const answer = await fetch("${atlas}/_emulator" + meanwhile.path, {
                        method: "POST",
                        headers: { "Content-Type": "application/json" },
                        body: JSON.stringify(meanwhile.body),
                    });
                    if (!answer.ok) {
                        throw new Error(await answer.text());
                    }
                }
                console.log(JSON.stringify(Object.keys(found).map((name) => ({ name }))));
            } else if (words.startsWith("stack export ")) {
                const exported = known("export")[args[args.indexOf("--stack") + 1]];
                if (typeof exported === "string") {
                    console.error("error: " + exported);
                    process.exit(255);
                }
                console.log(JSON.stringify({ version: 3, deployment: exported }));
            } else {
                throw new Error("unexpected: " + args.join(" "));
            }
        };
        main();
    `;
}
