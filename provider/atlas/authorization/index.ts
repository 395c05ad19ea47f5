import type { Credential } from "../credentials";
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
 * means that the credential itself was refused.
 */
export type Authorize = (
    target: Target,
    send: (authorization?: string) => Promise<Answer>,
) => Promise<Answer>;

/** The way to authorize with a credential; `requestToken` asks Atlas for a service account's token. */
export function authorizeWith(credential: Credential, requestToken: TokenRequest): Authorize {
    switch (credential.kind) {
        case "accessToken":
            return (_target, send) => send(`Bearer ${credential.accessToken}`);
        case "serviceAccount":
            return serviceAccount(requestToken);
        case "apiKey":
            return digest(credential.publicKey, credential.privateKey);
    }
}
