import { LatencyModel } from "../../emulator/server/latency";
import { OptionError, startEmulator } from "../../emulator/index";
import { creation, startBench } from "./support";

it("tells a program where it is", async () => {
    const emulator = await startEmulator();
    expect(emulator.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(emulator.env).toEqual({
        MONGODB_ATLAS_BASE_URL: emulator.baseUrl,
        MONGODB_ATLAS_PROJECT_ID: emulator.projectId,
        MONGODB_ATLAS_CLIENT_ID: emulator.clientId,
        MONGODB_ATLAS_CLIENT_SECRET: emulator.clientSecret,
    });
    await emulator.close();
    await emulator.close();
    await expect(fetch(emulator.baseUrl)).rejects.toThrow("fetch failed");
});

it("is today's Atlas, where nothing else is asked for", async () => {
    const emulator = await startEmulator();
    expect(await (await fetch(`${emulator.baseUrl}/_emulator/era`)).json()).toMatchObject({ era: "sunset" });
    await emulator.close();
});

it.each([
    { port: 70_000 },
    { port: 1.5 },
    { scale: 0 },
    { scale: NaN },
    { seed: -1 },
    { era: "baroque" as "classic" },
    { host: "localhost" },
    { allowedHosts: ["atlas:8080"] },
])("refuses the options %p", async (options) => {
    await expect(startEmulator(options)).rejects.toThrow(OptionError);
});

it("listens where it is told to, and nowhere else", async () => {
    // An address for documentation, which no machine has.
    await expect(startEmulator({ host: "192.0.2.1" })).rejects.toThrow("EADDRNOTAVAIL");
});

it("logs a line for each request, without what authorizes it", async () => {
    const lines: string[] = [];
    const bench = await startBench({ log: (line) => lines.push(line) });
    await bench.ask("/serverless");
    await bench.emulator.close();
    expect(lines).toEqual([
        expect.stringMatching(/^POST \/api\/oauth\/token 200 \d+ ms$/),
        expect.stringMatching(/^GET \/api\/atlas\/v2\/groups\/[a-f0-9]{24}\/serverless 200 \d+ ms$/),
    ]);
});

it("answers after as long as the service would take", async () => {
    const latencies = new LatencyModel(1);
    const hundred = (pace: "read" | "write" | "create") =>
        Array.from({ length: 100 }, () => latencies.next(pace, pace)).sort((one, other) => one - other);
    for (const [pace, low, high] of [
        ["read", 69, 91],
        ["write", 91, 581],
        ["create", 581, 750],
    ] as const) {
        const spans = hundred(pace);
        expect(spans[0]).toBeGreaterThanOrEqual(low);
        expect(spans[99]).toBeLessThanOrEqual(high);
    }
    const bench = await startBench({ scale: 4 });
    const start = performance.now();
    await bench.ask("/serverless", { method: "POST", body: creation("paced") });
    // A token and a create, four times as fast.
    expect(performance.now() - start).toBeGreaterThanOrEqual((69 + 581) / 4 - 5);
    await bench.emulator.close();
});

it("never makes two clusters of one name, however many ask at once", async () => {
    const bench = await startBench();
    await bench.ask("/serverless");
    const race = Array.from({ length: 8 }, () =>
        bench.ask("/serverless", { method: "POST", body: creation("one") }),
    );
    const statuses = (await Promise.all(race)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 400, 400, 400, 400, 400, 400, 400]);
    await bench.emulator.close();
});
