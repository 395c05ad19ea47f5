// The age of a cluster is told by Atlas's clock, whatever the local one says.
import type { Floors, Stranger } from "./support";
import { floorsWith, startStranger } from "./support";
import { SkippingClock } from "./auto-advancing-clock";

/** What the server says next. */
let said: { date: string | undefined; status?: number; body?: string; type?: string };
let server: Stranger;
let floors: Floors;
beforeEach(async () => {
    server = await startStranger((_request, response) => {
        const { date, status = 200, body = '{"results": []}', type = "application/json" } = said;
        response.sendDate = false;
        response.writeHead(status, { "Content-Type": type, ...(date !== undefined && { Date: date }) });
        response.end(body);
    });
    floors = floorsWith(
        {
            baseUrl: server.baseUrl,
            credential: { kind: "accessToken", accessToken: "token" },
            source: "the environment",
        },
        new SkippingClock(),
    );
});
afterEach(() => server.close());

const groupId = "6".repeat(24);
const day = 24 * 60 * 60 * 1000;
const ask = () => floors.flex.list(groupId).catch(() => undefined);
/** Days that Atlas's clock is ahead of the local one, as far as the client knows. */
const daysAhead = () => Math.round((floors.clusters.now() - Date.now()) / day);
const inDays = (days: number) => new Date(Date.now() + days * day).toUTCString();

it("before any answer it is the local one", () => {
    expect(daysAhead()).toBe(0);
});

it.each([3, -3])("an answer tells how far the local one is off: %d days", async (days) => {
    said = { date: inDays(days) };
    await ask();
    expect(daysAhead()).toBe(days);
});

it("the latest answer counts, an error of Atlas as well", async () => {
    said = { date: inDays(3) };
    await ask();
    said = { date: inDays(5), status: 404, body: '{"error": 404, "errorCode": "GROUP_NOT_FOUND"}' };
    await ask();
    expect(daysAhead()).toBe(5);
});

it.each([
    ["without a date", { date: undefined }],
    ["with a date that is none", { date: "yesterday" }],
    ["that is not Atlas's", { date: inDays(9), status: 404, body: "<html></html>", type: "text/html" }],
])("an answer %s tells nothing", async (_what, strange) => {
    said = { date: inDays(3) };
    await ask();
    said = strange;
    await ask();
    expect(daysAhead()).toBe(3);
});

it("time passes between answers", async () => {
    said = { date: inDays(3) };
    await ask();
    const before = floors.clusters.now();
    jest.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
    expect(floors.clusters.now() - before).toBeGreaterThanOrEqual(60_000);
    jest.restoreAllMocks();
});
