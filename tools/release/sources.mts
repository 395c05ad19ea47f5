// A copy of the sources that a rehearsal may change and release: a repository of its own, with an owner and another address of the
// plugin, and with a repository on disk in place of GitHub's.
import {
    copyFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../paths.mts";
import { must } from "../processes.mts";
import { ownerPlaceholder } from "./version.mts";

/** Who owns the repository in a rehearsal, where nobody does otherwise. */
const owner = "rehearsal";

const address = /(?<=export const pluginDownloadURL = )[^;]+(?=;)/;

/** The sources as they are now, committed or not, and the repository that they are pushed to. */
export class Sources {
    readonly folder: string;
    readonly repository: string;

    private constructor(folder: string) {
        this.folder = join(folder, "sources");
        this.repository = join(folder, "repository.git");
    }

    static async copy(folder: string, pluginDownloadURL: string): Promise<Sources> {
        const sources = new Sources(folder);
        const listed = await must("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
            cwd: root,
        });
        const files = listed.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
        for (const file of files) {
            mkdirSync(dirname(join(sources.folder, file)), { recursive: true });
            cpSync(join(root, file), join(sources.folder, file));
            const text = readFileSync(join(root, file));
            if (text.includes("PLACEHOLDER-")) {
                sources.#change(file, (before) => before.replaceAll(ownerPlaceholder, owner));
            }
        }
        sources.#change("provider/plugin/tokens.ts", (text) =>
            text.replace(address, JSON.stringify(pluginDownloadURL)),
        );
        await must("git", ["init", "--quiet", "--bare", sources.repository]);
        await sources.#git("init", "--quiet");
        await sources.#git("remote", "add", "origin", sources.repository);
        return sources;
    }

    /** The text of a file. */
    read(file: string): string {
        return readFileSync(join(this.folder, file), "utf8");
    }

    /** Puts the installed packages in place, as `npm ci` would, by links. */
    linkModules(): void {
        const [from, to] = [join(root, "node_modules"), join(this.folder, "node_modules")];
        rmSync(to, { recursive: true, force: true });
        mkdirSync(to);
        for (const name of readdirSync(from)) {
            if (name === ".package-lock.json") {
                // npm writes it last, which the scripts go by.
                copyFileSync(join(from, name), join(to, name));
            } else {
                symlinkSync(
                    name === "pulumi-atlas-serverless" ? ".." : join(from, name),
                    join(to, name),
                    "junction",
                );
            }
        }
    }

    /** What a person does of a release: the changelog, the version, the commit, and the tag that is pushed. */
    async tag(version: string): Promise<string> {
        this.#change("CHANGELOG.md", (text) =>
            text.includes(`## ${version} (not released yet)`)
                ? text
                : text.replace(
                      /^## /m,
                      `## ${version} (not released yet)\n\n### Fixed\n\n- A rehearsal.\n\n## `,
                  ),
        );
        this.linkModules();
        await must(process.execPath, [join(this.folder, "tools/release/prepare.mts"), version], {
            cwd: this.folder,
        });
        const tag = `v${version}`;
        await this.#git("add", "--all");
        await this.#git("commit", "--quiet", "--message", version);
        await this.#git("tag", tag);
        await this.#git("push", "--quiet", "origin", "HEAD:main", tag);
        return tag;
    }

    async #git(...args: string[]): Promise<void> {
        const who = ["-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost"];
        await must("git", [...who, "-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false", ...args], {
            cwd: this.folder,
        });
    }

    #change(file: string, change: (text: string) => string): void {
        writeFileSync(join(this.folder, file), change(this.read(file)));
    }
}
