// Writes dist/sbom.cdx.json, the list of all that users get with this package (CycloneDX), as `npm sbom` makes it. Run
// before packing.
//
// `npm sbom --omit dev` leaves out what a development dependency needs as well, so npm is shown a lock that holds nothing
// but what users get. Time, number and addresses of where things were got from are taken out: the same lock and npm give
// the same list, wherever it is made.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../paths.mts";
import { run } from "../processes.mts";
import { bundled, installedFor, readLock } from "./dependencies.mts";

interface Component {
    readonly name: string;
    readonly externalReferences?: readonly { readonly type: string }[];
}

interface Sbom {
    readonly metadata: { readonly component: Component };
    readonly components: readonly Component[];
}

const { name, version, description, license, dependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
) as {
    name: string;
    version: string;
    description: string;
    license: string;
    dependencies: Readonly<Record<string, string>>;
};

const lock = readLock();
const inside = await bundled();
const paths = installedFor(lock, [...Object.keys(dependencies), ...inside]);
const manifest = {
    name,
    version,
    description,
    license,
    dependencies: {
        ...dependencies,
        ...Object.fromEntries(inside.map((part) => [part, lock[`node_modules/${part}`]?.version])),
    },
};

const folder = mkdtempSync(join(tmpdir(), "sbom-"));
// npm takes the name of the folder for that of the package.
const project = join(folder, name);
try {
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
    // What is part of the bundle is marked as needed for development alone.
    const packages = {
        "": manifest,
        ...Object.fromEntries(paths.map((path) => [path, { ...lock[path], dev: false }])),
    };
    writeFileSync(
        join(project, "package-lock.json"),
        JSON.stringify({ name, version, lockfileVersion: 3, requires: true, packages }),
    );
    const command = [
        "npm",
        "sbom",
        "--sbom-format",
        "cyclonedx",
        "--omit",
        "dev",
        "--package-lock-only",
    ] as const;
    const { code, stdout, stderr } = await run(...inShell(command), { cwd: project });
    if (code !== 0) {
        throw new Error(`npm sbom ended with ${code}:\n${stderr}`);
    }
    mkdirSync(join(root, "dist"), { recursive: true });
    // In one step, since somebody may be packing.
    const target = join(root, "dist", "sbom.cdx.json");
    const written = `${target}.${process.pid}`;
    writeFileSync(written, steady(JSON.parse(stdout) as Sbom));
    renameSync(written, target);
} finally {
    rmSync(folder, { recursive: true, force: true });
}

/** npm is a script on Windows, which only a shell runs. */
function inShell([command, ...args]: readonly [string, ...string[]]): [string, string[]] {
    return process.platform === "win32" ? ["cmd.exe", ["/c", command, ...args]] : [command, args];
}

/** The list without what differs from one making to the next. */
function steady(sbom: Sbom): string {
    const isVolatile = (key: string): boolean => ["serialNumber", "timestamp"].includes(key);
    const text = JSON.stringify(
        { ...sbom, components: sbom.components.map(withoutSource) },
        (key, value: unknown) => (isVolatile(key) ? undefined : value),
    );
    return `${text}\n`;
}

function withoutSource(component: Component): Component {
    const references = component.externalReferences ?? [];
    return { ...component, externalReferences: references.filter(({ type }) => type !== "distribution") };
}
