// A server that answers anything at all, as proxies, broken networks and an Atlas of tomorrow may.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { anyJson, nearly } from "./json";
import * as wire from "./wire";

/** An answer, as it goes over the wire. */
export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** Whether it is sent whole, to its middle, not at all, or whether it is no HTTP. */
    readonly arrives: "whole" | "half" | "never" | "garbled";
}

const right = fc.oneof(
    wire.serverlessInstance,
    wire.flexInstance,
    wire.serverlessSnapshot,
    wire.flexSnapshot,
    wire.atlasError,
    wire.pageOf(fc.oneof(wire.serverlessInstance, wire.flexInstance, wire.serverlessSnapshot)),
    fc.constant({ access_token: "mdb_sa_at_1", expires_in: 3600 }),
);

const anyBody = fc.oneof(
    { weight: 6, arbitrary: fc.oneof(right, nearly(right)).map((json) => JSON.stringify(json)) },
    { weight: 2, arbitrary: anyJson.map((json) => JSON.stringify(json)) },
    {
        weight: 1,
        arbitrary: fc.constantFrom("", "<html><body>503</body></html>", '{"results": [', "\u0000", "1e999"),
    },
);

const anyHeader = fc.constantFrom(
    ["Retry-After", "1"],
    ["Retry-After", "1e9"],
    ["Retry-After", "-5"],
    ["Retry-After", "soon"],
    ["Retry-After", "Wed, 21 Oct 2065 07:28:00 GMT"],
    ["RateLimit-Limit", "1200"],
    ["RateLimit-Limit", "0"],
    ["RateLimit-Remaining", "0"],
    ["RateLimit-Remaining", "1199"],
    ["RateLimit-Remaining", "-1"],
    ["RateLimit-Remaining", "many"],
    ["Content-Type", "text/html"],
    ["Content-Type", "application/vnd.atlas.2023-01-01+json"],
    ["Content-Encoding", "gzip"],
    ["Content-Encoding", "br"],
    ["Content-Encoding", "unheard-of"],
    ["Location", "http://127.0.0.1:9/elsewhere"],
    ["WWW-Authenticate", 'Digest realm="MMS Public API", nonce="0", algorithm=MD5, qop="auth", stale=true'],
    ["WWW-Authenticate", 'Digest nonce="'],
    ["WWW-Authenticate", "Bearer"],
    ["Deprecation", "true"],
    ["Sunset", "never"],
    ["X-Request-Id", "1"],
    ["Set-Cookie", "a=b"],
);

/** Any answer. */
export const anyAnswer: fc.Arbitrary<Answer> = fc.record({
    status: fc.oneof(
        { weight: 5, arbitrary: fc.constant(200) },
        { weight: 1, arbitrary: fc.constantFrom(201, 202, 204, 206, 299) },
        { weight: 1, arbitrary: fc.constantFrom(300, 301, 302, 304, 307, 308) },
        { weight: 4, arbitrary: fc.constantFrom(400, 401, 402, 403, 404, 405, 406, 409, 410, 418, 429) },
        { weight: 3, arbitrary: fc.constantFrom(500, 502, 503, 504, 599) },
    ),
    headers: fc
        .array(anyHeader, { maxLength: 3 })
        .map((headers) => Object.fromEntries(headers) as Record<string, string>),
    body: anyBody,
    arrives: fc.constantFrom<Answer["arrives"][]>(
        "whole",
        "whole",
        "whole",
        "whole",
        "whole",
        "whole",
        "half",
        "never",
        "garbled",
    ),
});

/** When there is no more to say. */
const last: Answer = { status: 500, headers: {}, body: "{}", arrives: "whole" };

/** A running server. */
export class Stranger {
    readonly #server: Server;
    #answers: Answer[] = [];
    /** Whether tokens are given to everybody who asks. */
    #givesTokens = true;

    private constructor(server: Server) {
        this.#server = server;
        server.on("request", (request: IncomingMessage, response: ServerResponse) =>
            this.#answer(request, response),
        );
    }

    static async start(): Promise<Stranger> {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return new Stranger(server);
    }

    get baseUrl(): string {
        return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    /** What is answered from now on. */
    says(answers: readonly Answer[], givesTokens: boolean): void {
        this.#answers = [...answers];
        this.#givesTokens = givesTokens;
    }

    /** Ends all connections. */
    hangUp(): void {
        this.#server.closeAllConnections();
    }

    async close(): Promise<void> {
        await new Promise<void>((resolve) => {
            this.#server.close(() => resolve());
            this.hangUp();
        });
    }

    #answer(request: IncomingMessage, response: ServerResponse): void {
        request.resume();
        if (this.#givesTokens && request.url === "/api/oauth/token") {
            response.end(JSON.stringify({ access_token: "mdb_sa_at_1", expires_in: 3600 }));
            return;
        }
        const { status, headers, body, arrives } = this.#answers.shift() ?? last;
        switch (arrives) {
            case "whole":
                response.writeHead(status, headers).end(body);
                break;
            case "half":
                response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) + 10 });
                response.write(body.slice(0, body.length / 2), () => response.destroy());
                break;
            case "never":
                request.socket.resetAndDestroy();
                break;
            case "garbled":
                request.socket.end("HTTP/1.1 two hundred\r\n\r\n");
                break;
        }
    }
}
