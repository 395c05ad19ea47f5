// HTTP digest (RFC 7616 with MD5 and qop=auth), as the Administration API asks it of API keys.
import { createHash, randomBytes } from "node:crypto";
import { MINUTE } from "../clock";

/** The realm of every Atlas challenge. */
export const REALM = "MMS Public API";

const NONCE_LIFE = 5 * MINUTE;

/** What a request's digest proves: the key, that key with a nonce that no longer serves, or nothing. */
export type DigestVerdict = "good" | "stale" | "wrong";

/** The request that a digest must cover. */
export interface DigestRequest {
    readonly method: string;
    /** Path and query exactly as the request line has them. */
    readonly target: string;
    /** The `Authorization` header after `Digest `. */
    readonly credentials: string;
}

/** The nonces handed out, and how far each has been counted. Real time throughout. */
export class Nonces {
    readonly #nonces = new Map<string, { readonly expires: number; count: number }>();

    /** The value of a `WWW-Authenticate` header with a fresh nonce. */
    challenge(now: number, stale: boolean): string {
        for (const [nonce, { expires }] of this.#nonces) {
            if (expires <= now) {
                this.#nonces.delete(nonce);
            }
        }
        const nonce = randomBytes(18).toString("base64url");
        this.#nonces.set(nonce, { expires: now + NONCE_LIFE, count: 0 });
        const parts = [`realm="${REALM}"`, `domain=""`, `nonce="${nonce}"`, "algorithm=MD5", `qop="auth"`];
        return `Digest ${parts.join(", ")}, stale=${String(stale)}`;
    }

    /** Judges a request's digest. The count of its nonce must rise with every request. */
    judge(
        request: DigestRequest,
        key: { publicKey: string; privateKey: string },
        now: number,
    ): DigestVerdict {
        const sent = parameters(request.credentials);
        const [nonce, nc] = [sent.get("nonce") ?? "", sent.get("nc") ?? ""];
        const proven =
            sent.get("username") === key.publicKey &&
            sent.get("realm") === REALM &&
            sent.get("uri") === request.target &&
            sent.get("qop") === "auth" &&
            (sent.get("algorithm") ?? "MD5").toUpperCase() === "MD5" &&
            /^[0-9a-f]{8}$/i.test(nc) &&
            (sent.get("cnonce") ?? "") !== "" &&
            sent.get("response") === expected(sent, request, key);
        if (!proven) {
            return "wrong";
        }
        const known = this.#nonces.get(nonce);
        const count = Number.parseInt(nc, 16);
        if (known === undefined || known.expires <= now || count <= known.count) {
            return "stale";
        }
        known.count = count;
        return "good";
    }

    /** Ends a nonce before its time. */
    spoil(credentials: string): void {
        this.#nonces.delete(parameters(credentials).get("nonce") ?? "");
    }
}

function expected(
    sent: ReadonlyMap<string, string>,
    { method, target }: DigestRequest,
    { publicKey, privateKey }: { publicKey: string; privateKey: string },
): string {
    const secret = md5(`${publicKey}:${REALM}:${privateKey}`);
    const fresh = ["nonce", "nc", "cnonce", "qop"].map((name) => sent.get(name) ?? "").join(":");
    return md5(`${secret}:${fresh}:${md5(`${method}:${target}`)}`);
}

function md5(text: string): string {
    return createHash("md5").update(text).digest("hex");
}

function parameters(credentials: string): ReadonlyMap<string, string> {
    const found = credentials.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi);
    return new Map(
        [...found].map(([, name = "", quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? ""]),
    );
}
