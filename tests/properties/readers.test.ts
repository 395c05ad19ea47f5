// The readers of what comes over the wire, and of what Pulumi kept, with any JSON.
import fc from "fast-check";
import {
    truncatedResponse,
    parseApiError,
    readRetryAfter,
    unexpectedResponse,
} from "../../provider/atlas/http/response-errors";
import { AtlasError } from "../../provider/atlas/errors";
import { readFlexInstance, readFlexSnapshot } from "../../provider/atlas/api/flex-wire";
import type { Settings } from "../../provider/atlas/settings";
import { writeTags } from "../../provider/atlas/api/common-wire";
import { readServerlessInstance, readServerlessSnapshot } from "../../provider/atlas/api/serverless-wire";
import { alien, anyJson, frozen, nearly, throughJson } from "./support/json";
import { holds } from "./support/property";
import { tags } from "./support/inputs";
import {
    atlasError,
    flexInstance,
    flexSnapshot,
    serverlessInstance,
    serverlessSnapshot,
} from "./support/wire";

function anyOf(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    return fc.oneof(
        { weight: 1, arbitrary: anyJson },
        { weight: 4, arbitrary: nearly(right) },
        { weight: 1, arbitrary: right },
    );
}

const readers: readonly [what: string, read: (value: unknown) => unknown, right: fc.Arbitrary<unknown>][] = [
    ["a database of the serverless generation", readServerlessInstance, serverlessInstance],
    ["a database of the Flex generation", readFlexInstance, flexInstance],
    ["a snapshot of the serverless generation", readServerlessSnapshot, serverlessSnapshot],
    ["a snapshot of the Flex generation", (value) => readFlexSnapshot(value, "orders"), flexSnapshot],
];

for (const [what, read, right] of readers) {
    holds(
        `any JSON is read as ${what}, or as none: nothing is thrown, and what comes out is JSON again`,
        "computed",
        fc.property(anyOf(right), (value) => {
            const result = read(frozen(value));
            if (result !== undefined) {
                expect(alien(result)).toEqual([]);
                expect(throughJson(result)).toEqual(result);
            }
        }),
    );

    holds(
        `what Atlas sends is read as ${what}, new fields or not`,
        "computed",
        fc.property(right, fc.string(), anyJson, (value, key, extra) => {
            const known = read(value);
            expect(known).toBeDefined();
            const isKnown = Object.keys(value as object).includes(key);
            expect(isKnown ? known : read({ ...(value as object), [`new${key}`]: extra })).toEqual(known);
        }),
    );
}

const settings: Settings = {
    baseUrl: "https://cloud.mongodb.com",
    credential: { kind: "accessToken", accessToken: "the-secret" },
    source: "the environment",
};

const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(400, 401, 404, 410, 429, 503));

const headers = fc.dictionary(
    fc.constantFrom("retry-after", "x-request-id", "content-type", "ratelimit-remaining"),
    fc.oneof(
        fc.string(),
        fc.constantFrom("1", "1e9", "-1", "NaN", "Infinity", "Wed, 21 Oct 2065 07:28:00 GMT"),
    ),
);

holds(
    "any JSON is read as an error: its message says what could not be done and ends like a sentence, and shows no credential",
    "computed",
    fc.property(anyOf(atlasError), status, headers, (value, status, headers) => {
        const body = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
        const answer = { status, headers, body: JSON.stringify(body) };
        const doing = 'read serverless instance "orders"';
        for (const error of [
            parseApiError(doing, answer, body as Record<string, unknown>, settings),
            ...[true, false].map((wasAtlas) => unexpectedResponse(doing, answer, settings, wasAtlas)),
            truncatedResponse(doing, answer, settings.baseUrl),
        ]) {
            expect(error).toBeInstanceOf(AtlasError);
            expect(error.message.startsWith(`Could not ${doing}: `)).toBe(true);
            expect(error.message).toMatch(/[.!?]$/);
            expect(error.message).not.toContain("the-secret");
            expect([undefined, status]).toContain(error.status);
        }
    }),
);

holds(
    "any Retry-After is read as a time that is not before now, or as none",
    "computed",
    fc.property(headers, (headers) => {
        const wait = readRetryAfter({ status: 429, headers, body: "" });
        expect(wait === undefined || wait >= 0).toBe(true);
    }),
);

holds(
    "tags are read as they were written, in whichever order they came",
    "computed",
    fc.property(tags(50), serverlessInstance, fc.compareFunc(), (all, instance, order) => {
        const sent = writeTags(all);
        expect(sent).toEqual(writeTags(Object.fromEntries(Object.entries(all).toSorted(order))));
        expect(readServerlessInstance({ ...instance, tags: sent.toSorted(order) })?.tags).toEqual(all);
    }),
);
