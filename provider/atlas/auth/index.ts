import type { Credential } from "../settings";
import { digest } from "./digest";
import { serviceAccount, type TokenRequest } from "./service-account";
import type { Authenticate, Authenticator } from "./types";

export type { Authenticate, Authenticator, HttpResponse, RequestTarget } from "./types";

/** The way to authorize with a credential; `requestToken` asks Atlas for a service account's token. */
export function createAuthenticator(credential: Credential, requestToken: TokenRequest): Authenticator {
    switch (credential.kind) {
        case "accessToken":
            return withoutRevocation((_target, send) => send(`Bearer ${credential.accessToken}`));
        case "serviceAccount":
            return serviceAccount(requestToken);
        case "apiKey":
            return withoutRevocation(digest(credential.publicKey, credential.privateKey));
    }
}

/** What is not ours to end: the next process uses it too. */
function withoutRevocation(authorize: Authenticate): Authenticator {
    return { authorize, end: () => Promise.resolve(undefined) };
}
