// A user's project: a folder with a program that imports the package as users do.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The language a program is written in: CommonJS, an ES module, or TypeScript. */
export type Language = "commonjs" | "esm" | "typescript";

/** What a project is made of. */
export interface ProjectOptions {
    /** The project's name. */
    readonly project: string;
    readonly language: Language;
    /** More files, by their path in the project. */
    readonly files: Readonly<Record<string, string>>;
    /** The folder that it has as its node_modules; this repository's unless told otherwise. */
    readonly modules?: string | undefined;
}

const ours = resolve(__dirname, "../../../node_modules");

/** The file that holds the program. */
export function entryOf(language: Language): string {
    return language === "typescript" ? "index.ts" : "index.js";
}

/** Writes files, by their path in the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
}

/** Writes all of a project but its program. */
export function writeProject(
    folder: string,
    { project, language, files, modules = ours }: ProjectOptions,
): void {
    const entry = entryOf(language);
    const manifest = {
        name: project,
        private: true,
        main: entry,
        ...(language === "esm" && { type: "module" }),
    };
    writeFiles(folder, {
        // `main` names a file: for a folder, the host for Node programs first looks through all of node_modules.
        "Pulumi.yaml": [
            `name: ${project}`,
            "runtime:",
            "    name: nodejs",
            `    options: { typescript: ${language === "typescript"} }`,
            `main: ${entry}`,
            "",
        ].join("\n"),
        "package.json": JSON.stringify(manifest),
        ...files,
    });
    symlinkSync(modules, join(folder, "node_modules"), "junction");
}
