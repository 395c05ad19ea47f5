// The programs of a machine that has no Node.js, and nothing of this package.
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";

const left = /^(?:node|npm|npx|corepack)$|^pulumi-resource-atlas-serverless/;

/** Links all other programs of this machine's PATH into a folder, which then stands for PATH. */
export function linkPathWithoutNode(folder: string): void {
    mkdirSync(folder, { recursive: true });
    const places = (process.env["PATH"] ?? "").split(delimiter).filter((place) => existsSync(place));
    const linked = new Set<string>();
    for (const place of places) {
        for (const name of readdirSync(place).filter((one) => !left.test(one) && !linked.has(one))) {
            symlinkSync(join(place, name), join(folder, name));
            linked.add(name);
        }
    }
}
