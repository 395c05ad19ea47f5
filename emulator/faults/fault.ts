// A fault: what is to go wrong, with which operation, and how often.
import { validateHeaderName, validateHeaderValue } from "node:http";
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { PROJECT, SPAN } from "../control/schemas";
import { OPERATIONS } from "../operations/routes";
import { addFormat, integer, mapOf, object, oneOf } from "../wire/validation";
import { RESTORE_ENDINGS } from "../world/restores";

/** Statuses of answers that have no body. */
export const BODILESS: readonly number[] = [204, 205, 304];

const TEXT = Type.String();

/** Headers that say where an answer ends: with another one than the server's, the next answer would not be found. */
const FRAMING: readonly string[] = ["content-length", "transfer-encoding", "trailer"];
addFormat("header-value", (text) => passes(() => validateHeaderValue("any", text)));
addFormat("header-name", (text) => passes(() => validateHeaderName(text)));
addFormat("not-framing", (text) => !FRAMING.includes(text.toLowerCase()));

const HEADER_VALUE = Type.String({
    format: "header-value",
    errorMessage: "contains characters that an HTTP header can't have",
});
const HEADER_NAME = {
    allOf: [
        { format: "header-name", errorMessage: "is not a valid HTTP header name" },
        { format: "not-framing", errorMessage: "is set by the server itself" },
    ],
};

const ANSWER_PARTS = object(
    { status: integer(200, 599) },
    {
        errorCode: TEXT,
        detail: TEXT,
        /** The literal body, in place of Atlas's error. */
        body: TEXT,
        contentType: HEADER_VALUE,
        headers: mapOf(HEADER_VALUE, { propertyNames: HEADER_NAME }),
    },
);

/** An answer that HTTP can carry. */
const ANSWER = Type.Unsafe<Static<typeof ANSWER_PARTS>>({
    ...ANSWER_PARTS,
    allOf: BODILESS.map((status) => {
        const empty = {
            maxLength: 0,
            errorMessage: `cannot be sent with status ${status}, which has no body`,
        };
        return {
            if: { properties: { status: { const: status } }, required: ["status"] },
            then: { properties: { errorCode: empty, detail: empty, body: empty, contentType: empty } },
        };
    }),
});

/** Whether a check throws nothing. */
function passes(check: () => void): boolean {
    try {
        check();
        return true;
    } catch {
        return false;
    }
}

const FAULT = object(
    {
        /** The operation's name; `*` for every one, `unknown` for requests of none. */
        operation: oneOf(["*", "unknown", ...OPERATIONS]),
    },
    {
        ...PROJECT,
        /** Only for the cluster of that name. */
        instance: Type.String({ minLength: 1 }),
        /** Requests that pass before the first that is met; default 0. */
        skip: integer(0),
        /** Requests that are met; default 1. */
        times: integer(1),
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
    },
);

/** The faults that a request adds. */
export const FAULTS = Type.Array(FAULT);

/** What is to go wrong. */
export type Fault = Static<typeof FAULT>;
