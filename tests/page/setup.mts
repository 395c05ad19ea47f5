// Before the tests in a browser: the browser itself.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { unpackBrowser } from "../../tools/browser.mts";

export default async function setup(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "atlas-browser-"));
    process.env["PULUMI_ATLAS_BROWSER_FOLDER"] = folder;
    const launch = await unpackBrowser(folder);
    process.env["PULUMI_ATLAS_BROWSER"] = JSON.stringify(launch);
    try {
        await (await chromium.launch(launch)).close();
    } catch (error) {
        // Where the lock brings no browser and there is no Chrome, a person may go on without; CI leaves nothing out.
        if (process.env["CI"] !== undefined || launch.channel === undefined) {
            throw error;
        }
        process.env["PULUMI_ATLAS_BROWSER"] = "";
    }
}
