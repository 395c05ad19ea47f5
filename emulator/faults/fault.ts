// A fault: what is to go wrong, with which operation, and how often.
import { OPERATIONS } from "../operations/routes";
import { PROJECT_ID } from "../control/parts";
import { boolean, mapOf, number, oneOf, text } from "../wire/reader";
import type { Reader } from "../wire/reader";
import { object, optional } from "../wire/objects";
import type { Shaped } from "../wire/objects";

/** How far ahead a span may lie: a year of seconds. */
const YEAR_SECONDS = 31_536_000;

const SHAPE = {
    /** The operation's name; `*` for every one, `unknown` for requests of none. */
    operation: oneOf(["*", "unknown", ...OPERATIONS]),
    /** Only for the database of that name. */
    instance: optional(text({ min: 1 })),
    /** Only for requests about that project. */
    projectId: optional(PROJECT_ID),
    /** Requests that pass before the first that is met; default 0. */
    skip: optional(number({ min: 0 })),
    /** Requests that are met; default 1. */
    times: optional(number({ min: 1 })),
    /** An answer in place of the server's own. The server does not act, unless `acts` says so. */
    answer: optional(
        object({
            status: number({ min: 200, max: 599 }),
            errorCode: optional(text()),
            detail: optional(text()),
            /** The body as it stands, in place of Atlas's error. */
            body: optional(text()),
            contentType: optional(text()),
            headers: optional(mapOf(text())),
        }),
    ),
    /** Whether the server acts before the `answer` that replaces its own; default false. */
    acts: optional(boolean),
    /** The connection is reset before or after the server acted. */
    reset: optional(oneOf(["before", "after"])),
    /** Real seconds that the answer, or the reset, is late. */
    delaySeconds: optional(number({ min: 0, max: YEAR_SECONDS, fraction: true })),
    /** Emulated seconds that the state change begun by the operation takes. */
    takes: optional(number({ min: 0, max: YEAR_SECONDS, fraction: true })),
    /** A delete is accepted and forgotten. */
    drop: optional(oneOf([true])),
    /** The nonce of a digest ends before its time. */
    staleNonce: optional(oneOf([true])),
    /** The token of a bearer ends before its time. */
    expireToken: optional(oneOf([true])),
};

/** What is to go wrong. */
export type Fault = Shaped<typeof SHAPE>;

/** Reads a fault. */
export const FAULT: Reader<Fault> = object(SHAPE);
