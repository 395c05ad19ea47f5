// After the last run: the layer's line.
import { existsSync, readFileSync, rmSync } from "node:fs";
import removeEngineFolder from "../engine/harness/teardown.ts";
import { lineOf, tallyFile, type Entry } from "./tally.ts";

export default function end(): void {
    removeEngineFolder();
    const file = tallyFile();
    if (existsSync(file)) {
        const lines = readFileSync(file, "utf8").split("\n");
        const all = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Entry);
        rmSync(file);
        // Standard output belongs to jest, which may be asked to write JSON there.
        process.stderr.write(`${lineOf(all)}\n`);
    }
}
