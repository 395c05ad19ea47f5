// Which files are published: all that users need, and nothing of ours.
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pack } from "./pack.ts";

const root = resolve(__dirname, "../..");

test("the tarball holds what is compiled from the sources, the emulator in one file each, and the papers", async () => {
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
            "package.json",
            "dist/emulator/cli.js",
            "dist/emulator/eras.d.ts",
            "dist/emulator/index.d.ts",
            "dist/emulator/index.js",
            "dist/emulator/options.d.ts",
            "dist/provider/schema/serverless-instance-inputs.json",
            ...compiled,
        ].toSorted(),
    );
    const referring = files
        .map(({ path }) => path)
        .filter((path) => readFileSync(resolve(root, path), "utf8").includes("//# sourceMappingURL="));
    // The maps are not published, so nothing may send a debugger to look for them.
    expect(referring).toEqual([]);
});
