// The command in this process, in a folder of its own, with an emulator and a `pulumi` that says what it is told.
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { run } from "../../cli/run";
import { startBench, type Bench } from "../emulator/support";

/** How a command ended. */
export interface Outcome {
    code: number;
    stdout: string;
    stderr: string;
}

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
    /** Puts a `pulumi` on PATH that lists these stacks; one whose export is a text fails with that. */
    pulumi: (stacks: Readonly<Record<string, object | string>>) => void;
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
                print: (text) => (said.stdout += text),
                say: (line) => (said.stderr += `${line}\n`),
            });
            return { code, ...said };
        },
        seed: async (...instances) => {
            const answer = await bench.control("/seed", { instances });
            expect(answer.status).toBe(200);
        },
        pulumi: (stacks) => {
            const file = join(folder, "pulumi");
            writeFileSync(file, fakePulumi(stacks));
            chmodSync(file, 0o755);
        },
        close: async () => {
            rmSync(folder, { recursive: true });
            await bench.emulator.close();
        },
    };
}

function fakePulumi(stacks: Readonly<Record<string, object | string>>): string {
    return `#!${process.execPath}
        const stacks = ${JSON.stringify(stacks)};
        const args = process.argv.slice(2);
        const words = args.filter((arg) => !arg.startsWith("--")).join(" ");
        if (!args.includes("--non-interactive")) {
            throw new Error("it would ask");
        }
        if (words === "stack ls" && args.includes("--all") && args.includes("--fully-qualify-stack-names")) {
            console.log(JSON.stringify(Object.keys(stacks).map((name) => ({ name }))));
        } else if (words.startsWith("stack export ")) {
            const exported = stacks[args[args.indexOf("--stack") + 1]];
            if (typeof exported === "string") {
                console.error("error: " + exported);
                process.exit(255);
            }
            console.log(JSON.stringify({ version: 3, deployment: exported }));
        } else {
            throw new Error("unexpected: " + args.join(" "));
        }
    `;
}
