// After the last property: the layer's line.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { tallyVariable, type Entry } from "./tally.ts";

export default function end(): void {
    const file = process.env[tallyVariable];
    if (file === undefined || !existsSync(file)) {
        return;
    }
    const entries = readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Entry);
    rmSync(dirname(file), { recursive: true, force: true });
    const byFile = new Map<string, number>();
    for (const entry of entries) {
        byFile.set(entry.file, (byFile.get(entry.file) ?? 0) + entry.cases);
    }
    const shares = [...byFile].toSorted().map(([name, cases]) => `${name} ${cases}`);
    const failed = entries.filter(({ isFailed }) => isFailed).length;
    const total = entries.reduce((sum, { cases }) => sum + cases, 0);
    // Standard output belongs to jest, which may be asked to write JSON there.
    process.stderr.write(
        `properties: ${entries.length} properties, ${total} cases, ${failed} failed (${shares.join(", ")})\n`,
    );
}
