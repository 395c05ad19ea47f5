// Where what this package is made of comes from: the lock decides, and nothing runs that nobody has agreed to.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

interface Entry {
    readonly resolved?: string;
    readonly integrity?: string;
    readonly link?: boolean;
    readonly dev?: boolean;
    readonly hasInstallScript?: boolean;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Manifest {
    readonly name: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly allowScripts: Readonly<Record<string, boolean>>;
}

function read(file: string): unknown {
    return JSON.parse(readFileSync(join(root, file), "utf8"));
}

const manifest = read("package.json") as Manifest;
const { packages, lockfileVersion } = read("package-lock.json") as {
    packages: Readonly<Record<string, Entry>>;
    lockfileVersion: number;
};
const { "": ours, ...others } = packages;
const self = `node_modules/${manifest.name}`;

it("the lock is that of package.json", () => {
    expect(lockfileVersion).toBe(3);
    const { dependencies, devDependencies } = manifest;
    expect(ours).toMatchObject({ dependencies, devDependencies });
});

it("every package comes from the registry and is pinned by its digest; only our own is a link", () => {
    expect(others[self]).toEqual({ resolved: "", link: true });
    const loose = Object.entries(others).filter(
        ([path, { resolved, integrity, link }]) =>
            path !== self &&
            // Whoever installs has a registry of their own, so the lock names none.
            (resolved !== undefined || link === true || integrity?.startsWith("sha512-") !== true),
    );
    expect(loose).toEqual([]);
});

it("what is asked for is a version, and no address", () => {
    const asked = Object.entries(packages).flatMap(([path, { dependencies, devDependencies }]) =>
        Object.entries({ ...dependencies, ...devDependencies }).map(([name, range]) => ({
            path,
            name,
            range,
        })),
    );
    const addresses = asked.filter(({ range }) => /[:/]/.test(range.replace(/^npm:@?[^@]+@/, "")));
    expect(addresses).toEqual([{ path: "", name: manifest.name, range: "file:." }]);
});

it("of what runs something when it is installed, each is decided about, and none that users get", () => {
    const scripted = Object.entries(others)
        .filter(([, { hasInstallScript }]) => hasInstallScript === true)
        .map(([path, { dev = false }]) => ({ name: path.replace(/.*node_modules\//, ""), dev }));
    const { allowScripts } = manifest;
    expect(Object.keys(allowScripts).toSorted()).toEqual(scripted.map(({ name }) => name).toSorted());
    expect(scripted.filter(({ name, dev }) => allowScripts[name] === true && !dev)).toEqual([]);
});
