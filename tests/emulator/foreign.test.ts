// Who is turned away: the pages of other origins, that a browser on this machine happens to show. Requests are made by hand, for
// fetch lets nobody choose the headers that a browser sets itself.
import { request } from "node:http";
import { creation, startBench, tokenOf } from "./support";
import type { Bench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench();
    await bench.control("/seed", { instances: [{ name: "orders" }] });
});
afterEach(() => bench.emulator.close());

interface Sent {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

interface Heard {
    readonly status: number | undefined;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly text: string;
}

/** One request with exactly these headers. */
function send({ method = "GET", path = "/_emulator/state", headers = {}, body }: Sent): Promise<Heard> {
    const { hostname, port } = new URL(bench.emulator.baseUrl);
    return new Promise((resolve, reject) => {
        request({ hostname, port, method, path, headers, agent: false }, (answer) => {
            let text = "";
            answer.setEncoding("utf8").on("data", (part: string) => (text += part));
            answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
            answer.on("error", reject);
        })
            .on("error", reject)
            .end(body);
    });
}

const port = () => new URL(bench.emulator.baseUrl).port;
const api = () => `/api/atlas/v2/groups/${bench.emulator.projectId}/serverless`;
const json = { "Content-Type": "application/json" };
const names = async () => {
    const { body } = await bench.control("/state");
    return body["projects"]?.[0]?.["instances"]?.map((instance) => String(instance["name"]));
};

/** Every kind of thing that is served. */
const everything = (): Sent[] => [
    { path: "/", headers: { Accept: "text/html" } },
    { path: "/_emulator/page.js" },
    { path: "/_emulator/state" },
    { path: "/_emulator/events" },
    { path: "/_emulator/seed", method: "POST", headers: json, body: '{"instances":[{"name":"theirs"}]}' },
    { path: "/_emulator/faults", method: "DELETE" },
    { path: api() },
    { path: api(), method: "POST", headers: json, body: JSON.stringify(creation("theirs")) },
    { path: "/api/oauth/token", method: "POST" },
    { path: "/nowhere" },
    { path: "/_emulator/state", method: "OPTIONS" },
];

async function expectAllRefused(headers: Readonly<Record<string, string>>): Promise<void> {
    const Authorization = `Bearer ${await tokenOf(bench.emulator)}`;
    for (const sent of everything()) {
        const { status, text } = await send({
            ...sent,
            headers: { Authorization, ...sent.headers, ...headers },
        });
        expect([sent.path, status]).toEqual([sent.path, 403]);
        expect(JSON.parse(text)).toMatchObject({ error: 403, errorCode: "FOREIGN_REQUEST" });
    }
    expect(await names()).toEqual(["orders"]);
}

describe("a host that is not this machine's own", () => {
    it.each([
        "attacker.example",
        "attacker.example:PORT",
        "localhost.attacker.example:PORT",
        "127.0.0.1.nip.io:PORT",
        "theirs.localhost:PORT",
        "0.0.0.0:PORT",
        "192.168.1.7:PORT",
        "[::2]:PORT",
    ])("is refused everything: %s", async (host) => {
        await expectAllRefused({ Host: host.replace("PORT", port()) });
    });

    it("is refused in the request line, too", async () => {
        const path = "http://attacker.example/_emulator/state";
        expect((await send({ path, headers: { Host: `127.0.0.1:${port()}` } })).status).toBe(403);
    });

    it("is told which ones are", async () => {
        const { text } = await send({ headers: { Host: "attacker.example" } });
        expect(JSON.parse(text)).toMatchObject({
            detail: expect.stringContaining("127.0.0.1, localhost, [::1]") as unknown,
        });
    });
});

it.each(["127.0.0.1:PORT", "localhost:PORT", "LocalHost:PORT", "[::1]:PORT", "localhost:9", "localhost"])(
    "takes the host %s, also where a forwarded port has another number",
    async (host) => {
        const headers = { Host: host.replace("PORT", port()) };
        expect((await send({ headers })).status).toBe(200);
        const Authorization = `Bearer ${await tokenOf(bench.emulator)}`;
        const Accept = "application/vnd.atlas.2023-01-01+json";
        expect((await send({ path: api(), headers: { ...headers, Authorization, Accept } })).status).toBe(
            200,
        );
    },
);

describe("where it listens on every address, and accepts the name of its container", () => {
    beforeEach(async () => {
        await bench.emulator.close();
        bench = await startBench({ host: "0.0.0.0", allowedHosts: ["Atlas"] });
    });

    it("its own clients reach it as before", () => {
        expect(bench.emulator.baseUrl).toBe(`http://127.0.0.1:${port()}`);
    });

    it.each([
        ["127.0.0.1:PORT", 200],
        ["localhost:9", 200],
        ["atlas:8080", 200],
        ["ATLAS", 200],
        ["0.0.0.0:PORT", 403],
        ["atlas.attacker.example", 403],
        ["attacker.example:PORT", 403],
    ])("a request to %s is answered %d", async (host, status) => {
        expect((await send({ headers: { Host: host.replace("PORT", port()) } })).status).toBe(status);
    });

    it("a page of another origin is refused as before", async () => {
        const headers = { Host: "atlas:8080", Origin: "http://atlas:9090" };
        expect((await send({ headers })).status).toBe(403);
    });
});

describe("an origin that is not the page's own", () => {
    it.each([
        "https://attacker.example",
        "http://attacker.example:PORT",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:PORT",
        "https://127.0.0.1:PORT",
        "null",
        "file://",
    ])("is refused everything: %s", async (origin) => {
        await expectAllRefused({ Origin: origin.replace("PORT", port()) });
    });

    it.each(["cross-site", "same-site"])("is refused where the browser only says %s", async (site) => {
        await expectAllRefused({ "Sec-Fetch-Site": site });
    });
});

it("takes the page's own requests", async () => {
    const own = { Origin: bench.emulator.baseUrl, "Sec-Fetch-Site": "same-origin", ...json };
    const body = '{"operation":"*"}';
    const path = "/_emulator/faults";
    expect((await send({ path, method: "POST", headers: own, body })).status).toBe(200);
    expect((await send({ path, method: "DELETE", headers: own })).status).toBe(200);
    expect(
        (await send({ path: "/", headers: { Accept: "text/html", "Sec-Fetch-Site": "none" } })).status,
    ).toBe(200);
});

describe("what changes something through the control API", () => {
    it.each<[string, Readonly<Record<string, string>>]>([
        ["nothing said of it", {}],
        ["text", { "Content-Type": "text/plain" }],
        ["text that has JSON in it", { "Content-Type": "text/plain; application/json" }],
        ["a form", { "Content-Type": "application/x-www-form-urlencoded" }],
        ["a form with parts", { "Content-Type": "multipart/form-data; boundary=application/json" }],
    ])("is refused with %s", async (_what, headers) => {
        const body = '{"instances":[{"name":"theirs"}]}';
        for (const path of ["/_emulator/seed", "/_emulator/reset"]) {
            const { status, text } = await send({ method: "POST", path, headers, body });
            expect(status).toBe(415);
            expect(JSON.parse(text)).toMatchObject({
                error: 415,
                detail: expect.stringContaining("application/json") as unknown,
            });
        }
        expect(await names()).toEqual(["orders"]);
    });

    it("is refused without a body, too", async () => {
        expect((await send({ method: "POST", path: "/_emulator/reset" })).status).toBe(415);
        expect(await names()).toEqual(["orders"]);
    });

    it("is taken as JSON", async () => {
        const headers = { "Content-Type": "Application/JSON;charset=utf-8" };
        expect((await send({ method: "POST", path: "/_emulator/reset", headers })).status).toBe(200);
        expect(await names()).toEqual([]);
        expect((await send({ method: "DELETE", path: "/_emulator/faults" })).status).toBe(200);
    });
});

it.each<[string, object]>([
    ["a page", { contentType: "text/html", body: "<script>alert(1)</script>" }],
    [
        "a page with a policy of its own",
        {
            contentType: "text/html",
            headers: { "content-security-policy": "default-src *", "X-CONTENT-TYPE-OPTIONS": "off" },
        },
    ],
    ["nothing", { status: 204 }],
])("shuts what a fault answers into a sandbox: %s", async (_what, answer) => {
    const Authorization = `Bearer ${await tokenOf(bench.emulator)}`;
    await bench.control("/faults", { operation: "*", answer: { status: 200, ...answer } });
    const { headers } = await send({ path: api(), headers: { Authorization } });
    expect([headers["content-security-policy"], headers["x-content-type-options"]]).toEqual([
        "sandbox",
        "nosniff",
    ]);
});

it("lets no answer be taken for anything but what it says it is", async () => {
    for (const sent of everything()) {
        const { headers } = await send(
            sent.path === "/_emulator/events" ? { path: "/_emulator/stats" } : sent,
        );
        expect([sent.path, headers["x-content-type-options"]]).toEqual([sent.path, "nosniff"]);
    }
});
