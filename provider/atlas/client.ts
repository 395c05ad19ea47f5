import http from "node:http";
import https from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import axios, { AxiosError, type AxiosInstance } from "axios";
import { version } from "../version";
import { authorizeWith, type Answer, type Authorization, type Target } from "./authorization";
import type { Token } from "./authorization/service-account";
import { systemClock, type Clock } from "./clock";
import { Budgets } from "./budget";
import type { Settings } from "./credentials";
import { brokenOff, readRefusal, unreachable, unreadable } from "./answers";
import { AtlasError } from "./errors";
import { isRecord, number, text, type JsonRecord } from "./json";
import { Notices } from "./notices";
import { withRetries, type Effect, type Patience } from "./retry";

/** One operation of the Administration API. */
export interface Call extends Patience {
    /** What is being done, to stand after "Could not" in an error. */
    doing: string;
    method: "GET" | "POST" | "PATCH" | "DELETE";
    /** Path from the base URL, with a slash at its beginning; its variable parts are encoded. */
    path: string;
    query?: Readonly<Record<string, string | number | boolean>>;
    /** The body, to be sent as JSON. */
    body?: unknown;
    /** The media type that asks for a version of the API, also the type of the body. */
    mediaType: string;
    effect: Effect;
}

/** Milliseconds until a request without any answer is given up, unless the settings say otherwise. */
const usualTimeout = 60_000;
/** Milliseconds that each of the two steps may hold up the end of a process: to know its token, and to revoke it. */
const endTimeout = 2000;
/** What a write relies on was seen a moment before it was asked for, and counts as seen for so long. Milliseconds. */
const freshness = 1000;
/** The paths of the serverless generation; of the clusters' own it has the upgrade. */
const ofServerless = /\/groups\/[^/]+\/(serverless|clusters)(\/|$)/;
const largestAnswer = 32 * 1024 * 1024;

/**
 * The connection to one Atlas with one credential: keep-alive, authorization, retries, and errors that explain
 * themselves. It knows no operation; those are in the generations' rooms.
 *
 * Use one for all that a process does with an account, so that token, nonces and sockets are shared.
 */
export class AtlasClient {
    readonly clock: Clock;
    readonly #notices: Notices;
    readonly #settings: Settings;
    readonly #http: AxiosInstance;
    readonly #authorization: Authorization;
    readonly #budgets: Budgets;
    readonly #beforeWrite: () => Promise<void>;
    /** Whether what answers at the base URL has proved to be Atlas. */
    #isAtlas = false;
    /** How far Atlas's clock was ahead of the local one at its latest answer. Milliseconds. */
    #clockOffset = 0;

    /** @param beforeWrite Asked before each request that changes something; where it rejects, nothing is sent. */
    constructor(
        settings: Settings,
        clock: Clock = systemClock,
        notices = new Notices(() => undefined),
        beforeWrite: () => Promise<void> = () => Promise.resolve(),
    ) {
        this.#beforeWrite = beforeWrite;
        this.clock = clock;
        this.#notices = notices;
        this.#settings = settings;
        this.#budgets = new Budgets(clock);
        this.#http = axios.create({
            baseURL: settings.baseUrl,
            timeout: settings.requestTimeout ?? usualTimeout,
            maxRedirects: 0,
            maxContentLength: largestAnswer,
            httpAgent: new http.Agent({ keepAlive: true }),
            httpsAgent: new https.Agent({ keepAlive: true }),
            headers: { "User-Agent": `pulumi-atlas-serverless/${version}` },
            responseType: "text",
            transformResponse: (body: unknown) => body,
            validateStatus: () => true,
        });
        this.#authorization = authorizeWith(settings.credential, () => this.#requestToken());
    }

    /**
     * Carries out an operation and gives the answer's JSON; undefined where the answer has no body.
     *
     * @throws AtlasError when Atlas refuses it, when something else answers, or when nothing does.
     */
    async request(call: Call): Promise<JsonRecord | undefined> {
        const uri = axios.getUri({ url: call.path, ...(call.query && { params: call.query }) });
        const budget = this.#budgets.of(call.path);
        const purpose = call.method === "GET" ? "look" : "write";
        // What a write has done is only known by its answer, so nobody's haste cuts it off.
        const sent = purpose === "write" ? { ...call, signal: undefined } : call;
        let seen = this.clock.now();
        let lastFailure: AtlasError | undefined;
        const lookAgain = async (): Promise<void> => {
            try {
                await call.stillRight?.();
            } catch (error) {
                // That what it relies on could not be seen again is the lesser part of the story.
                throw error instanceof AtlasError ? (lastFailure ?? error.beforeSending()) : error;
            }
            seen = this.clock.now();
        };
        return withRetries(
            async () => {
                const ticket = await budget.turn({ ...call, purpose });
                let answer: Answer | undefined;
                try {
                    answer = await this.#authorization.authorize(
                        { method: call.method, uri },
                        async (authorization) => {
                            // The last thing before it is sent: a token may have taken its time.
                            if (purpose === "write") {
                                if (this.clock.now() - seen > freshness) {
                                    await lookAgain();
                                }
                                await this.#beforeWrite();
                            }
                            return this.#send(sent, uri, {
                                Accept: call.mediaType,
                                ...(call.body !== undefined && { "Content-Type": call.mediaType }),
                                ...(authorization !== undefined && { Authorization: authorization }),
                            });
                        },
                    );
                } catch (error) {
                    // The token is asked for by all who need it, but each tells of what it needed it for.
                    throw error instanceof AtlasError && error.unsent ? error.inOrderTo(call.doing) : error;
                } finally {
                    budget.answered(ticket, answer);
                }
                this.#noticeEnd(call.path, answer);
                return this.#read(call.doing, answer);
            },
            call.effect,
            this.clock,
            {
                ...call,
                onRetry: (failure) => {
                    lastFailure = failure;
                    call.onRetry?.(failure);
                },
            },
        );
    }

    /** Whether Atlas has told of a limit on the requests to a path and its neighbours. */
    isLimited(path: string): boolean {
        return this.#budgets.of(path).isLimited;
    }

    /** The time by Atlas's clock, as its latest answer told it; by the local one before any. Milliseconds since 1970. */
    atlasNow(): number {
        return Date.now() + this.#clockOffset;
    }

    #noteTime({ headers }: Answer): void {
        const atlas = Date.parse(headers["date"] ?? "");
        if (!Number.isNaN(atlas)) {
            this.#clockOffset = atlas - Date.now();
        }
    }

    /** Atlas announces the end of operations in headers, with each answer; a person needs to hear of serverless once. */
    #noticeEnd(path: string, { headers }: Answer): void {
        const { deprecation, sunset } = headers;
        if (ofServerless.test(path) && (deprecation ?? sunset) !== undefined) {
            this.#notices.once(
                "sunset",
                `Atlas announces the end of its serverless operations (${sunset ?? `deprecated: ${deprecation ?? ""}`}). ` +
                    "MongoDB moves these databases to Flex. There is nothing to do: this provider moves with them.",
            );
        }
    }

    /** Ends the service account's token, since an account has no more than a hundred; what is still asked then fails. */
    async close(): Promise<void> {
        const late = delay(endTimeout, undefined, { ref: false });
        const token = await Promise.race([this.#authorization.end(), late]);
        if (token === undefined) {
            return;
        }
        const doing = "revoke the access token of the Atlas service account";
        const form = { token, token_type_hint: "access_token" };
        // A token that could not be revoked ends within the hour: nobody needs to know.
        await this.#oauth(doing, "revoke", form, AbortSignal.timeout(endTimeout)).catch(() => undefined);
    }

    async #requestToken(): Promise<Token> {
        const doing = "get an access token for the Atlas service account";
        return withRetries(
            async () => {
                const answer = await this.#oauth(doing, "token", { grant_type: "client_credentials" });
                const body = this.#read(doing, answer);
                const accessToken = text(body?.["access_token"]);
                if (accessToken === undefined) {
                    throw unreadable(doing, answer, this.#settings.baseUrl, false);
                }
                return { accessToken, expiresIn: number(body?.["expires_in"]) ?? 3600 };
            },
            "repeatable",
            this.clock,
        ).catch((error: unknown) => {
            throw error instanceof AtlasError ? error.beforeSending() : error;
        });
    }

    /** Source: `POST /api/oauth/token` and `POST /api/oauth/revoke`. */
    #oauth(
        doing: string,
        operation: "token" | "revoke",
        form: Record<string, string>,
        signal?: AbortSignal,
    ): Promise<Answer> {
        const { credential } = this.#settings;
        if (credential.kind !== "serviceAccount") {
            throw new Error("only a service account has tokens");
        }
        const basic = Buffer.from(`${credential.clientId}:${credential.clientSecret}`).toString("base64");
        const body = new URLSearchParams(form).toString();
        return this.#send({ doing, method: "POST", body, signal }, `/api/oauth/${operation}`, {
            Accept: "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            Authorization: `Basic ${basic}`,
        });
    }

    async #send(
        call: Pick<Target, "method"> & Pick<Call, "doing" | "body" | "signal">,
        uri: string,
        headers: Record<string, string>,
    ): Promise<Answer> {
        try {
            const {
                status,
                data,
                headers: received,
            } = await this.#http.request<unknown>({
                url: uri,
                method: call.method,
                headers,
                ...(call.body !== undefined && { data: call.body }),
                ...(call.signal !== undefined && { signal: call.signal }),
            });
            return { status, headers: flatten(received), body: typeof data === "string" ? data : "" };
        } catch (error) {
            call.signal?.throwIfAborted();
            throw error instanceof AxiosError
                ? unreachable(call.doing, error, this.#settings.baseUrl)
                : error;
        }
    }

    #read(doing: string, answer: Answer): JsonRecord | undefined {
        if (answer.status === 204 || (answer.body === "" && answer.status < 300)) {
            return undefined;
        }
        const body = parse(answer.body);
        const isSuccess = answer.status >= 200 && answer.status < 300;
        if (isRecord(body) && (isSuccess || answer.status >= 400)) {
            this.#isAtlas = true;
            this.#noteTime(answer);
            if (isSuccess) {
                return body;
            }
            throw readRefusal(doing, answer, body, this.#settings);
        }
        throw isHalfDocument(answer)
            ? brokenOff(doing, answer, this.#settings.baseUrl)
            : this.#unreadable(doing, answer);
    }

    #unreadable(doing: string, answer: Answer): AtlasError {
        return unreadable(doing, answer, this.#settings.baseUrl, this.#isAtlas);
    }
}

/** Whether an answer ends in the middle of what it says it is. */
function isHalfDocument({ headers, body }: Answer): boolean {
    return body !== "" && parse(body) === undefined && /\bjson\b/i.test(headers["content-type"] ?? "");
}

function parse(body: string): unknown {
    try {
        return JSON.parse(body, exactly);
    } catch {
        return undefined;
    }
}

/** Integers of 64 bits that a number cannot hold stay as their digits. */
function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
    const source = context?.source;
    const isLost = typeof value === "number" && !Number.isSafeInteger(value);
    return isLost && source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

function flatten(headers: object): Record<string, string> {
    return Object.fromEntries(
        Object.entries(headers)
            .filter(([, value]) => value !== undefined && value !== null)
            .map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
}
