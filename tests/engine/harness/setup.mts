// Before the first test that needs the engine: finds it, and makes the folder that all its stacks live in.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { searchPath } from "../../../tools/engine/engine.mts";
import type { Engine } from "../../../tools/engine/engine.mts";
import { findEngine } from "../../../tools/engine/find.mts";

export default async function setup(): Promise<void> {
    // Two layers of tests have this set-up; the second finds everything in place.
    if (process.env["PULUMI_ATLAS_ENGINE_FOLDER"] !== undefined) {
        return;
    }
    const given = process.env["PULUMI_ATLAS_ENGINE"];
    const engine = given === undefined ? await findEngine() : (JSON.parse(given) as Engine);
    process.env["PULUMI_ATLAS_ENGINE"] = JSON.stringify(engine);
    process.env["PULUMI_ATLAS_ENGINE_PATH"] = searchPath(engine);
    process.env["PULUMI_ATLAS_ENGINE_FOLDER"] = mkdtempSync(join(tmpdir(), "pulumi-atlas-engine-"));
}
