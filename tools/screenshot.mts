// `npm run picture`: takes the picture of the Atlas emulator's page for docs/emulator.md, while the provider is at work in front of it.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import type * as emulation from "../emulator/index.ts";
import type * as entryPoint from "../provider/dynamic/index.ts";
import { unpackBrowser } from "./browser.mts";
import { root } from "./paths.mts";

/** Emulated seconds per second: slow enough for each state to be seen. */
const scale = 2;
const picture = join(root, "docs", "emulator.png");
const largest = 200_000;

const require = createRequire(import.meta.url);
const { startEmulator } = require("../dist/emulator/index.js") as typeof emulation;
const { provider } = require("../dist/provider/dynamic/index.js") as typeof entryPoint;

const manager = provider as Required<typeof provider>;

const folder = mkdtempSync(join(tmpdir(), "atlas-browser-"));
const emulator = await startEmulator({ scale, era: "sunset" });
// Whatever the caller's own Atlas is, the picture must not touch it.
const others = Object.entries(process.env).filter(([name]) => !name.startsWith("MONGODB_ATLAS_"));
process.env = { ...Object.fromEntries(others), ...emulator.env };

async function control(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${emulator.baseUrl}/_emulator/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
    });
    if (!answer.ok) {
        throw new Error(await answer.text());
    }
}

function declared(name: string, tags: Readonly<Record<string, string>>) {
    const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
    return { projectId: emulator.projectId, name, providerSettings, tags };
}

async function seen(page: Page, name: string, state: string): Promise<void> {
    const row = page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
    await row.getByRole("cell", { name: state, exact: true }).waitFor();
}

/** Lets the provider make, change and delete clusters, and stops in the midst of it. */
async function play(page: Page): Promise<void> {
    const create = (name: string) => manager.create(declared(name, { team: "shop" }));
    const answer = { status: 503, contentType: "text/html", body: "<h1>Service Unavailable</h1>" };
    await control("faults", { operation: "createFlexCluster", answer });
    const [orders, old] = await Promise.all([create("orders"), create("old-reports")]);

    // The emulator ends before any of these does.
    const ignored = () => undefined;
    manager.delete(old.id, old.outs ?? {}).catch(ignored);
    await seen(page, "old-reports", "DELETING");
    create("search").catch(ignored);
    const changed = declared("orders", { team: "shop", tier: "gold" });
    manager.update(orders.id, orders.outs ?? {}, changed).catch(ignored);
    await seen(page, "search", "CREATING");
    await seen(page, "orders", "UPDATING");
}

try {
    const browser = await chromium.launch(await unpackBrowser(folder));
    // The list of requests grows with each poll: its first lines are enough.
    const viewport = { width: 1180, height: 1210 };
    const page = await browser.newPage({ viewport, colorScheme: "light" });
    await page.goto(emulator.baseUrl);
    await play(page);
    await page.screenshot({ path: picture });
    await browser.close();
    const { size } = statSync(picture);
    if (size > largest) {
        throw new Error(`${picture} has ${size} bytes, more than ${largest}.`);
    }
    console.log(`${picture} (${size} bytes)`);
} finally {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
}
// The provider would wait for its clusters for minutes.
process.exit(0);
