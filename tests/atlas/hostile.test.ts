// Servers that mean harm, or are not what they seem: what they can make the client do.
import type { RequestListener } from "node:http";
import { connect } from "../../provider/atlas/connect";
import type { Credential, Settings } from "../../provider/atlas/settings";
import { SkippingClock } from "./auto-advancing-clock";
import { failure, floorsWith, kinds, startStranger, type Floors, type Stranger } from "./support";

const groupId = "0123456789abcdef01234567";
const credentials: Readonly<Record<Credential["kind"], Credential>> = {
    accessToken: { kind: "accessToken", accessToken: "marked-token" },
    serviceAccount: { kind: "serviceAccount", clientId: "marked-id", clientSecret: "marked-secret" },
    apiKey: { kind: "apiKey", publicKey: "marked-public", privateKey: "marked-private" },
};

const strangers: Stranger[] = [];
async function stranger(listener: RequestListener): Promise<Stranger> {
    const started = await startStranger(listener);
    strangers.push(started);
    return started;
}
afterEach(async () => {
    await Promise.all(strangers.splice(0).map(({ close }) => close()));
});

function settings(baseUrl: string, kind: Credential["kind"] = "accessToken"): Settings {
    return { baseUrl, credential: credentials[kind], source: "the environment" };
}

const floorsAt = (baseUrl: string, kind?: Credential["kind"], clock = new SkippingClock()): Floors =>
    floorsWith(settings(baseUrl, kind), clock);

/** A place that nothing may ever reach. */
async function forbidden(): Promise<{ baseUrl: string; reached: string[] }> {
    const reached: string[] = [];
    const { baseUrl } = await stranger(({ url = "", headers }, response) => {
        reached.push(`${url} ${JSON.stringify(headers)}`);
        response.end("{}");
    });
    return { baseUrl, reached };
}

const json = { "Content-Type": "application/json" };

describe("credentials go to nobody else", () => {
    it.each(kinds.flatMap((kind) => [301, 302, 303, 307, 308].map((status) => [kind, status] as const)))(
        "%s: a redirect (%i) is not followed",
        async (kind, status) => {
            const { baseUrl: elsewhere, reached } = await forbidden();
            const { baseUrl } = await stranger(({ url = "" }, response) => {
                response.writeHead(status, { Location: `${elsewhere}${url}` }).end();
            });
            const error = await failure(
                floorsAt(baseUrl, kind).serverless.list(groupId),
                settings(baseUrl, kind),
            );
            expect(error).toMatchObject({ kind: "invalidResponse", status });
            expect(reached).toEqual([]);
        },
    );

    it("a next page on another host is asked for here", async () => {
        const { baseUrl: elsewhere, reached } = await forbidden();
        const asked: string[] = [];
        const { baseUrl } = await stranger(({ url = "" }, response) => {
            asked.push(url);
            const links = asked.length === 1 ? [{ rel: "next", href: `${elsewhere}/more` }] : [];
            response.writeHead(200, json).end(JSON.stringify({ results: [], links }));
        });
        await floorsAt(baseUrl).serverless.list(groupId);
        expect(reached).toEqual([]);
        expect(asked.map((url) => new URL(url, baseUrl).searchParams.get("pageNum"))).toEqual(["1", "2"]);
    });
});

describe("there is an end", () => {
    it("to pages", async () => {
        let pages = 0;
        const { baseUrl } = await stranger((_request, response) => {
            pages += 1;
            response.writeHead(200, json).end(JSON.stringify({ results: [], links: [{ rel: "next" }] }));
        });
        await floorsAt(baseUrl).serverless.list(groupId);
        expect(pages).toBe(1000);
    });

    it("to an answer", async () => {
        const piece = Buffer.alloc(1024 * 1024, " ");
        const { baseUrl } = await stranger((_request, response) => {
            response.writeHead(200, json);
            const pour = (): void => {
                while (!response.destroyed && response.write(piece)) {
                    // Until the socket is full.
                }
                response.once("drain", pour);
            };
            pour();
        });
        const error = await failure(
            floorsAt(baseUrl).flex.get({ groupId, name: "orders" }),
            settings(baseUrl),
        );
        expect(error.message).toMatch(/was truncated/);
    });

    it.each([429, 503])("to what Retry-After may ask for: %i", async (status) => {
        let asked = 0;
        const { baseUrl } = await stranger((_request, response) => {
            asked += 1;
            response.writeHead(status, { ...json, "Retry-After": "1e9" }).end('{"error":1,"detail":"later"}');
        });
        const clock = new SkippingClock();
        await failure(
            floorsAt(baseUrl, "accessToken", clock).flex.get({ groupId, name: "orders" }),
            settings(baseUrl),
        );
        expect([asked, clock.slept]).toEqual([1, []]);
    });
});

describe("what a person is told of the address", () => {
    const said = (baseUrl: string): string[] => {
        const lines: string[] = [];
        connect(settings(baseUrl), { warn: (line) => lines.push(line) });
        return lines;
    };

    it.each(["https://cloud.mongodb.com", "https://cloud.mongodbgov.com", "https://eu.mongodb.com"])(
        "nothing of %s, which is MongoDB's",
        (address) => expect(said(address)).toEqual([]),
    );

    it.each(["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])(
        "nothing of %s, which is this machine",
        (address) => expect(said(address)).toEqual([]),
    );

    it.each(["https://proxy.example.com", "https://evil-mongodb.com", "https://mongodb.com.example.com"])(
        "once, that %s is not MongoDB's",
        (address) => {
            expect(said(address)).toEqual([
                `The Atlas credentials are being sent to ${address}, which is not a MongoDB domain. If this is ` +
                    `not intended, check MONGODB_ATLAS_BASE_URL and ` +
                    "atlas:baseUrl.",
            ]);
        },
    );
});

it("law: no write without somebody who still wants it; reads are free", async () => {
    const asked: string[] = [];
    const { baseUrl } = await stranger(({ method = "", url = "" }, response) => {
        asked.push(`${method} ${url}`);
        response.writeHead(200, json).end(JSON.stringify({ results: [], links: [] }));
    });
    const { clusters } = connect(settings(baseUrl), {
        beforeWrite: () => Promise.reject(new Error("nobody is there")),
    });
    const one = { name: "orders", backingProviderName: "AWS", regionName: "US_EAST_1" };
    await expect(clusters.create(groupId, one, "auto")).rejects.toThrow("nobody is there");
    await expect(clusters.upgrade(groupId, one)).rejects.toThrow("nobody is there");
    expect(asked).toEqual([]);
    expect(await clusters.list(groupId)).toEqual([]);
});

it.each(["serviceAccount", "apiKey"] as const)(
    "law: nor by %s, where nobody wants it any more once it is authorized",
    async (kind) => {
        const written: string[] = [];
        let isThere = true;
        const { baseUrl } = await stranger(({ method = "", url = "", headers }, response) => {
            isThere = false;
            if (url.startsWith("/api/oauth/token")) {
                response
                    .writeHead(200, json)
                    .end(JSON.stringify({ access_token: "marked-token", expires_in: 3600 }));
            } else if (kind === "apiKey" && headers.authorization === undefined) {
                const challenge =
                    'Digest realm="a", domain="", nonce="n", algorithm=MD5, qop="auth", stale=false';
                response.writeHead(401, { "WWW-Authenticate": challenge }).end();
            } else {
                written.push(`${method} ${url}`);
                response.writeHead(500, json).end("{}");
            }
        });
        const { clusters } = connect(settings(baseUrl, kind), {
            beforeWrite: () => (isThere ? Promise.resolve() : Promise.reject(new Error("nobody is there"))),
        });
        const one = { name: "orders", backingProviderName: "AWS", regionName: "US_EAST_1" };
        await expect(clusters.create(groupId, one, "auto")).rejects.toThrow("nobody is there");
        expect(written).toEqual([]);
    },
);
