// What can befall a request on its way to Atlas and back.
import { setTimeout as delay } from "node:timers/promises";
import type { AuthorizationKind } from "../../../emulator/auth/authorize";
import type { CredentialKind } from "../driver/atlas";
import type { Exchange } from "../driver/exchange";
import type { Resolution } from "../driver/messages";
import type { Fault, Seen } from "../driver/run";

/** One row of the table. */
export interface Ailment {
    readonly name: string;
    /** What befalls a request that arrives. */
    readonly fault?: Fault;
    /** What the host's name is looked up to, for one that does not. */
    readonly resolution?: Resolution;
    /** What a person must be able to read where a run fails of it. */
    readonly says: RegExp;
    /** Whether a provider can go on as if nothing had happened, however long it lasts. */
    readonly harmless?: boolean;
    /** Whether a run fails of it that meets it once, as its n-th request; default never: what passes is ridden out. */
    readonly endsRun?: (ordinal: number) => boolean;
    /** Whether it befalls writes alone, or is another one for them alone: looks change nothing. */
    readonly writesOnly?: boolean;
    /** How a request proves who it is that can meet it; default in any way. */
    readonly authorization?: AuthorizationKind;
    /** The credential that it is about; default `account`. */
    readonly credential?: CredentialKind;
    /** Our seconds until a request without an answer is given up, where it is about that. */
    readonly timeout?: number;
}

/** Soon given up, for an answer that never comes. Seconds. */
const soon = 0.3;

/** Nobody listens there. */
const elsewhere = "127.0.0.2";

const page = "<html><head><title>Please wait</title></head><body>Service unavailable</body></html>";

function answer(status: number, errorCode?: string, headers: Record<string, string> = {}): Response {
    const body = { error: status, errorCode, detail: "A test wants it so.", reason: null, parameters: [] };
    return Response.json(body, { status, headers });
}

function web(status: number): Response {
    return new Response(page, { status, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** Something answers in place of Atlas, which has acted all the same. */
const instead =
    (other: () => Response): Fault =>
    async (exchange) => {
        await exchange.act();
        return other();
    };

/** Atlas's answer with another text, or another head. */
async function rewritten(
    exchange: Exchange,
    change: (text: string) => string,
    contentType?: string,
): Promise<Response> {
    const answer = await exchange.act();
    const headers = new Headers(answer.headers);
    if (contentType !== undefined) {
        headers.set("Content-Type", contentType);
    }
    const { status } = answer;
    return new Response(status === 204 ? null : change(await answer.text()), { status, headers });
}

/** Where nothing has answered as Atlas does yet, the address is wrong rather than Atlas in trouble: told at once. */
const isFirst = (ordinal: number): boolean => ordinal === 1;

export const ailments: readonly Ailment[] = [
    { name: "connection refused", resolution: { address: elsewhere }, says: /refused the connection/ },
    {
        name: "unknown host",
        resolution: { code: "ENOTFOUND" },
        says: /the host name of http\S+ cannot be resolved\./,
    },
    {
        name: "no answer about the host",
        resolution: { code: "EAI_AGAIN" },
        says: /the host name of http\S+ cannot be resolved at the moment/,
    },
    { name: "reset before it acted", fault: (exchange) => exchange.cut(), says: /closed the connection/ },
    {
        name: "reset after it acted",
        writesOnly: true,
        fault: async (exchange) => {
            await exchange.act();
            return exchange.cut();
        },
        says: /closed the connection/,
    },
    {
        name: "time-out before it acted",
        fault: (exchange) => exchange.silence(),
        timeout: soon,
        says: /timed out/,
    },
    {
        name: "time-out after it acted",
        writesOnly: true,
        fault: async (exchange) => {
            await exchange.act();
            return exchange.silence();
        },
        timeout: soon,
        says: /timed out/,
    },
    { name: "429", fault: () => answer(429, "RATE_LIMITED"), says: /\b429\b/ },
    {
        name: "429 with Retry-After",
        fault: () => answer(429, "RATE_LIMITED_TOKEN_BUCKET", { "Retry-After": "2" }),
        says: /\b429\b/,
    },
    { name: "500 before it acted", fault: () => answer(500, "UNEXPECTED_ERROR"), says: /\b500\b/ },
    {
        name: "500 after it acted",
        writesOnly: true,
        fault: instead(() => answer(500, "UNEXPECTED_ERROR")),
        says: /\b500\b/,
    },
    {
        name: "502 before it acted",
        fault: () => new Response("Bad gateway", { status: 502 }),
        says: /\b502\b/,
    },
    {
        name: "502 after it acted",
        writesOnly: true,
        fault: instead(() => new Response("Bad gateway", { status: 502 })),
        says: /\b502\b/,
    },
    { name: "503 web page before it acted", fault: () => web(503), says: /\b503\b/ },
    { name: "503 web page after it acted", fault: instead(() => web(503)), says: /\b503\b/ },
    {
        name: "200 web page before it acted",
        fault: () => web(200),
        endsRun: isFirst,
        says: /not the Atlas API's \(Content-Type: text\/html/,
    },
    {
        name: "200 web page after it acted",
        writesOnly: true,
        fault: instead(() => web(200)),
        endsRun: isFirst,
        says: /not the Atlas API's \(Content-Type: text\/html/,
    },
    {
        name: "truncated JSON",
        fault: (exchange) => rewritten(exchange, (text) => text.slice(0, text.length / 2)),
        says: /was truncated/,
    },
    {
        name: "an answer that breaks off",
        fault: async (exchange) => exchange.breakOff(await exchange.act()),
        says: /closed the connection|was truncated/,
    },
    {
        name: "409 while something else goes on",
        writesOnly: true,
        fault: () => answer(409, "ANOTHER_OPERATION_IN_PROGRESS"),
        says: /\b409\b/,
    },
    {
        name: "400 while something else goes on",
        writesOnly: true,
        // No code of Atlas's that is known to pass: it is said to the user as any other "no".
        endsRun: () => true,
        fault: () => answer(400, "ANOTHER_OPERATION_IN_PROGRESS"),
        says: /\b400\b/,
    },
    {
        name: "405 while Atlas is upgraded",
        writesOnly: true,
        fault: () => answer(405, "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES"),
        says: /\b405\b/,
    },
    {
        name: "JSON under a wrong content type",
        fault: (exchange) => rewritten(exchange, (text) => text, "text/html"),
        harmless: true,
        says: /./,
    },
    {
        name: "an answer that takes long",
        fault: async (exchange) => {
            const given = await exchange.act();
            await delay(soon * 1000);
            return given;
        },
        // Much longer than the answer takes: a busy machine is not what this is about.
        timeout: 20 * soon,
        harmless: true,
        says: /./,
    },
    {
        name: "the token ends",
        fault: (exchange) => {
            exchange.spoil();
            return exchange.act();
        },
        authorization: "bearer",
        says: /\b401\b/,
    },
    {
        name: "the nonce is stale",
        fault: (exchange) => {
            exchange.spoil();
            return exchange.act();
        },
        credential: "key",
        authorization: "digest",
        says: /\b401\b/,
    },
];

/** Whether a fault can befall a request, and is another one than its neighbours in the table. */
export function befalls(ailment: Ailment, { what, authorization }: Seen): boolean {
    const isWrite = !what.startsWith("GET") && !what.includes("oauth");
    return (
        (ailment.authorization ?? authorization) === authorization && (isWrite || ailment.writesOnly !== true)
    );
}
