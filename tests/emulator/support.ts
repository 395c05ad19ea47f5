// A running emulator and a client that is nothing but fetch, so that what is tested is what goes over the wire.
import { createHash } from "node:crypto";
import { startEmulator } from "../../emulator/index";
import type { Emulator, EmulatorOptions } from "../../emulator/index";

/** The only media type that serverless has. */
export const MEDIA_TYPE = "application/vnd.atlas.2023-01-01+json";

/** The media type of the Flex generation. */
export const FLEX_TYPE = "application/vnd.atlas.2024-11-13+json";

/** An answer with its body read. */
export interface Answer {
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
    readonly body: Json;
}

/** JSON that tests look into freely. */
export type Json = { readonly [key: string]: Json } & readonly Json[] & (string | number | boolean | null);

/** A request in a test. */
export interface Ask {
    readonly method?: string;
    /** Sent as JSON, or as it stands where it is text. */
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** An emulator with a client that holds a token. */
export interface Bench {
    readonly emulator: Emulator;
    /** Asks below the project: `/serverless/orders`. */
    readonly ask: (path: string, ask?: Ask) => Promise<Answer>;
    /** The same with the Flex generation's media type: `/flexClusters/orders`. */
    readonly flex: (path: string, ask?: Ask) => Promise<Answer>;
    /** The same under v1.0, in plain JSON. */
    readonly v1: (path: string, ask?: Ask) => Promise<Answer>;
    /** Asks below the origin, with no header but those given. */
    readonly raw: (path: string, ask?: Ask) => Promise<Answer>;
    /** Asks the control API: `/state`. */
    readonly control: (path: string, body?: unknown, method?: string) => Promise<Answer>;
    /** Asks, by default as `ask` does, until the answer satisfies. */
    readonly until: (
        path: string,
        satisfies: (answer: Answer) => boolean,
        by?: Bench["ask"],
    ) => Promise<Answer>;
}

/**
 * Starts an emulator, by default so fast that a create takes a tenth of a second, and in the time when both generations of the API
 * were served.
 */
export async function startBench(options: EmulatorOptions = {}): Promise<Bench> {
    const emulator = await startEmulator({ scale: 100, era: "classic", ...options });
    const raw = async (path: string, { method = "GET", body, headers = {} }: Ask = {}): Promise<Answer> => {
        const sent = Object.entries(headers).filter(
            (entry): entry is [string, string] => entry[1] !== undefined,
        );
        const response = await fetch(emulator.baseUrl + path, {
            method,
            headers: sent,
            ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, headers: response.headers, text, body: parsed(text) };
    };
    let authorization = "";
    const asking =
        (version: string, type: string) =>
        async (path: string, { headers, ...rest }: Ask = {}): Promise<Answer> => {
            authorization ||= `Bearer ${await tokenOf(emulator)}`;
            const usual = { Authorization: authorization, Accept: type, "Content-Type": type };
            return raw(`/api/atlas/${version}/groups/${emulator.projectId}${path}`, {
                ...rest,
                headers: { ...usual, ...headers },
            });
        };
    const ask = asking("v2", MEDIA_TYPE);
    const flex = asking("v2", FLEX_TYPE);
    const v1 = asking("v1.0", "application/json");
    const control = (path: string, body?: unknown, method = body === undefined ? "GET" : "POST") =>
        raw(`/_emulator${path}`, { method, body, headers: { "Content-Type": "application/json" } });
    const until: Bench["until"] = async (path, satisfies, by = ask) => {
        for (;;) {
            const answer = await by(path);
            if (satisfies(answer)) {
                return answer;
            }
        }
    };
    return { emulator, ask, flex, v1, raw, control, until };
}

/** The `Authorization` header of a service account. */
export function basic(id: string, secret: string): string {
    return `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
}

/** The headers of a request to the token endpoints. */
export function clientHeaders(emulator: Emulator): Record<string, string> {
    return {
        Authorization: basic(emulator.clientId, emulator.clientSecret),
        "Content-Type": "application/x-www-form-urlencoded",
    };
}

/** A fresh token. */
export async function tokenOf(emulator: Emulator): Promise<string> {
    const response = await fetch(`${emulator.baseUrl}/api/oauth/token`, {
        method: "POST",
        headers: clientHeaders(emulator),
        body: "grant_type=client_credentials",
    });
    return (parsed(await response.text()) as unknown as { access_token: string }).access_token;
}

/** The answer to a digest challenge. */
export function digest(
    key: { publicKey: string; privateKey: string },
    request: { challenge: string; method: string; uri: string; count: number },
): string {
    const md5 = (text: string) => createHash("md5").update(text).digest("hex");
    const nonce = /nonce="([^"]*)"/.exec(request.challenge)?.[1] ?? "";
    const nc = request.count.toString(16).padStart(8, "0");
    const secret = md5(`${key.publicKey}:MMS Public API:${key.privateKey}`);
    const response = md5(`${secret}:${nonce}:${nc}:c0ffee:auth:${md5(`${request.method}:${request.uri}`)}`);
    return (
        `Digest username="${key.publicKey}", realm="MMS Public API", nonce="${nonce}", uri="${request.uri}", ` +
        `algorithm=MD5, qop=auth, nc=${nc}, cnonce="c0ffee", response="${response}"`
    );
}

/** A create's body that is right. */
export function creation(
    name: string,
    rest: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
    return { name, providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" }, ...rest };
}

/** Status and error code. */
export function code({ status, body }: Answer): [number, unknown] {
    return [status, body["errorCode"]];
}

/** Whether an answer shows a state. */
export function inState(stateName: string): (answer: Answer) => boolean {
    return ({ body }) => body["stateName"] === stateName;
}

/** The names on a page. */
export function namesIn({ body }: Answer): string[] {
    return (body["results"] as readonly Json[]).map((item) => String(item["name"]));
}

function parsed(text: string): Json {
    try {
        return JSON.parse(text) as Json;
    } catch {
        return null as unknown as Json;
    }
}
