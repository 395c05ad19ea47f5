import { createHash, randomBytes } from "node:crypto";
import type { Answer, Authorize, Target } from "./index";

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

/**
 * Authorization by an API key (HTTP digest, RFC 7616, MD5 with qop=auth as Atlas asks for it).
 *
 * A nonce is used again with a rising count until the server calls it stale. Requests under way at the same time
 * each use a nonce of their own, because a server may refuse a count that arrives out of order; as each nonce costs a
 * request, there are not more than a few, and further requests wait for one.
 */
export function digest(publicKey: string, privateKey: string): Authorize {
    const idle: Nonce[] = [];
    const waiting: (() => void)[] = [];
    let underWay = 0;

    return async (target, send) => {
        if (underWay >= mostNonces) {
            await new Promise<void>((resolve) => waiting.push(resolve));
        } else {
            underWay += 1;
        }
        try {
            return await prove(target, send);
        } finally {
            const next = waiting.shift();
            if (next === undefined) {
                underWay -= 1;
            } else {
                next();
            }
        }
    };

    async function prove(...[target, send]: Parameters<Authorize>): Promise<Answer> {
        const known = idle.pop();
        let answer = await send(known === undefined ? undefined : header(known, target));
        if (answer.status !== 401) {
            if (known !== undefined) {
                idle.push(known);
            }
            return answer;
        }
        const fresh = readChallenge(answer);
        if (fresh === undefined) {
            return answer;
        }
        answer = await send(header(fresh, target));
        if (answer.status !== 401) {
            idle.push(fresh);
        }
        return answer;
    }

    function header(nonce: Nonce, { method, uri }: Target): string {
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

function readChallenge(answer: Answer): Nonce | undefined {
    const challenge = /\bDigest\s+(.*)$/i.exec(answer.headers["www-authenticate"] ?? "")?.[1];
    if (challenge === undefined) {
        return undefined;
    }
    const field = (name: string): string | undefined =>
        new RegExp(`(?:^|[\\s,])${name}="([^"]*)"`, "i").exec(challenge)?.[1];
    const [realm, nonce] = [field("realm"), field("nonce")];
    return realm === undefined || nonce === undefined
        ? undefined
        : { realm, nonce, opaque: field("opaque"), uses: 0 };
}

function md5(value: string): string {
    return createHash("md5").update(value).digest("hex");
}
