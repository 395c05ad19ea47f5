// Answers as they go out: status, headers and text.
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { BODILESS, type Fault } from "../faults/fault";
import { ApiErrorResponse, Refusal, validationError } from "../wire/errors";
import { isRecord, toJson } from "../wire/json";
import { JSON_TYPE } from "../wire/content-negotiation";
import { InvalidInput } from "../wire/validation";

/** An answer, or a connection cut in its place. */
export interface Reply {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly text: string;
    /** Why the request was refused, for whoever watches; undefined where it was not. */
    readonly why?: string;
}

/** The connection is reset and nothing is answered. */
export const CONNECTION_RESET: Reply = { status: 0, headers: {}, text: "" };

/** How a client wants JSON answers. */
export interface Layout {
    /** Laid out for people. */
    readonly pretty: boolean;
    /** With the status in the body, for clients that cannot see it: beside the results of a list, around anything else. */
    readonly envelope: boolean;
}

const PLAIN: Layout = { pretty: false, envelope: false };

/** The HTTP response, with a date other than the machine's if one is given. A browser must not run it: a fault may answer with any page. */
export function responseOf({ status, headers, text }: Reply, date?: string): Response {
    const all = new Headers(headers);
    if (date !== undefined) {
        all.set("Date", date);
    }
    all.set("X-Request-Id", randomUUID());
    all.set("X-Content-Type-Options", "nosniff");
    all.set("Content-Security-Policy", "sandbox");
    return new Response(BODILESS.includes(status) ? null : text, { status, headers: all });
}

/** A JSON answer, or one without a body where there is none. */
export function jsonReply(
    status: number,
    body: unknown,
    contentType = JSON_TYPE,
    { pretty, envelope } = PLAIN,
): Reply {
    if (body === undefined) {
        return { status, headers: {}, text: "" };
    }
    const isList = isRecord(body) && Array.isArray(body["results"]);
    const enveloped = envelope ? (isList ? { ...body, status } : { status, content: body }) : body;
    return { status, headers: { "Content-Type": contentType }, text: toJson(enveloped, pretty) };
}

/** The answer with more headers. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
    return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** The response to a request that failed: a refusal has its own status, anything else is a bug of the emulator. */
export function failureReply(error: unknown, layout?: Layout): Reply {
    const refusal =
        error instanceof Refusal
            ? error
            : error instanceof InvalidInput
              ? validationError(error)
              : new ApiErrorResponse(500, "UNEXPECTED_ERROR", `Error in the emulator: ${String(error)}.`);
    const reply = jsonReply(refusal.status, refusal.body(), JSON_TYPE, layout);
    const why = `${refusal.errorCode}: ${refusal.message}`;
    return { ...withHeaders(reply, refusal.headers), why };
}

/** The response that a fault replaces the server's own with. */
export function faultReply(answer: NonNullable<Fault["answer"]>): Reply {
    const { status, errorCode = "UNEXPECTED_ERROR", contentType = JSON_TYPE, headers = {} } = answer;
    if (BODILESS.includes(status)) {
        return { status, headers, text: "" };
    }
    const { detail = STATUS_CODES[status] ?? "", body } = answer;
    const text = body ?? toJson(new ApiErrorResponse(status, errorCode, detail).body());
    const why = { why: `a fault${body === undefined ? `: ${errorCode}: ${detail}` : ""}` };
    return { status, headers: { "Content-Type": contentType, ...headers }, text, ...(status >= 400 && why) };
}
