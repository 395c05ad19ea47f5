import http from "node:http";
import https from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import axios, { AxiosError, type AxiosInstance, type AxiosRequestConfig } from "axios";
import { version } from "../../version";
import { createAuthenticator, type HttpResponse, type Authenticator } from "../auth";
import type { Token } from "../auth/service-account";
import { AgeClock, systemClock, withDeadline, type Clock } from "../clock";
import { rateLimiters, type RateLimiter } from "./rate-limiter";
import type { Settings } from "../settings";
import { AtlasError } from "../errors";
import {
    incompleteResponse,
    truncatedResponse,
    outOfTime,
    parseApiError,
    reasonOf,
    connectionError,
    unexpectedResponse,
    notSentError,
} from "./response-errors";
import { asArray, isRecord, asNumber, asString, parseJson, type JsonRecord } from "../json-readers";
import { LogOnce } from "../log-once";
import { Attempts, describeRequest, shownRequestId, type RequestTrace } from "./request-log";
import { withRetries, type Precondition, type RequestOptions } from "../retry";
import type { Wait } from "../auth/shared-work";

/** One operation of the Administration API. */
export interface Call {
    /** Atlas's name of it, for those who watch the wire: `createFlexCluster`. */
    operation: string;
    /** What is being done, to stand after "Could not" in an error. */
    action: string;
    method: "GET" | "POST" | "PATCH" | "DELETE";
    /** Path from the base URL, with a slash at its beginning; its variable parts are encoded. */
    path: string;
    query?: Readonly<Record<string, string | number | boolean>>;
    /** The body, to be sent as JSON. */
    body?: unknown;
    /** The media type that asks for a version of the API, also the type of the body. */
    mediaType: string;
    /** Whether sending it twice does no more than sending it once: then it may be sent again after a lost answer. */
    idempotent: boolean;
    /** What must hold when a write is sent that had to wait; only a write has one. */
    precondition?: Precondition | undefined;
}

/** Milliseconds until a request without any answer is given up, unless the settings say otherwise. */
const defaultTimeout = 60_000;
/** Milliseconds that each of the two steps may hold up the end of a process: to know its token, and to revoke it. */
const endTimeout = 2000;
/** What a write relies on was seen a moment before it was asked for, and counts as seen for so long. Milliseconds. */
const freshness = 1000;
/** The path of the list of serverless instances. */
const serverlessList = /\/groups\/[^/]+\/serverless$/;
/** The paths of the serverless generation; of the clusters' own it has the upgrade. */
const ofServerless = /\/groups\/[^/]+\/(serverless|clusters)(\/|$)/;
/** How the operations are called that make and end a token. */
const verbs = { token: "create", revoke: "revoke" } as const;
const largestAnswer = 32 * 1024 * 1024;
/** Thrown inside of a request that has come to its slot too late: what it relies on is to be seen again, outside of it. */
const waitedTooLong = new Error("what the request relies on was seen too long ago");

/**
 * The connection to one Atlas with one credential: keep-alive, authorization, retries, and errors that explain
 * themselves. It knows no operation; those are in `api`.
 *
 * Use one for all that a process does with an account, so that token, nonces and sockets are shared.
 */
export class AtlasClient {
    readonly clock: Clock;
    readonly #ages: AgeClock;
    readonly #logOnce: LogOnce;
    readonly #settings: Settings;
    readonly #http: AxiosInstance;
    readonly #authorization: Authenticator;
    readonly #rateLimiterOf: (path: string) => RateLimiter;
    readonly #beforeWrite: () => Promise<void>;
    readonly #debug: (line: string) => void;
    /** Whether what answers at the base URL has proved to be Atlas. */
    #isAtlas = false;
    /** How far Atlas's clock was ahead of the local one at its latest answer. Milliseconds. */
    #clockOffset = 0;

    /**
     * @param beforeWrite Asked before each request that changes something; where it rejects, nothing is sent.
     * @param debug Told of each HTTP request, in one line without a secret.
     */
    constructor(
        settings: Settings,
        clock: Clock = systemClock,
        logOnce = new LogOnce(),
        beforeWrite: () => Promise<void> = () => Promise.resolve(),
        debug: (line: string) => void = () => undefined,
    ) {
        this.#debug = debug;
        this.#beforeWrite = beforeWrite;
        this.clock = clock;
        this.#ages = new AgeClock(clock);
        this.#logOnce = logOnce;
        this.#settings = settings;
        this.#rateLimiterOf = rateLimiters(clock);
        this.#http = axios.create({
            baseURL: settings.baseUrl,
            maxRedirects: 0,
            maxContentLength: largestAnswer,
            httpAgent: new http.Agent({ keepAlive: true }),
            httpsAgent: new https.Agent({ keepAlive: true }),
            headers: { "User-Agent": `pulumi-atlas-serverless/${version}` },
            responseType: "text",
            transformResponse: (body: unknown) => body,
            validateStatus: () => true,
        });
        this.#authorization = createAuthenticator(settings.credential, (options) =>
            this.#requestToken(options),
        );
    }

    /**
     * Carries out an operation and gives the answer's JSON; undefined where the answer has no body.
     *
     * Law: no write without an engine, after a cancel, or past its deadline. All three are checked immediately before the
     * bytes leave; once they have left, the answer is waited for, since only that tells what the write has done.
     *
     * @throws AtlasError when Atlas refuses it, when something else answers, when nothing does, or when a write was given up
     * before it was sent; of a read that was told to stop the signal's reason.
     */
    async request(call: Call, options: RequestOptions = {}): Promise<JsonRecord | undefined> {
        const { signal } = options;
        let lastFailure: AtlasError | undefined;
        const onRetry = (failure: AtlasError): void => {
            // That of a token is none of the request's own.
            lastFailure = failure.notSent ? lastFailure : failure;
            options.onRetry?.(failure);
        };
        const reliance = new Reliance(call, this.#ages);
        const attempts = new Attempts(() => this.clock.now());
        try {
            return await withRetries(
                () => this.#try(call, { ...options, onRetry }, reliance, attempts),
                call.idempotent,
                this.clock,
                { ...options, onRetry },
            );
        } catch (error) {
            throw this.#told(error, call, signal, lastFailure);
        }
    }

    /** Asks for one thing and reads it; an answer without it is no answer of Atlas. Otherwise as {@link request}. */
    async requestOne<T>(
        call: Call,
        read: (body: unknown) => T | undefined,
        options?: RequestOptions,
    ): Promise<T> {
        const value = read(await this.request(call, options));
        if (value === undefined) {
            throw incompleteResponse(call.action, this.#settings);
        }
        return value;
    }

    /** How a request's caller is told of its failure, above all whether a write was sent. */
    #told(
        error: unknown,
        { action, method }: Call,
        signal: AbortSignal | undefined,
        lastFailure: AtlasError | undefined,
    ): unknown {
        const isWrite = method !== "GET";
        const isStopped = isWrite && signal?.aborted === true && error === signal.reason;
        const failure = isStopped ? notSentError(action, reasonOf(error)) : error;
        if (!(failure instanceof AtlasError) || !failure.notSent) {
            return failure;
        }
        // What an earlier try was answered comes first.
        return isWrite && lastFailure !== undefined
            ? lastFailure.notAgain(failure)
            : // The token is asked for by all who need it, but each tells of what it needed it for.
              failure.asStepOf(action, isWrite);
    }

    async #try(
        call: Call,
        options: RequestOptions,
        reliance: Reliance,
        attempts: Attempts,
    ): Promise<JsonRecord | undefined> {
        const rateLimiter = this.#rateLimiterOf(call.path);
        const kind = call.method === "GET" ? "read" : "write";
        const permit = await attempts.limited(rateLimiter.acquire(kind, call.action, options));
        let answer: HttpResponse | undefined;
        try {
            answer = await this.#authorized(call, options, reliance, attempts);
        } finally {
            rateLimiter.onResponse(permit, answer);
        }
        const body = this.#read(call.action, answer);
        this.#noticeEnd(call.path, answer, body);
        return body;
    }

    /** Sends a request with the proof of who we are, a write only as long as what it relies on was seen a moment ago. */
    async #authorized(
        call: Call,
        options: RequestOptions,
        reliance: Reliance,
        attempts: Attempts,
    ): Promise<HttpResponse> {
        const uri = axios.getUri({ url: call.path, ...(call.query && { params: call.query }) });
        const tooLate = (): AtlasError => notSentError(call.action, outOfTime);
        const wait: Wait = (work, listen) => {
            let lastFailure: AtlasError | undefined;
            listen?.((failure) => {
                lastFailure = failure;
                options.onRetry?.(failure.asStepOf(call.action, call.method !== "GET"));
            });
            return withDeadline(this.clock, options, work, () => {
                throw lastFailure ?? tooLate();
            });
        };
        const send = async (authorization: string | undefined): Promise<HttpResponse> => {
            if (call.method !== "GET") {
                await wait(this.#beforeWrite());
                if (reliance.isOld) {
                    throw waitedTooLong;
                }
                options.signal?.throwIfAborted();
                if (this.clock.now() >= (options.deadline ?? Infinity)) {
                    throw tooLate();
                }
            }
            const headers = {
                Accept: call.mediaType,
                ...(call.body !== undefined && { "Content-Type": call.mediaType }),
                ...(authorization !== undefined && { Authorization: authorization }),
            };
            return call.method === "GET"
                ? this.#send(call, uri, options, headers, attempts)
                : this.#write(call, uri, wait, headers, attempts);
        };
        for (;;) {
            // Here nothing is held that the look could need: no slot, no nonce.
            await reliance.renew();
            try {
                return await this.#authorization.authorize({ method: call.method, uri }, send, wait);
            } catch (error) {
                if (error !== waitedTooLong) {
                    throw error;
                }
            }
        }
    }

    /** The time by Atlas's clock, as its latest answer told it; by the local one before any. Milliseconds since 1970. */
    atlasNow(): number {
        return Date.now() + this.#clockOffset;
    }

    #noteTime({ headers }: HttpResponse): void {
        const atlas = Date.parse(headers["date"] ?? "");
        if (!Number.isNaN(atlas)) {
            this.#clockOffset = atlas - Date.now();
        }
    }

    /** Atlas announces the end of operations in headers, with each answer; a person needs to hear of serverless once. */
    #noticeEnd(path: string, { headers }: HttpResponse, body: JsonRecord | undefined): void {
        const { deprecation, sunset } = headers;
        // Who has no serverless instance need not hear of their end. A refusal does not come here, and Atlas answers everybody's
        // empty list with these headers, long after the end.
        const isEmptyList = serverlessList.test(path) && asArray(body?.["results"]).length === 0;
        if (!isEmptyList && ofServerless.test(path) && (deprecation ?? sunset) !== undefined) {
            this.#logOnce.info(
                "sunset",
                `Atlas has announced the end of its serverless API (${sunset ?? `deprecated: ${deprecation ?? ""}`}). ` +
                    "MongoDB migrates serverless instances to Flex clusters. No action is needed: this provider " +
                    "uses the Flex API then.",
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
        const action = "revoke the service account's access token";
        const form = { token, token_type_hint: "access_token" };
        // A token that could not be revoked ends within the hour: nobody needs to know.
        const attempts = new Attempts(() => this.clock.now());
        await this.#oauth(action, "revoke", form, attempts, AbortSignal.timeout(endTimeout)).catch(
            () => undefined,
        );
    }

    async #requestToken({ signal, onRetry }: RequestOptions): Promise<Token> {
        const action = "get an access token for the service account";
        const attempts = new Attempts(() => this.clock.now());
        return withRetries(
            async () => {
                const answer = await this.#oauth(
                    action,
                    "token",
                    { grant_type: "client_credentials" },
                    attempts,
                );
                const body = this.#read(action, answer);
                const accessToken = asString(body?.["access_token"]);
                if (accessToken === undefined) {
                    throw unexpectedResponse(action, answer, this.#settings, false);
                }
                return { accessToken, expiresIn: asNumber(body?.["expires_in"]) ?? 3600 };
            },
            true,
            this.clock,
            // A token that was asked for is taken, also where nobody waits for it: it is used next, or ended at the end.
            { signal, onRetry: (failure) => onRetry?.(failure.asNotSent()) },
        ).catch((error: unknown) => {
            throw error instanceof AtlasError ? error.asNotSent() : error;
        });
    }

    /** Source: `POST /api/oauth/token` and `POST /api/oauth/revoke`. */
    #oauth(
        action: string,
        operation: "token" | "revoke",
        form: Record<string, string>,
        attempts: Attempts,
        signal?: AbortSignal,
    ): Promise<HttpResponse> {
        const { credential } = this.#settings;
        if (credential.kind !== "serviceAccount") {
            throw new Error("only a service account has tokens");
        }
        const basic = Buffer.from(`${credential.clientId}:${credential.clientSecret}`).toString("base64");
        const body = new URLSearchParams(form).toString();
        const call = { operation: `${verbs[operation]}AccessToken`, action, method: "POST", body } as const;
        return this.#send(
            call,
            `/api/oauth/${operation}`,
            { signal },
            {
                Accept: "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
                Authorization: `Basic ${basic}`,
            },
            attempts,
        );
    }

    /**
     * Sends a write: what it has done is only known by its answer, so nothing cuts it off once its bytes have left. They leave
     * as soon as there is a connection.
     */
    async #write(
        call: Call,
        uri: string,
        wait: Wait,
        headers: Record<string, string>,
        attempts: Attempts,
    ): Promise<HttpResponse> {
        const cut = new AbortController();
        const { promise: left, resolve: leave } = Promise.withResolvers<undefined>();
        const transport = telling(() => leave(undefined));
        const answer = this.#send(call, uri, { signal: cut.signal }, headers, attempts, { transport });
        try {
            await wait(Promise.race([left, answer]));
        } catch (error) {
            cut.abort(error);
            await answer.catch(() => undefined);
            throw error;
        }
        return answer;
    }

    async #send(
        { operation, action, method, body }: Pick<Call, "operation" | "action" | "method" | "body">,
        uri: string,
        { signal, deadline }: RequestOptions,
        headers: Record<string, string>,
        attempts: Attempts,
        more: Pick<AxiosRequestConfig, "transport"> = {},
    ): Promise<HttpResponse> {
        const longest = this.#settings.requestTimeout ?? defaultTimeout;
        const left = (deadline ?? Infinity) - this.clock.now();
        const [path = uri] = uri.split("?");
        const ended = attempts.send();
        const log = (outcome: Pick<RequestTrace, "status" | "failure">, requestId?: string): void =>
            this.#debug(
                describeRequest({ operation, method, path, requestId, ...outcome, ...ended(outcome) }),
            );
        try {
            const answer = await this.#http.request<unknown>({
                url: uri,
                method,
                headers,
                timeout: Math.max(Math.min(longest, left), 1),
                ...(body !== undefined && { data: body }),
                ...(signal !== undefined && { signal }),
                ...more,
            });
            const { status, data } = answer;
            const received = flattenHeaders(answer.headers);
            log({ status }, shownRequestId(received["x-request-id"]));
            return { status, headers: received, body: typeof data === "string" ? data : "" };
        } catch (error) {
            const code = error instanceof AxiosError ? error.code : undefined;
            const failure = signal?.aborted === true ? "canceled" : `no answer (${code ?? "unknown"})`;
            log({ status: undefined, failure });
            signal?.throwIfAborted();
            throw error instanceof AxiosError ? connectionError(action, error, this.#settings) : error;
        }
    }

    #read(action: string, answer: HttpResponse): JsonRecord | undefined {
        if (answer.status === 204 || (answer.body === "" && answer.status < 300)) {
            return undefined;
        }
        const body = parseJson(answer.body, exactly);
        const isSuccess = answer.status >= 200 && answer.status < 300;
        if (isRecord(body) && (isSuccess || answer.status >= 400)) {
            this.#isAtlas = true;
            this.#noteTime(answer);
            if (isSuccess) {
                return body;
            }
            throw parseApiError(action, answer, body, this.#settings);
        }
        throw isHalfDocument(answer)
            ? truncatedResponse(action, answer, this.#settings.baseUrl)
            : unexpectedResponse(action, answer, this.#settings, this.#isAtlas);
    }
}

/** Node's own HTTP, which tells when it has a connection for a request. */
function telling(connected: () => void) {
    return {
        request(options: http.RequestOptions, answered: (response: http.IncomingMessage) => void) {
            const request = (options.protocol === "https:" ? https : http).request(options, answered);
            return request.once("socket", (socket) => {
                const isSecure = socket instanceof TLSSocket;
                // One that was used before, or that a proxy has given, is there already.
                const isThere = isSecure ? socket.alpnProtocol !== null : !socket.connecting;
                if (isThere) {
                    connected();
                } else {
                    socket.once(isSecure ? "secureConnect" : "connect", connected);
                }
            });
        },
    };
}

/** What a write relies on, and when that was seen: a moment before the write was asked for, or when it was seen again. */
class Reliance {
    readonly #call: Call;
    readonly #ages: AgeClock;
    #seen: number;

    constructor(call: Call, ages: AgeClock) {
        this.#call = call;
        this.#ages = ages;
        this.#seen = ages.now();
    }

    /** Whether it was seen too long ago to rely on it. */
    get isOld(): boolean {
        return this.#call.precondition !== undefined && this.#ages.now() - this.#seen > freshness;
    }

    /** Reads it again, where that is necessary. */
    async renew(): Promise<void> {
        if (!this.isOld) {
            return;
        }
        try {
            await this.#call.precondition?.();
        } catch (error) {
            throw error instanceof AtlasError ? error.asNotSent() : error;
        }
        this.#seen = this.#ages.now();
    }
}

/** Whether an answer ends in the middle of what it says it is. */
function isHalfDocument({ headers, body }: HttpResponse): boolean {
    return body !== "" && parseJson(body) === undefined && /\bjson\b/i.test(headers["content-type"] ?? "");
}

/** Integers of 64 bits that a number cannot hold stay as their digits. */
function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
    const source = context?.source;
    const isLost = typeof value === "number" && !Number.isSafeInteger(value);
    return isLost && source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** The headers of an answer, by their names in lower case. */
export function flattenHeaders(headers: object): Record<string, string> {
    return Object.fromEntries(
        Object.entries(headers)
            .filter(([, value]) => value !== undefined && value !== null)
            .map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
}
