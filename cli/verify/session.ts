import { setTimeout as delay } from "node:timers/promises";
import axios, { AxiosError } from "axios";
import { createAuthenticator, type HttpResponse } from "../../provider/atlas/auth";
import type { Token } from "../../provider/atlas/auth/service-account";
import { flattenHeaders } from "../../provider/atlas/http/client";
import { connectionError, parseApiError, readRetryAfter } from "../../provider/atlas/http/response-errors";
import { asNumber, asRecord, asString, parseJson } from "../../provider/atlas/json-readers";
import type { Settings } from "../../provider/atlas/settings";
import { version } from "../../provider/version";

/** The media type that asks for a version of the API: a version's date, or plain JSON. */
export type Version = `${number}-${number}-${number}` | "json";

/** A request, ready to be sent. */
export interface Ask {
    readonly method: string;
    /** Path and query, encoded. */
    readonly uri: string;
    readonly version: Version;
    readonly body?: unknown;
    /** Without a proof of who asks. */
    readonly isAnonymous?: boolean;
}

/** An answer as it came, which nothing has tried again or translated. */
export interface Observed extends HttpResponse {
    /** The body as JSON; undefined where it is none. */
    readonly json: unknown;
    /** From sending to answer. */
    readonly milliseconds: number;
    /** When it was answered, by Atlas's own clock where it tells it. Milliseconds since 1970. */
    readonly at: number;
}

/** A connection that shows what Atlas really answers. */
export interface Session {
    /** @throws AtlasError where nothing answers. */
    ask: (request: Ask) => Promise<Observed>;
    /** The answer to the request for a token, once there was one. */
    token: () => Observed | undefined;
    /** Revokes the token. */
    close: () => Promise<void>;
}

/** How often a request is sent again that Atlas's limit on requests has refused, and how long that may take each time. */
const retries = 3;
const longestPause = 60_000;

/**
 * Opens one. The provider's own client is of no use here: it tries failures again, and shows of an answer only what it has
 * understood. Its authorization is the same, and so is its HTTP library, for the sake of proxies and certificates.
 */
export function openSession(settings: Settings): Session {
    const http = axios.create({
        baseURL: settings.baseUrl,
        timeout: 60_000,
        maxRedirects: 0,
        headers: { "User-Agent": `pulumi-atlas-serverless/${version} verify` },
        responseType: "text",
        transformResponse: (body: unknown) => body,
        validateStatus: () => true,
    });
    let token: Observed | undefined;
    const authenticator = createAuthenticator(settings.credential, async (): Promise<Token> => {
        token = await oauth("token", { grant_type: "client_credentials" });
        const body = asRecord(token.json);
        const accessToken = asString(body["access_token"]);
        if (accessToken === undefined) {
            throw parseApiError("get an access token for the service account", token, body, settings);
        }
        return { accessToken, expiresIn: asNumber(body["expires_in"]) ?? 3600 };
    });
    return {
        token: () => token,
        ask: async (request) => {
            for (let retry = 0; ; retry += 1) {
                const answer = await askOnce(request);
                const pause = readRetryAfter(answer);
                // The limit on requests is not what is verified.
                if (
                    answer.status !== 429 ||
                    pause === undefined ||
                    pause > longestPause ||
                    retry >= retries
                ) {
                    return answer;
                }
                await delay(pause);
            }
        },
        close: async () => {
            const inUse = await authenticator.end();
            if (inUse !== undefined) {
                const form = { token: inUse, token_type_hint: "access_token" };
                // A token that could not be revoked ends within the hour.
                await oauth("revoke", form).catch(() => undefined);
            }
        },
    };

    async function askOnce({ method, uri, version: date, body, isAnonymous }: Ask): Promise<Observed> {
        const type = date === "json" ? "application/json" : `application/vnd.atlas.${date}+json`;
        let observed: Observed | undefined;
        const sendAs = async (authorization?: string): Promise<HttpResponse> => {
            const headers = {
                Accept: type,
                ...(body !== undefined && { "Content-Type": type }),
                ...(authorization !== undefined && { Authorization: authorization }),
            };
            observed = await send(
                method,
                uri,
                headers,
                body === undefined ? undefined : JSON.stringify(body),
            );
            return observed;
        };
        const answer = await (isAnonymous === true
            ? sendAs()
            : authenticator.authorize({ method, uri }, sendAs));
        return observed ?? observedOf(answer, 0);
    }

    async function oauth(operation: "token" | "revoke", form: Record<string, string>): Promise<Observed> {
        const { credential } = settings;
        if (credential.kind !== "serviceAccount") {
            throw new Error("only a service account has tokens");
        }
        const basic = Buffer.from(`${credential.clientId}:${credential.clientSecret}`).toString("base64");
        const headers = {
            Accept: "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            Authorization: `Basic ${basic}`,
        };
        return send("POST", `/api/oauth/${operation}`, headers, new URLSearchParams(form).toString());
    }

    async function send(
        method: string,
        url: string,
        headers: Record<string, string>,
        data: string | undefined,
    ): Promise<Observed> {
        const start = performance.now();
        try {
            const answer = await http.request<unknown>({ method, url, headers, ...(data && { data }) });
            const response = {
                status: answer.status,
                headers: flattenHeaders(answer.headers),
                body: asString(answer.data) ?? "",
            };
            return observedOf(response, performance.now() - start);
        } catch (error) {
            throw error instanceof AxiosError
                ? connectionError(`${method} ${url.split("?")[0] ?? url}`, error, settings)
                : error;
        }
    }
}

function observedOf(response: HttpResponse, milliseconds: number): Observed {
    const at = Date.parse(response.headers["date"] ?? "");
    return {
        ...response,
        json: parseJson(response.body),
        milliseconds: Math.round(milliseconds),
        at: Number.isNaN(at) ? Date.now() : at,
    };
}
