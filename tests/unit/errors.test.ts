// The one family of what a user may read: its categories, and that they are recognized across copies of the package.
import * as pulumi from "@pulumi/pulumi";
import * as errors from "../../provider/atlas/errors";
import { errorFromRecord, errorToRecord } from "../../provider/atlas/errors/record";
import * as exported from "../../sdk/errors";
import type { AtlasErrorFacts } from "../../provider/atlas/errors";
import { PartialFailureError } from "../../provider/instance/partial-failure";
import type { State } from "../../provider/instance/state";
import { toHostError } from "../../provider/dynamic/errors";
import { toStatus } from "../../provider/plugin/errors";
import { CommandError, UsageError } from "../../cli/terminal";
import { asRunError } from "../../sdk/run-error";

const classes = Object.entries(errors).filter(
    (entry): entry is [string, typeof errors.AtlasError] =>
        typeof entry[1] === "function" && "typeName" in entry[1],
);

/** The class's own errors, as another copy of the package makes them. */
function ofAnotherCopy(make: (copy: typeof errors) => Error): Error {
    let error: Error | undefined;
    jest.isolateModules(() => {
        error = make(jest.requireActual<typeof errors>("../../provider/atlas/errors"));
    });
    if (error === undefined) {
        throw new Error("no other copy was loaded");
    }
    return error;
}

const refused = (status: number, more: Partial<AtlasErrorFacts> = {}): AtlasErrorFacts => ({
    kind: "response",
    action: "do it",
    status,
    ...more,
});

it("has classes, so that these tests check something", () => {
    expect(classes.length).toBeGreaterThan(15);
});

it.each(classes)("%s has its own name", (name, type) => {
    expect(type.typeName).toBe(name);
});

it.each<[string, AtlasErrorFacts]>([
    ["InvalidRequestError", refused(400)],
    ["AuthenticationError", refused(401)],
    ["PermissionDeniedError", refused(403)],
    ["NotFoundError", refused(404)],
    ["InvalidRequestError", refused(405)],
    ["ConflictError", refused(409)],
    ["InvalidRequestError", refused(410)],
    ["RateLimitError", refused(429)],
    ["ServerError", refused(500)],
    ["ServerError", refused(503)],
    ["AuthenticationError", refused(401, { notSent: true })],
    ["ServerError", { kind: "invalidResponse", action: "do it", status: 503 }],
    ["RateLimitError", { kind: "invalidResponse", action: "do it", status: 429 }],
    ["ConnectionError", { kind: "invalidResponse", action: "do it", status: 403 }],
    ["ConnectionError", { kind: "invalidResponse", action: "do it", status: 200 }],
    ["ConnectionError", { kind: "connection", action: "do it" }],
    ["NotSentError", { kind: "notSent", action: "do it" }],
])("%s is the class of %j, also where it is told in other words", (name, facts) => {
    const error = errors.AtlasError.from(facts);
    expect(error.name).toBe(name);
    expect(error.asNotSent().name).toBe(name);
    expect(error.asStepOf("do more", true).name).toBe(name);
});

it("carries what Atlas said", () => {
    const error = errors.AtlasError.from(
        refused(409, { errorCode: "DUPLICATE_CLUSTER_NAME", requestId: "r-1", detail: "It is taken." }),
    );
    expect(error).toMatchObject({
        name: "ConflictError",
        status: 409,
        errorCode: "DUPLICATE_CLUSTER_NAME",
        requestId: "r-1",
        detail: "It is taken.",
    });
});

describe("isInstance", () => {
    const notFound = errors.NotFoundError.proved("It is not there.");

    it("knows the class and those that it extends, and no other", () => {
        const known = classes.filter(([, type]) => type.isInstance(notFound)).map(([name]) => name);
        expect(known.toSorted()).toEqual(["AtlasError", "AtlasServerlessError", "NotFoundError"]);
    });

    it.each([undefined, null, "text", {}, new Error("no"), { name: "NotFoundError" }])(
        "does not know %p",
        (value) => {
            expect(errors.AtlasServerlessError.isInstance(value)).toBe(false);
        },
    );

    it("knows an error of another copy of the package, which instanceof does not", () => {
        const other = ofAnotherCopy((copy) => copy.NotFoundError.proved("It is not there."));
        expect(other).not.toBeInstanceOf(errors.NotFoundError);
        expect(errors.NotFoundError.isInstance(other)).toBe(true);
        expect(errors.AtlasServerlessError.isInstance(other)).toBe(true);
        expect(errors.RateLimitError.isInstance(other)).toBe(false);
    });

    it("is what an error does not show: it stays readable", () => {
        expect(Object.keys(notFound)).not.toContain("typeNames");
        expect(JSON.stringify(notFound)).not.toContain("AtlasServerlessError");
    });
});

describe("told to another process", () => {
    const facts = { status: 409, errorCode: "CODE", requestId: "r-1" };

    it.each(Object.keys(exported).filter((name) => !/^Atlas/.test(name)))("%s is what it was", (name) => {
        const Type: unknown = Reflect.get(exported, name);
        const isOfRequests = typeof Type === "function" && Type.prototype instanceof errors.AtlasError;
        const made: unknown = isOfRequests
            ? Reflect.construct(Type, [
                  { ...facts, kind: "response", action: "do it", detail: "Taken", retryAfter: 9 },
              ])
            : Reflect.construct(Type as typeof errors.ConfigurationError, ["It is so.", facts]);
        if (!errors.AtlasServerlessError.isInstance(made)) {
            throw new Error("it is no error");
        }
        const told = errorFromRecord(JSON.parse(JSON.stringify(errorToRecord(made))));
        expect(told).toBeInstanceOf(Type);
        const shown = ({ name, message, status, errorCode, requestId }: errors.AtlasServerlessError) => ({
            name,
            message,
            status,
            errorCode,
            requestId,
        });
        expect(told === undefined ? undefined : shown(told)).toEqual(shown(made));
        expect(told).toMatchObject(isOfRequests ? { detail: "Taken", retryAfter: 9 } : {});
    });

    it("of a class that is not known yet, by a newer plugin, it is a request that failed", () => {
        expect(errorFromRecord({ name: "TeapotError", message: "I am one.", status: 418 })).toMatchObject({
            name: "AtlasError",
            message: "I am one.",
            status: 418,
        });
    });

    it.each([undefined, {}, { results: [] }, { name: "orders" }])("%j is none", (value) => {
        expect(errorFromRecord(value)).toBeUndefined();
    });
});

describe("what a user may read", () => {
    const state = { name: "orders", projectId: "0".repeat(24), stateName: "CREATING" } as State;
    const told: [string, Error][] = [
        ["a refusal", errors.AtlasError.from(refused(404))],
        ["a wrong setting", new errors.ConfigurationError("No Atlas credentials.")],
        ["a blocked change", new errors.ChangeBlockedError("Protected.")],
        ["a lost cluster", new errors.ResourceLostError("Gone.")],
        ["a partial failure", new PartialFailureError(state, new Error("cause"))],
        ["one of another copy", ofAnotherCopy((copy) => new copy.InterruptedError("Canceled."))],
        ["a command's", new CommandError("No such file.")],
        ["a wrong use", new UsageError("--project is missing")],
    ];

    it.each(told)("%s: goes to each entry point without a stack", (_, error) => {
        expect(toHostError(error).stack).not.toContain("at ");
        expect(toHostError(error).message).toBe(error.message);
        expect(toStatus(error).details).toBe(error.message);
    });

    it("is nothing else: a mistake of ours keeps its stack", () => {
        const mistake = new TypeError("x is not a function");
        expect(toHostError(mistake)).toBe(mistake);
        expect(toStatus(mistake).details).toContain("errors.test.ts");
    });

    it("counts as Pulumi's RunError in a program, and stays of its own class", () => {
        const error = asRunError(new errors.InvalidArgumentError("name is missing."));
        expect(pulumi.RunError.isInstance(error)).toBe(true);
        expect(errors.InvalidArgumentError.isInstance(error)).toBe(true);
        expect(pulumi.RunError.isInstance(new errors.InvalidArgumentError("name is missing."))).toBe(false);
    });
});
