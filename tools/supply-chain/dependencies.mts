// What a user gets with this package: what npm installs with it, by the lock, and what its bundles hold.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import bundle from "../bundle.json" with { type: "json" };
import { root } from "../paths.mts";

/** An entry of the lock. */
export interface Locked {
    readonly name?: string;
    readonly version?: string;
    readonly resolved?: string;
    readonly integrity?: string;
    readonly license?: string;
    readonly link?: boolean;
    readonly hasInstallScript?: boolean;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The lock's entries, by their paths. */
export type Lock = Readonly<Record<string, Locked>>;

/** Reads the lock. */
export function readLock(): Lock {
    const text = readFileSync(join(root, "package-lock.json"), "utf8");
    return (JSON.parse(text) as { packages: Lock }).packages;
}

/** The name of the package at a path of the lock. */
export function nameOf(path: string): string {
    return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** The paths of all that is installed for some packages, those themselves included, in the order of the alphabet. */
export function installedFor(lock: Lock, names: readonly string[]): string[] {
    const found = new Set(names.map((name) => pathFrom(lock, "", name) ?? missing(name, "")));
    for (const path of found) {
        for (const path_ of needs(lock, path)) {
            found.add(path_);
        }
    }
    return [...found].toSorted();
}

function needs(lock: Lock, path: string): string[] {
    const {
        dependencies = {},
        optionalDependencies = {},
        peerDependencies = {},
        peerDependenciesMeta = {},
    } = lock[path] ?? {};
    const peers = Object.keys(peerDependencies).filter(
        (name) => peerDependenciesMeta[name]?.optional !== true,
    );
    const certain = [...Object.keys(dependencies), ...peers].filter(
        (name) => !Object.hasOwn(optionalDependencies, name),
    );
    return [
        ...certain.map((name) => pathFrom(lock, path, name) ?? missing(name, path)),
        // One that is for another system may be missing.
        ...Object.keys(optionalDependencies).flatMap((name) => pathFrom(lock, path, name) ?? []),
    ];
}

/** Where Node finds a package from another one. */
function pathFrom(lock: Lock, from: string, name: string): string | undefined {
    for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
        const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
        if (Object.hasOwn(lock, path)) {
            return path;
        }
        if (folder === "") {
            return undefined;
        }
    }
}

function missing(name: string, from: string): never {
    throw new Error(`${from === "" ? "package.json" : from} needs ${name}, and package-lock.json lacks it.`);
}

/** The packages whose code is part of the bundles: of the emulator's, and of the plugin's. */
export async function bundled(): Promise<string[]> {
    const { metafile } = await build({
        ...(bundle as BuildOptions),
        absWorkingDir: root,
        entryPoints: ["emulator/index.ts", "emulator/cli.ts", "provider/plugin/main.ts"],
        outdir: "dist",
        write: false,
        metafile: true,
    });
    const names = Object.keys(metafile.inputs)
        .filter((path) => path.includes("node_modules/"))
        .map((path) => /^(@[^/]+\/)?[^/]+/.exec(nameOf(path))?.[0] ?? path);
    return [...new Set(names)].toSorted();
}
