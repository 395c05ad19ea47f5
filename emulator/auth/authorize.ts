// Authentication of requests to the Administration API, and the 401 responses.
import type { Identity } from "../identity";
import type { Account } from "../options";
import { ApiErrorResponse } from "../wire/errors";
import type { Nonces } from "./digest";
import type { Tokens } from "./tokens";

/** How a request is authorized. */
export type AuthorizationKind = "bearer" | "digest" | "basic" | "none";

/** What authorization is checked against. */
export interface AuthContext {
    readonly identity: Identity;
    readonly tokens: Tokens;
    readonly nonces: Nonces;
    /** The real instant. */
    readonly now: number;
}

/** What is checked: the request line and the `Authorization` header. */
export interface AuthRequest {
    readonly method: string;
    readonly target: string;
    readonly authorization: string | undefined;
}

/** The account that a request is authorized as; throws 401. */
export function authorize(claim: AuthRequest, gate: AuthContext): Account {
    const { kind, credentials } = split(claim.authorization);
    if (kind === "bearer") {
        const account = gate.tokens.accountOf(credentials, gate.now);
        if (account === undefined) {
            throw tokenRefused();
        }
        return account;
    }
    if (kind !== "digest") {
        throw challenge(gate, false, "UNAUTHORIZED", "This resource requires authorization.");
    }
    for (const account of [gate.identity, gate.identity.readOnly]) {
        const verdict = gate.nonces.judge({ ...claim, credentials }, account, gate.now);
        if (verdict === "stale") {
            throw staleNonce(gate);
        }
        if (verdict === "good") {
            return account;
        }
    }
    throw challenge(gate, false, "USER_UNAUTHORIZED", "You are not authorized for this resource.");
}

/** Revokes the token or the nonce that a request came with, and gives the 401 that Atlas would answer from then on. */
export function invalidate(claim: AuthRequest, gate: AuthContext): ApiErrorResponse {
    const { kind, credentials } = split(claim.authorization);
    if (kind === "bearer") {
        gate.tokens.revoke(credentials);
        return tokenRefused();
    }
    gate.nonces.spoil(credentials);
    return staleNonce(gate);
}

/** The authorization scheme of a header, valid or not. */
export function kindOf(authorization: string | undefined): AuthorizationKind {
    return split(authorization).kind;
}

function split(authorization = ""): { kind: AuthorizationKind; credentials: string } {
    const [, scheme = "", credentials = ""] = /^(\S+)\s+(.*)$/.exec(authorization) ?? [];
    const kinds = ["bearer", "digest", "basic"] as const;
    return { kind: kinds.find((kind) => kind === scheme.toLowerCase()) ?? "none", credentials };
}

function tokenRefused(): ApiErrorResponse {
    const detail = "The access token is unknown, revoked or expired.";
    const headers = { "WWW-Authenticate": `Bearer error="invalid_token"` };
    return new ApiErrorResponse(401, "INVALID_ACCESS_TOKEN", detail, null, { headers });
}

function staleNonce(gate: AuthContext): ApiErrorResponse {
    return challenge(gate, true, "UNAUTHORIZED", "The nonce is no longer valid.");
}

function challenge(gate: AuthContext, stale: boolean, errorCode: string, detail: string): ApiErrorResponse {
    const headers = { "WWW-Authenticate": gate.nonces.challenge(gate.now, stale) };
    return new ApiErrorResponse(401, errorCode, detail, null, { headers });
}
