// After the tests in a browser: what was unpacked for them goes.
import { rmSync } from "node:fs";

export default function teardown(): void {
    const folder = process.env["PULUMI_ATLAS_BROWSER_FOLDER"];
    if (folder !== undefined) {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
}
