// Pulumi's hosts for Python, Go, YAML and Node.js, and the generator of SDKs, built from their Go modules. Kept outside the work
// tree, so that a second run takes a second.
//
// The newest hosts for Node.js, Python and Go that are Go modules can neither add a package nor write a program: each lies behind one
// that can (go/current/host).
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheHome, fillCache } from "../engine/cache.mts";
import { since, toStandardError } from "../engine/progress.mts";
import type { Progress } from "../engine/progress.mts";
import { root } from "../paths.mts";
import { run } from "../processes.mts";

const suffix = process.platform === "win32" ? ".exe" : "";
const modules = join(root, "tools", "sdk-gen", "go");

/** What is built, and from which of the modules. */
const programs = [
    { name: "sdks", module: "current", source: "./sdks" },
    {
        name: "pulumi-language-yaml",
        module: "current",
        source: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    },
    { name: "pulumi-language-python", module: "current", source: "./host" },
    { name: "pulumi-language-go", module: "current", source: "./host" },
    // In a folder of its own, so that nobody runs it who only wants the others.
    { name: "nodejs/pulumi-language-nodejs", module: "current", source: "./host" },
    {
        name: "older/pulumi-language-python",
        module: "python",
        source: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    },
    {
        name: "older/pulumi-language-go",
        module: "golang",
        source: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
    },
    {
        name: "nodejs/older/pulumi-language-nodejs",
        module: "../../engine/go/nodejs",
        source: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    },
] as const;

/** A script that the host for Python starts, in its own folder. */
const pythonScript = "pulumi-language-python-exec";

/** The path of a built program. */
export function programIn(folder: string, name: (typeof programs)[number]["name"]): string {
    return join(folder, `${name}${suffix}`);
}

/**
 * The folder that holds the hosts and the generator; builds them if need be.
 *
 * @throws Error with one line that says what is missing and what to do.
 */
export async function languagePrograms(progress: Progress = toStandardError): Promise<string> {
    const folder = join(cacheHome(), "pulumi-atlas-serverless", "languages", pins());
    if (!existsSync(folder)) {
        const start = Date.now();
        await fillCache(folder, progress, async (partial) => {
            for (const [index, { name, module, source }] of programs.entries()) {
                progress(`  [${index + 1}/${programs.length}] building ${name}, ${since(start)} in all`);
                await go(module, [
                    "build",
                    "-mod=readonly",
                    "-trimpath",
                    "-ldflags",
                    "-s -w",
                    "-o",
                    programIn(partial, name),
                    source,
                ]);
            }
            const sdk = await go("python", [
                "list",
                "-m",
                "-f",
                "{{.Dir}}",
                "github.com/pulumi/pulumi/sdk/v3",
            ]);
            copyFileSync(
                join(sdk.trim(), "python", "cmd", pythonScript),
                join(partial, "older", pythonScript),
            );
            chmodSync(join(partial, "older", pythonScript), 0o755);
            return true;
        });
    }
    return folder;
}

/** Other pins are another folder. */
function pins(): string {
    const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
    hash.update(JSON.stringify(programs));
    for (const module of new Set(programs.map((program) => program.module))) {
        for (const file of ["go.mod", "go.sum"]) {
            hash.update(readFileSync(join(modules, module, file)));
        }
    }
    for (const file of globSync("current/*/*.go", { cwd: modules }).toSorted()) {
        hash.update(readFileSync(join(modules, file)));
    }
    return hash.digest("hex").slice(0, 12);
}

async function go(module: string, args: readonly string[]): Promise<string> {
    // A workspace file above the clone would take the place of the pinned modules.
    const options = { cwd: join(modules, module), env: { ...process.env, GOWORK: "off" } };
    const { code, stdout, stderr } = await run("go", args, options).catch(() => {
        throw new Error(
            "There is no Go on PATH, which the hosts for other languages are built with: install it.",
        );
    });
    if (code !== 0) {
        throw new Error(`go ${args.join(" ")} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
    }
    return stdout;
}
