// Before the first property: a file for the tally.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tallyVariable } from "./tally.ts";

export default function begin(): void {
    process.env[tallyVariable] = join(mkdtempSync(join(tmpdir(), "pulumi-atlas-properties-")), "tally");
}
