// A fault: what is to go wrong, with which operation, and how often.
import { validateHeaderName, validateHeaderValue } from "node:http";
import { OPERATIONS } from "../operations/routes";
import { PROJECT_ID } from "../control/schemas";
import { RESTORE_ENDINGS } from "../world/restores";
import { boolean, mapOf, number, object, oneOf, optional, text } from "../wire/reader";
import type { Read, Reader } from "../wire/reader";

/** How far ahead a span may lie: a year of seconds. */
const YEAR_SECONDS = 31_536_000;

/** Statuses of answers that have no body. */
export const BODILESS: readonly number[] = [204, 205, 304];

/** Headers that say where an answer ends: with another one than the server's, the next answer would not be found. */
const FRAMING: readonly string[] = ["content-length", "transfer-encoding", "trailer"];

/** The value of a header. */
const HEADER_VALUE: Reader<string> = (value, field, problems) => {
    const taken = text()(value, field, problems);
    if (taken !== undefined && !passes(() => validateHeaderValue("any", taken))) {
        problems.push({ field, description: "contains characters that an HTTP header can't have" });
    }
    return taken;
};

const HEADERS: Reader<Record<string, string>> = (value, field, problems) => {
    const taken = mapOf(HEADER_VALUE)(value, field, problems);
    for (const name of Object.keys(taken ?? {})) {
        if (!passes(() => validateHeaderName(name))) {
            problems.push({ field: `${field}.${name}`, description: "is not a valid HTTP header name" });
        } else if (FRAMING.includes(name.toLowerCase())) {
            problems.push({ field: `${field}.${name}`, description: "is set by the server itself" });
        }
    }
    return taken;
};

const ANSWER_PARTS = object({
    status: number({ min: 200, max: 599 }),
    errorCode: optional(text()),
    detail: optional(text()),
    /** The literal body, in place of Atlas's error. */
    body: optional(text()),
    contentType: optional(HEADER_VALUE),
    headers: optional(HEADERS),
});

/** An answer that HTTP can carry. */
const ANSWER: typeof ANSWER_PARTS = (value, field, problems) => {
    const taken = ANSWER_PARTS(value, field, problems);
    if (taken !== undefined && BODILESS.includes(taken.status)) {
        const { errorCode, detail, body, contentType } = taken;
        for (const [name, part] of Object.entries({ errorCode, detail, body, contentType })) {
            if (part !== undefined && part !== "") {
                const description = `cannot be sent with status ${taken.status}, which has no body`;
                problems.push({ field: `${field}.${name}`, description });
            }
        }
    }
    return taken;
};

/** Whether a check throws nothing. */
function passes(check: () => void): boolean {
    try {
        check();
        return true;
    } catch {
        return false;
    }
}

/** Reads a fault. */
export const FAULT = object({
    /** The operation's name; `*` for every one, `unknown` for requests of none. */
    operation: oneOf(["*", "unknown", ...OPERATIONS]),
    /** Only for the cluster of that name. */
    instance: optional(text({ min: 1 })),
    /** Only for requests about that project. */
    projectId: optional(PROJECT_ID),
    /** Requests that pass before the first that is met; default 0. */
    skip: optional(number({ min: 0 })),
    /** Requests that are met; default 1. */
    times: optional(number({ min: 1 })),
    /** An answer in place of the server's own. The server does not act, unless `acts` says so. */
    answer: optional(ANSWER),
    /** Whether the server acts before the `answer` that replaces its own; default false. */
    acts: optional(boolean),
    /** The connection is reset before or after the server acted. */
    reset: optional(oneOf(["before", "after"])),
    /** Real seconds that the answer, or the reset, is late. */
    delaySeconds: optional(number({ min: 0, max: YEAR_SECONDS, fraction: true })),
    /** Emulated seconds that the state change begun by the operation takes. */
    takes: optional(number({ min: 0, max: YEAR_SECONDS, fraction: true })),
    /** How the restore job that is started ends; default `completed`. */
    ending: optional(oneOf(RESTORE_ENDINGS)),
    /** A delete is accepted and forgotten. */
    drop: optional(oneOf([true])),
    /** The nonce of a digest ends before its time. */
    staleNonce: optional(oneOf([true])),
    /** The token of a bearer ends before its time. */
    expireToken: optional(oneOf([true])),
});

/** What is to go wrong. */
export type Fault = Read<typeof FAULT>;
