import { createHash, randomBytes } from "node:crypto";
import type { Wait } from "./shared-work";
import type { HttpResponse, Authenticate, RequestTarget } from "./types";

/** A server's challenge, and how often we have answered it. */
interface Nonce {
    realm: string;
    nonce: string;
    opaque: string | undefined;
    /** The count of the last use. */
    uses: number;
}

/** As many requests can be under way at once. */
const mostNonces = 16;
/** As many new nonces one request takes; a server that calls each of them stale means something else. */
const mostFresh = 3;

/**
 * Authorization by an API key (HTTP digest, RFC 7616, MD5 with qop=auth as Atlas asks for it).
 *
 * A nonce is used again with a rising count until the server calls it stale. Requests under way at the same time
 * each use a nonce of their own, because a server may refuse a count that arrives out of order; as each nonce costs a
 * request, there are not more than a few, and further requests wait for one.
 */
export function digest(publicKey: string, privateKey: string): Authenticate {
    const idle: Nonce[] = [];
    const waiting: (() => void)[] = [];
    let underWay = 0;

    return async (target, send, wait = (work) => work) => {
        await takePlace(wait);
        try {
            return await prove(target, send);
        } finally {
            leavePlace();
        }
    };

    async function takePlace(wait: Wait): Promise<void> {
        if (underWay < mostNonces) {
            underWay += 1;
            return;
        }
        const { promise: called, resolve: call } = Promise.withResolvers<undefined>();
        const waiter = (): void => call(undefined);
        waiting.push(waiter);
        try {
            await wait(called);
        } catch (error) {
            const index = waiting.indexOf(waiter);
            if (index >= 0) {
                waiting.splice(index, 1);
            } else {
                // It was called in the same moment.
                leavePlace();
            }
            throw error;
        }
    }

    function leavePlace(): void {
        const next = waiting.shift();
        if (next === undefined) {
            underWay -= 1;
        } else {
            next();
        }
    }

    async function prove(...[target, send]: Parameters<Authenticate>): Promise<HttpResponse> {
        let nonce = idle.pop();
        try {
            for (let fresh = 0; ; fresh += 1) {
                const answer = await send(nonce === undefined ? undefined : header(nonce, target));
                if (answer.status !== 401) {
                    return answer;
                }
                nonce = undefined;
                const challenge = readChallenge(answer);
                // A nonce that was new, and is refused though not stale, was refused for the key.
                const isFinal = fresh > 0 && challenge?.isStale !== true;
                if (challenge === undefined || isFinal || fresh >= mostFresh) {
                    return answer;
                }
                nonce = challenge.nonce;
            }
        } finally {
            // Also where nothing was sent in the end, or no answer came: a count may be left out.
            if (nonce !== undefined) {
                idle.push(nonce);
            }
        }
    }

    function header(nonce: Nonce, { method, uri }: RequestTarget): string {
        nonce.uses += 1;
        const nc = nonce.uses.toString(16).padStart(8, "0");
        const cnonce = randomBytes(12).toString("hex");
        const secret = md5(`${publicKey}:${nonce.realm}:${privateKey}`);
        const response = md5([secret, nonce.nonce, nc, cnonce, "auth", md5(`${method}:${uri}`)].join(":"));
        const fields = [
            `username="${publicKey}"`,
            `realm="${nonce.realm}"`,
            `nonce="${nonce.nonce}"`,
            `uri="${uri}"`,
            "algorithm=MD5",
            "qop=auth",
            `nc=${nc}`,
            `cnonce="${cnonce}"`,
            `response="${response}"`,
            ...(nonce.opaque === undefined ? [] : [`opaque="${nonce.opaque}"`]),
        ];
        return `Digest ${fields.join(", ")}`;
    }
}

/** What a server asks for; stale says that it was only the nonce, not the key, that it did not take. */
function readChallenge(answer: HttpResponse): { nonce: Nonce; isStale: boolean } | undefined {
    const challenge = /\bDigest\s+(.*)$/i.exec(answer.headers["www-authenticate"] ?? "")?.[1];
    if (challenge === undefined) {
        return undefined;
    }
    const field = (name: string): string | undefined =>
        new RegExp(`(?:^|[\\s,])${name}="([^"]*)"`, "i").exec(challenge)?.[1];
    const [realm, nonce] = [field("realm"), field("nonce")];
    return realm === undefined || nonce === undefined
        ? undefined
        : {
              nonce: { realm, nonce, opaque: field("opaque"), uses: 0 },
              isStale: /\bstale="?true\b/i.test(challenge),
          };
}

function md5(value: string): string {
    return createHash("md5").update(value).digest("hex");
}
