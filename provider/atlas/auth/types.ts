import type { Wait } from "./shared-work";

/** An answer of a server, not yet understood. */
export interface HttpResponse {
    status: number;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
    body: string;
}

/** The part of a request that authorization needs. */
export interface RequestTarget {
    method: string;
    /** Path and query, as they stand on the request line. */
    uri: string;
}

/**
 * Sends a request with the proof of who we are, and once more where the answer says that only the proof was
 * out of date. `send` puts its argument into the `Authorization` header. An answer of 401 that comes back
 * means that the credential itself was refused. What has to be waited for before anything is sent, a token or another
 * request's end, is waited for by `wait`; where that rejects, nothing is sent.
 */
export type Authenticate = (
    target: RequestTarget,
    send: (authorization?: string) => Promise<HttpResponse>,
    wait?: Wait,
) => Promise<HttpResponse>;

/** A way to authorize, for all requests of a process. */
export interface Authenticator {
    authorize: Authenticate;
    /** Ends it: no new proof is asked for. Gives the token that is in use, to be revoked, where there is one. */
    end: () => Promise<string | undefined>;
}
