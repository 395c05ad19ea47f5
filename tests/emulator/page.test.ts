// The page as it goes over the wire; tests/page looks at it with a browser.
import { ERAS } from "../../emulator/eras";
import { startBench } from "./support";
import type { Bench } from "./support";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.emulator.close());

/** What a browser sends when somebody types the address. */
const BROWSER = { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

it("is at the root for a browser, and runs nothing but its own script", async () => {
    const { status, headers, text } = await bench.raw("/", { headers: BROWSER });
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; .*script-src 'self'/);
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
    expect(text).toMatch(/^<!doctype html>/);
});

it("leaves the root as it was for a client of the API", async () => {
    for (const Accept of ["*/*", "application/json", undefined]) {
        const { status, body } = await bench.raw("/", { headers: { Accept } });
        expect([status, body["errorCode"]]).toEqual([401, "UNAUTHORIZED"]);
    }
    expect((await bench.raw("/", { method: "POST", headers: BROWSER })).status).toBe(401);
});

it.each([
    ["page.css", "text/css; charset=utf-8"],
    ["page.js", "text/javascript; charset=utf-8"],
])("has %s", async (name, type) => {
    const { status, headers, text } = await bench.raw(`/_emulator/${name}`);
    expect([status, headers.get("content-type")]).toEqual([200, type]);
    expect(text.length).toBeGreaterThan(1000);
});

it("offers every era", async () => {
    const { text } = await bench.raw("/", { headers: BROWSER });
    const offered = [...text.matchAll(/name="era" value="(\w+)"/g)].map(([, era]) => era);
    expect(offered).toEqual([...ERAS]);
});
