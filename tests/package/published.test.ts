// Which files are published: all that users need, and nothing of ours.
import { globSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pack } from "./pack.ts";

const root = resolve(__dirname, "../..");

test("the tarball holds what is compiled from the sources, the emulator and the plugin in one file each, and the papers", async () => {
    const { files } = await pack("--dry-run");
    const compiled = globSync("{sdk,provider,cli}/**/*.ts", { cwd: root }).flatMap((source) =>
        [".js", ".d.ts"].map(
            (extension) => `dist/${source.replaceAll("\\", "/").replace(/\.ts$/, extension)}`,
        ),
    );
    expect(files.map(({ path }) => path).toSorted()).toEqual(
        [
            "LICENSE",
            "README.md",
            "THIRD_PARTY_LICENSES.md",
            "package.json",
            "dist/cli/verify/accepted.json",
            "dist/emulator/cli.js",
            "dist/emulator/eras.d.ts",
            "dist/emulator/index.d.ts",
            "dist/emulator/index.js",
            "dist/emulator/options.d.ts",
            "dist/plugin/PulumiPlugin.yaml",
            "dist/plugin/package.json",
            "dist/plugin/pulumi-resource-atlas-serverless",
            "dist/provider/schema/package.json",
            "dist/sbom.cdx.json",
            ...compiled,
        ].toSorted(),
    );
    const referring = files
        .map(({ path }) => path)
        .filter((path) => readFileSync(resolve(root, path), "utf8").includes("//# sourceMappingURL="));
    // The maps are not published, so nothing may send a debugger to look for them.
    expect(referring).toEqual([]);
});

test("no published file names a folder of whoever packed it", async () => {
    const { files } = await pack("--dry-run");
    const telling = files.filter(({ path }) => {
        const text = readFileSync(resolve(root, path), "utf8");
        return [root, homedir()].some((folder) => text.includes(join(folder, "/")));
    });
    expect(telling.map(({ path }) => path)).toEqual([]);
});

test.each(["emulator/cli.js", "emulator/index.js", "plugin/pulumi-resource-atlas-serverless"])(
    "of each package whose code is in %s the license's text is among the papers",
    (file) => {
        const bundle = readFileSync(resolve(root, "dist", file), "utf8");
        const inside = new Set(
            [...bundle.matchAll(/^ *\/\/ (node_modules\/(?:@[^/\s]+\/)?[^/\s]+)\//gm)].map(
                ([, path = ""]) => path,
            ),
        );
        expect(inside.size).toBeGreaterThan(1);
        const licenses = readFileSync(resolve(root, "THIRD_PARTY_LICENSES.md"), "utf8");
        const lacking = [...inside].filter((path) => {
            const { name, version } = JSON.parse(
                readFileSync(resolve(root, path, "package.json"), "utf8"),
            ) as Sbom["metadata"]["component"];
            const [, text = ""] = licenses.split(`\n### ${name} ${version}: `, 2);
            return !/^[^\n]+\n\n```text\n[^`]*(copyright|Apache License)/i.test(text);
        });
        expect(lacking).toEqual([]);
    },
);

interface Sbom {
    readonly bomFormat: string;
    readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
    readonly components: readonly { readonly name: string; readonly version: string }[];
}

test("the list of parts names all that users get, as the list of licenses does, and nothing of where it was made", async () => {
    await pack("--dry-run");
    const text = readFileSync(resolve(root, "dist/sbom.cdx.json"), "utf8");
    const { bomFormat, metadata, components } = JSON.parse(text) as Sbom;
    const { name, version } = JSON.parse(
        readFileSync(resolve(root, "package.json"), "utf8"),
    ) as Sbom["metadata"]["component"];
    expect(bomFormat).toBe("CycloneDX");
    expect(metadata.component).toMatchObject({ name, version });

    const licenses = readFileSync(resolve(root, "THIRD_PARTY_LICENSES.md"), "utf8");
    const named = [...licenses.matchAll(/^(?:- |### )(\S+ \d\S*?)(?::.*)?$/gm)].map(([, part]) => part);
    expect(components.map((part) => `${part.name} ${part.version}`).toSorted()).toEqual(
        [...new Set(named)].toSorted(),
    );

    for (const trace of [root, homedir(), tmpdir(), "file:", "localhost", "127.0.0.1", "registry."]) {
        expect(text).not.toContain(trace);
    }
    expect(text).not.toMatch(/"(serialNumber|timestamp)"/);
});
