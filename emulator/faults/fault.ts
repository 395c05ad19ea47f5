// A fault: what is to go wrong, with which operation, and how often.
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { PROJECT_ID } from "../control/schemas";
import { OPERATIONS } from "../operations/routes";
import { mapOf, object, oneOf, partial } from "../wire/validation";
import { RESTORE_ENDINGS } from "../world/restores";

/** How far ahead a span may lie: a year of seconds. */
const YEAR_SECONDS = 31_536_000;

/** Statuses of answers that have no body. */
export const BODILESS: readonly number[] = [204, 205, 304];

const SPAN = Type.Number({ minimum: 0, maximum: YEAR_SECONDS });
const TEXT = Type.String();

const HEADER_VALUE = Type.String({
    format: "header-value",
    problem: "contains characters that an HTTP header can't have",
});
const HEADERS = mapOf(HEADER_VALUE, {
    propertyNames: {
        allOf: [
            { format: "header-name", problem: "is not a valid HTTP header name" },
            { format: "header-own", problem: "is set by the server itself" },
        ],
    },
});

const NOTHING = Type.String({ maxLength: 0, problem: "cannot be sent with a status that has no body" });

const ANSWER_PARTS = object({
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    ...partial({
        errorCode: TEXT,
        detail: TEXT,
        /** The literal body, in place of Atlas's error. */
        body: TEXT,
        contentType: HEADER_VALUE,
        headers: HEADERS,
    }).properties,
});

/** An answer that HTTP can carry. */
const ANSWER = Type.Unsafe<Static<typeof ANSWER_PARTS>>({
    ...ANSWER_PARTS,
    if: { properties: { status: { enum: BODILESS } } },
    then: { properties: { errorCode: NOTHING, detail: NOTHING, body: NOTHING, contentType: NOTHING } },
});

/** A fault. */
export const FAULT = object({
    /** The operation's name; `*` for every one, `unknown` for requests of none. */
    operation: oneOf(["*", "unknown", ...OPERATIONS]),
    ...partial({
        /** Only for the cluster of that name. */
        instance: Type.String({ minLength: 1 }),
        /** Only for requests about that project. */
        projectId: PROJECT_ID,
        /** Requests that pass before the first that is met; default 0. */
        skip: Type.Integer({ minimum: 0 }),
        /** Requests that are met; default 1. */
        times: Type.Integer({ minimum: 1 }),
        /** An answer in place of the server's own. The server does not act, unless `acts` says so. */
        answer: ANSWER,
        /** Whether the server acts before the `answer` that replaces its own; default false. */
        acts: Type.Boolean(),
        /** The connection is reset before or after the server acted. */
        reset: oneOf(["before", "after"]),
        /** Real seconds that the answer, or the reset, is late. */
        delaySeconds: SPAN,
        /** Emulated seconds that the state change begun by the operation takes. */
        takes: SPAN,
        /** How the restore job that is started ends; default `completed`. */
        ending: oneOf(RESTORE_ENDINGS),
        /** A delete is accepted and forgotten. */
        drop: oneOf([true]),
        /** The nonce of a digest ends before its time. */
        staleNonce: oneOf([true]),
        /** The token of a bearer ends before its time. */
        expireToken: oneOf([true]),
    }).properties,
});

/** What is to go wrong. */
export type Fault = Static<typeof FAULT>;
