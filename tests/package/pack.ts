// The package in the form in which it is published.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

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
