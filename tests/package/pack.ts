// The package in the form in which it is published.
import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { sharedFolder } from "../engine/harness/engine.ts";

const root = resolve(__dirname, "../..");

/** What `npm pack` tells of a tarball. */
export interface Packed {
    readonly filename: string;
    readonly files: readonly { readonly path: string }[];
}

/** Runs npm with the registry and the settings of whoever runs the tests. */
export async function npm(folder: string, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)("npm", args, {
        cwd: folder,
        shell: process.platform === "win32",
    });
    return stdout;
}

/** Packs what is built. Building it again would change it under the tests that run at the same time. */
export async function pack(...args: string[]): Promise<Packed> {
    // The rest of what is done before packing.
    await promisify(execFile)(process.execPath, ["tools/supply-chain/sbom.mts"], { cwd: root });
    const answer: unknown = JSON.parse(await npm(root, "pack", "--json", "--ignore-scripts", ...args));
    // npm 12 answers by the package's name, earlier ones with a list.
    const [packed] = Object.values(answer as Record<string, Packed>);
    if (packed === undefined) {
        throw new Error("npm pack has packed nothing.");
    }
    return packed;
}

/** What a user's package.json asks for beside this package. */
interface Beside {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Packs what is built, and installs it beside other packages, as a user does; gives the folder. */
export async function installPacked(prefix: string, { dependencies, ...beside }: Beside): Promise<string> {
    const folder = realpathSync(mkdtempSync(join(sharedFolder(), prefix)));
    const { filename } = await pack("--pack-destination", folder);
    const manifest = {
        private: true,
        dependencies: { ...dependencies, "pulumi-atlas-serverless": `file:${filename}` },
        ...beside,
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    await npm(folder, "install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error");
    return folder;
}
