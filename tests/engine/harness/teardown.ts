// After the last test that needs the engine: what tests that were cut short have left is removed.
import { rmSync } from "node:fs";
import { killProcessesOf } from "./processes.ts";

export default function teardown(): void {
    const folder = process.env["PULUMI_ATLAS_ENGINE_FOLDER"];
    if (folder !== undefined) {
        killProcessesOf(folder);
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}
