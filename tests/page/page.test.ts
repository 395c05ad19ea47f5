// The emulator's page in a real browser: what somebody who looks at it sees and does.
import { request } from "node:http";
import type { Browser, Page } from "playwright-core";
import { creation, tokenOf } from "../emulator/support";
import { describeInBrowser, openPage, startBrowser } from "./support";
import type { View } from "./support";

/** Long enough for whatever has to be seen while it lasts: emulated seconds. */
const LONG = 1_000_000;

describeInBrowser("the page", () => {
    let browser: Browser;
    let view: View;
    beforeAll(async () => (browser = await startBrowser()));
    afterAll(() => browser.close());
    beforeEach(async () => (view = await openPage(browser)));
    afterEach(async () => {
        await view.close();
        expect(view.errors).toEqual([]);
    });

    const create = (name: string, rest?: Readonly<Record<string, unknown>>) =>
        view.bench.ask("/serverless", { method: "POST", body: creation(name, rest) });
    const plant = (name: string) => view.page.getByRole("button", { name, exact: true }).click();
    const faults = async () => (await view.bench.control("/faults")).body as unknown;

    it("shows a cluster while it is created, its tags and its timeline, and the requests", async () => {
        const { page, bench, database, requests } = view;
        expect(await database("orders").count()).toBe(0);
        await bench.control("/faults", { operation: "createServerlessInstance", takes: LONG });
        await create("orders", { tags: [{ key: "team", value: "shop" }] });
        const row = database("orders");
        await row.getByText("team: shop").waitFor();
        await row.getByRole("cell", { name: "CREATING", exact: true }).waitFor();
        expect(await row.getByRole("cell").allInnerTexts()).toEqual([
            "serverless",
            bench.emulator.projectId,
            "CREATING",
            expect.stringMatching(/^CREATING [\d.]+ .* of 11 d 13 h$/),
        ]);
        // The cluster is there as soon as Atlas acts, the request when it is answered.
        await requests("createServerlessInstance").first().waitFor();
        expect(await requests("createServerlessInstance").getByRole("cell").allInnerTexts()).toEqual([
            expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
            "createServerlessInstance",
            `POST /api/atlas/v2/groups/${bench.emulator.projectId}/serverless`,
            "201",
            expect.stringMatching(/^\d+ ms$/),
            "bearer",
        ]);

        // From here on nothing happens but time.
        await bench.control("/state", { instance: "orders", stateName: "CREATING", takes: 100 });
        await row.getByRole("cell", { name: "IDLE", exact: true }).waitFor();
        const states = row.getByRole("list", { name: "Timeline" }).getByRole("listitem");
        expect(await states.allInnerTexts()).toEqual([
            expect.stringMatching(/^CREATING \d/),
            expect.stringMatching(/^IDLE \d/),
        ]);

        await bench.ask("/serverless/orders", { method: "DELETE" });
        await row.getByRole("cell", { name: "GONE", exact: true }).waitFor();
        expect((await states.allInnerTexts()).map((text) => text.split(" ")[0])).toEqual([
            "CREATING",
            "IDLE",
            "DELETING",
            "GONE",
        ]);
        await page.getByRole("cell", { name: "202", exact: true }).waitFor();
    });

    it("shows a restore job and how far it is", async () => {
        const { page, bench } = view;
        const region = page.getByRole("region", { name: "Restore jobs" });
        await region.getByText("None so far.").waitFor();
        await bench.control("/seed", {
            instances: [
                { name: "orders", kind: "flex", snapshots: 1 },
                { name: "copy", kind: "flex" },
            ],
        });
        const { body } = await bench.flex("/flexClusters/orders/backup/snapshots");
        const snapshotId = String(body["results"]?.[0]?.["id"]);
        await bench.control("/faults", { operation: "createFlexBackupRestoreJob", takes: LONG });
        const job = await bench.flex("/flexClusters/orders/backup/restoreJobs", {
            method: "POST",
            body: { snapshotId, targetDeploymentItemName: "copy" },
        });
        const id = String(job.body["id"]);
        const row = region.getByRole("row").filter({ has: page.getByRole("rowheader", { name: id }) });
        await row.getByText("RUNNING").waitFor();
        expect(await row.getByRole("cell").allInnerTexts()).toEqual([
            "orders",
            snapshotId,
            "copy",
            expect.stringMatching(/^RUNNING .* of 11 d 13 h$/),
        ]);
        await bench.control("/restores", { id, ending: "failed" });
        await row.getByText("FAILED").waitFor();
        expect(await region.getByText("None so far.").isVisible()).toBe(false);
    });

    it("tells what each account has asked for, what it was refused, and why", async () => {
        const { page, bench, requests } = view;
        const region = (name: string) => page.getByRole("region", { name });
        await region("Refused requests").getByText("None so far.").waitFor();
        const token = await tokenOf({ ...bench.emulator, ...bench.emulator.readOnly });
        const byReadOnly = { method: "POST", headers: { Authorization: `Bearer ${token}` } };
        for (const name of ["orders", "carts"]) {
            await bench.flex("/flexClusters", { ...byReadOnly, body: creation(name) });
        }
        await bench.flex("/flexClusters");
        await requests("listFlexClusters").waitFor();
        const refused = region("Refused requests").getByRole("row").nth(1);
        expect(await refused.getByRole("cell").allInnerTexts()).toEqual([
            expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
            "createFlexCluster",
            "403",
            "USER_UNAUTHORIZED: Current user is not authorized to perform this action.",
            "bearer, GROUP_READ_ONLY",
            "2",
        ]);
        expect(await region("Refused requests").getByText("None so far.").isVisible()).toBe(false);
        const accounts = await region("Accounts").getByRole("row").allInnerTexts();
        expect(accounts.slice(1).map((row) => row.split("\t"))).toEqual([
            ["GROUP_OWNER", "read and write", "1", "0"],
            ["GROUP_READ_ONLY", "read", "2", "2"],
        ]);
    });

    it("lists each request as it is answered, the latest first", async () => {
        const { bench, page, requests } = view;
        await bench.ask("/serverless");
        await requests("listServerlessInstances").waitFor();
        await bench.flex("/flexClusters");
        await requests("listFlexClusters").waitFor();
        const rows = await page
            .getByRole("region", { name: "Latest requests" })
            .getByRole("row")
            .allInnerTexts();
        expect(rows.slice(1).map((row) => row.split("\t")[1])).toEqual([
            "listFlexClusters",
            "listServerlessInstances",
            "createAccessToken",
        ]);
    });

    it("switches the era with a click, and with the keyboard", async () => {
        const { bench, page, database } = view;
        await bench.control("/seed", { instances: [{ name: "orders" }] });
        await database("orders").getByRole("cell", { name: "serverless", exact: true }).waitFor();
        await page.getByRole("radio", { name: "transition" }).click();
        await database("orders").getByRole("cell", { name: "flex", exact: true }).waitFor();
        expect((await bench.control("/state")).body["era"]).toBe("transition");

        await bench.control("/era", { era: "classic" });
        await page.getByRole("radio", { name: "classic", checked: true }).focus();
        await page.keyboard.press("ArrowLeft");
        await page.getByRole("radio", { name: "sunset", checked: true }).waitFor();
        await bench.until("/_emulator/era", ({ body }) => body["era"] === "sunset", bench.raw);
    });

    it("injects a fault with a click, tells when it is triggered, and removes it", async () => {
        const { bench, page, requests } = view;
        const planted = page.getByRole("list", { name: "Injected faults" });
        await page.getByLabel("Operation").selectOption("listServerlessInstances");
        await page.getByLabel("Number of requests").fill("2");
        await plant("503 page");
        await planted.getByText("listServerlessInstances: 503 page (0 triggered, 2 remaining)").waitFor();

        const answer = await bench.ask("/serverless");
        expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "text/html"]);
        await planted.getByText("listServerlessInstances: 503 page (1 triggered, 1 remaining)").waitFor();
        await requests("listServerlessInstances").getByText("503").waitFor();

        await page.getByRole("button", { name: "Clear faults" }).click();
        await planted.getByRole("listitem").first().waitFor({ state: "detached" });
        expect((await bench.ask("/serverless")).status).toBe(200);
    });

    it.each<[string, Readonly<Record<string, unknown>>]>([
        ["429", { answer: { status: 429, errorCode: "RATE_LIMITED", headers: { "Retry-After": "2" } } }],
        ["500", { answer: { status: 500 } }],
        ["connection reset", { reset: "before" }],
        ["5 s delay", { delaySeconds: 5 }],
    ])("has a switch for %s", async (name, effect) => {
        await plant(name);
        await view.page.getByRole("list", { name: "Injected faults" }).getByText("any operation").waitFor();
        expect(await faults()).toEqual([{ operation: "*", ...effect, skip: 0, times: 1, met: 0 }]);
    });

    it("injects nothing where the number of requests is none", async () => {
        await view.page.getByLabel("Number of requests").fill("0");
        await plant("500");
        await view.page.getByLabel("Number of requests").fill("3");
        await plant("connection reset");
        await view.page.getByRole("list", { name: "Injected faults" }).getByText("any operation").waitFor();
        expect(await faults()).toMatchObject([{ reset: "before", times: 3 }]);
    });

    it("shows markup as the text that it is", async () => {
        const { bench, page } = view;
        const markup = "<img src=x onerror=document.title='broken'>";
        await bench.control("/faults", { operation: "*", instance: markup });
        await getRaw(bench.emulator.baseUrl, `/${markup.replaceAll(" ", "\t")}`);
        await page.getByText(`any operation on ${markup}`).waitFor();
        await page.getByText(`GET /${markup.split(" ")[0] ?? ""}`).waitFor();
        expect(await page.locator("img").count()).toBe(0);
        expect(await page.title()).toBe("Atlas emulator");
    });

    it("loads nothing from elsewhere, and no request of its own counts as the provider's", async () => {
        const { bench, page, loaded } = view;
        await page.reload();
        await page.getByRole("status").getByText("live", { exact: true }).waitFor();
        expect(loaded.map((address) => address.replace(bench.emulator.baseUrl, "")).toSorted()).toEqual(
            ["/", "/_emulator/events", "/_emulator/page.css", "/_emulator/page.js"].flatMap((path) => [
                path,
                path,
            ]),
        );
        expect((await bench.control("/stats")).body["total"]).toBe(0);
    });

    it("has no secret in it", async () => {
        const { bench, page, requests } = view;
        const { clientSecret, privateKey } = bench.emulator;
        const token = await tokenOf(bench.emulator);
        await bench.ask(`/serverless?access_token=${token}&key=${privateKey}&secret=${clientSecret}`);
        await requests("listServerlessInstances").waitFor();
        const content = await page.content();
        for (const secret of [clientSecret, privateKey, token, "Bearer", "Basic"]) {
            expect(content).not.toContain(secret);
        }
    });

    it.each(["light", "dark"] as const)(
        "can be read in %s: text has a contrast of 4.5 at least",
        async (scheme) => {
            const { bench, page, database, requests } = view;
            await bench.ask("/serverless");
            await page.emulateMedia({ colorScheme: scheme });
            const states = ["IDLE", "CREATING", "UPDATING", "DELETING", "REPAIRING"];
            await bench.control("/seed", { instances: states.map((name) => ({ name })) });
            for (const stateName of states) {
                await bench.control("/state", { instance: stateName, stateName, takes: LONG });
            }
            await bench.control("/seed", { instances: [{ name: "left" }] });
            await bench.control("/state", { instance: "left", stateName: "GONE" });
            await bench.control("/faults", [{ operation: "*", answer: { status: 500 } }, { operation: "*" }]);
            await bench.ask("/serverless");
            await bench.ask("/serverless/none");
            await database("left").getByRole("cell", { name: "GONE", exact: true }).waitFor();
            await requests("getServerlessInstance").getByText("404", { exact: true }).waitFor();
            expect(await faintTexts(page)).toEqual([]);
        },
    );

    it("lets the time pass by itself, and stand still once the emulator has ended", async () => {
        const { bench, page, errors } = view;
        await page.clock.install();
        await page.reload();
        const status = page.getByRole("status");
        await status.getByText("live", { exact: true }).waitFor();
        const after = async (seconds: number) => {
            await page.clock.runFor(seconds * 1000);
            return page.getByRole("time").innerText();
        };
        const times = [await after(1), await after(10)].map((text) => Date.parse(`${text}Z`));
        expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(10 * 1000 * 100);

        await bench.emulator.close();
        await status.getByText("disconnected").waitFor();
        expect(await after(1)).toBe(await after(10));
        await page.getByRole("radio", { name: "sunset" }).click();
        await page.getByRole("alert").getByText("The emulator is not responding.").waitFor();
        expect(await page.getByRole("radio", { name: "classic" }).isChecked()).toBe(true);
        // The browser itself says that the connection broke off.
        const said = errors.splice(0).filter((text) => !text.startsWith("Failed to load resource: net::"));
        expect(said).toEqual([]);
    });
});

/** A request with a path that fetch would not send as it stands. */
function getRaw(baseUrl: string, path: string): Promise<void> {
    const { hostname, port } = new URL(baseUrl);
    return new Promise((resolve, reject) => {
        request({ hostname, port, path: path.replaceAll("\t", "%20") }, (answer) => {
            answer.resume().on("end", resolve);
        })
            .on("error", reject)
            .end();
    });
}

/** The texts on the page that stand out too little from what is behind them. */
function faintTexts(page: Page): Promise<string[]> {
    // Runs in the page, which alone knows the colours; as text, because its names are a browser's.
    return page.evaluate<string[]>(`(() => {
        const channels = (color) => color.match(/[\\d.]+/g).map(Number);
        const luminance = (color) => {
            const [red, green, blue] = channels(color).map((channel) => {
                const share = channel / 255;
                return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const behind = (element) => {
            const color = getComputedStyle(element).backgroundColor;
            const solid = channels(color)[3] !== 0;
            return solid || element.parentElement === null ? color : behind(element.parentElement);
        };
        return [...document.querySelectorAll("body *")]
            .filter((element) => !element.closest("template") && !element.matches(":disabled"))
            .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .filter((element) => {
                const [low, high] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
                return (high + 0.05) / (low + 0.05) < 4.5;
            })
            .map((element) => element.textContent);
    })()`);
}
