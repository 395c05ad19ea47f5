// The page of a running emulator in a real browser, with everything noted down that went wrong in it.
import { chromium } from "playwright-core";
import type { Browser, LaunchOptions, Locator, Page } from "playwright-core";
import { startBench } from "../emulator/support";
import type { Bench } from "../emulator/support";
import type { EmulatorOptions } from "../../emulator/index";

const launch = process.env["PULUMI_ATLAS_BROWSER"];
if (launch === undefined) {
    throw new Error(
        "PULUMI_ATLAS_BROWSER is not set: run these tests by jest with this repository's configuration.",
    );
}

/** `describe`, where there is a browser; in CI there always is. */
export const describeInBrowser = launch === "" ? describe.skip : describe;

/** Starts the browser. */
export function startBrowser(): Promise<Browser> {
    return chromium.launch(JSON.parse(launch ?? "") as LaunchOptions);
}

/** An emulator, and its page as a person sees it. */
export interface View {
    readonly bench: Bench;
    readonly page: Page;
    /** What the browser's console says is wrong, and scripts that failed. */
    readonly errors: string[];
    /** The addresses of all that the page has loaded. */
    readonly loaded: readonly string[];
    /** The row of a cluster. */
    readonly database: (name: string) => Locator;
    /** The rows of the requests of an operation. */
    readonly requests: (operation: string) => Locator;
    readonly close: () => Promise<void>;
}

/** Opens the page of a new emulator. */
export async function openPage(browser: Browser, options: EmulatorOptions = {}): Promise<View> {
    const bench = await startBench(options);
    const page = await browser.newPage();
    // On a slow machine, too; the layer's own limit comes later.
    page.setDefaultTimeout(60_000);
    const errors: string[] = [];
    const loaded: string[] = [];
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) {
            errors.push(message.text());
        }
    });
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("request", (request) => loaded.push(request.url()));
    await page.goto(bench.emulator.baseUrl);
    await page.getByRole("status").getByText("live", { exact: true }).waitFor();
    const region = (name: string) => page.getByRole("region", { name });
    return {
        bench,
        page,
        errors,
        loaded,
        database: (name) =>
            region("Clusters")
                .getByRole("row")
                .filter({ has: page.getByText(name, { exact: true }) }),
        requests: (operation) =>
            region("Latest requests")
                .getByRole("row")
                .filter({ has: page.getByRole("cell", { name: operation, exact: true }) }),
        close: async () => {
            await page.close();
            await bench.emulator.close();
        },
    };
}
