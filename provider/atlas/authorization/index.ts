import type { Credential } from "../credentials";
import type { Wait } from "./shared-work";
import { digest } from "./digest";
import { serviceAccount, type TokenRequest } from "./service-account";

/** An answer of a server, not yet understood. */
export interface Answer {
    status: number;
    /** Names in lower case. */
    headers: Readonly<Record<string, string>>;
    body: string;
}

/** The part of a request that authorization looks at. */
export interface Target {
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
export type Authorize = (
    target: Target,
    send: (authorization?: string) => Promise<Answer>,
    wait?: Wait,
) => Promise<Answer>;

/** A way to authorize, for all requests of a process. */
export interface Authorization {
    authorize: Authorize;
    /** Ends it: no new proof is asked for. Gives the token that is in use, to be revoked, where there is one. */
    end: () => Promise<string | undefined>;
}

/** The way to authorize with a credential; `requestToken` asks Atlas for a service account's token. */
export function authorizeWith(credential: Credential, requestToken: TokenRequest): Authorization {
    switch (credential.kind) {
        case "accessToken":
            return lasting((_target, send) => send(`Bearer ${credential.accessToken}`));
        case "serviceAccount":
            return serviceAccount(requestToken);
        case "apiKey":
            return lasting(digest(credential.publicKey, credential.privateKey));
    }
}

/** What is not ours to end: the next process uses it too. */
function lasting(authorize: Authorize): Authorization {
    return { authorize, end: () => Promise.resolve(undefined) };
}
