// Law: absence must be proved.
import { AtlasError, hintForCode } from "../../provider/atlas/errors";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import { scaledClock } from "./scaled-clock";
import { failure, floorsWith, kinds, startStage, type Stage } from "./support";

/** On a clock that knows how long a deadline is away. */
const lifecycleOf = (on: Stage) => {
    const clock = scaledClock(1000);
    return new Lifecycle(floorsWith(on.settings("accessToken"), clock).clusters, clock);
};

let stage: Stage;
afterEach(() => stage.close());

const find = (name = "orders") => stage.floors().clusters.find({ groupId: stage.groupId, name });
const answers = { serverless: "getServerlessInstance", flex: "getFlexCluster" } as const;
const answer = (servedBy: keyof typeof answers, said: object) =>
    stage.fault({ operation: answers[servedBy], times: 9999, answer: said });
const html = { body: "<html>Not found</html>", contentType: "text/html" };

/** What a generation may say that is no word on whether the cluster exists. */
const noProof: [string, object][] = [
    ["404 of the project", { status: 404, errorCode: "GROUP_NOT_FOUND" }],
    ["404 of the project's id", { status: 404, errorCode: "INVALID_GROUP_ID" }],
    ["404 of a project that is not ours", { status: 404, errorCode: "NOT_IN_GROUP" }],
    ["403 of a project that is not ours", { status: 403, errorCode: "NOT_IN_GROUP" }],
    ["401 of a project that is not ours", { status: 401, errorCode: "NOT_IN_GROUP" }],
    ["404 with a code of something else", { status: 404, errorCode: "UNEXPECTED_ERROR" }],
    ["404 with a code that nobody knows", { status: 404, errorCode: "REGION_NOT_FOUND" }],
    ["404 with a code that only begins so", { status: 404, errorCode: "CLUSTER_NOT_FOUND_YET" }],
    ["404 with a code in small letters", { status: 404, errorCode: "cluster_not_found" }],
    ["404 with a list", { status: 404, body: '[{"errorCode": "CLUSTER_NOT_FOUND"}]' }],
    ["404 with half a document", { status: 404, body: '{"errorCode": "CLUSTER_NOT_FOUND"' }],
    ["404 with nothing", { status: 404, body: "" }],
    ["404 with a web page", { status: 404, ...html }],
    ["410 with a web page", { status: 410, ...html }],
    ["401", { status: 401, errorCode: "UNAUTHORIZED" }],
    ["403", { status: 403, errorCode: "FORBIDDEN" }],
    ["400 with the code", { status: 400, errorCode: "CLUSTER_NOT_FOUND" }],
    ["401 with the code", { status: 401, errorCode: "CLUSTER_NOT_FOUND" }],
    ["500 with the code", { status: 500, errorCode: "CLUSTER_NOT_FOUND" }],
    ["an upgrade of Atlas", { status: 405, errorCode: "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES" }],
    ["another kind", { status: 400, errorCode: "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API" }],
    ["no serverless instance", { status: 400, errorCode: "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API" }],
    ["429", { status: 429, errorCode: "RATE_LIMITED" }],
    ["500", { status: 500 }],
    ["503 with a web page", { status: 503, ...html }],
    ["200 with a web page", { status: 200, ...html }],
    ["200 with no database", { status: 200, body: "{}" }],
    ["200 with an empty list", { status: 200, body: '{"results": [], "totalCount": 0}' }],
    ["200 with the error's body", { status: 200, body: '{"error":404,"errorCode":"CLUSTER_NOT_FOUND"}' }],
    ["204", { status: 204, body: "" }],
    ["302", { status: 302, body: "", headers: { Location: "/login" } }],
];
/** What says that an operation is retired. It ends the serverless generation; Flex has no successor. */
const retired: [string, object][] = [
    ["410", { status: 410, errorCode: "VERSION_GONE" }],
    ["410 with the code", { status: 410, errorCode: "CLUSTER_NOT_FOUND" }],
    ["405", { status: 405, errorCode: "METHOD_NOT_ALLOWED" }],
    ["406", { status: 406, errorCode: "NOT_ACCEPTABLE" }],
    ["404 of the path", { status: 404, errorCode: "RESOURCE_NOT_FOUND" }],
    ["404 without a code", { status: 404, body: '{"error": 404, "detail": "Not Found"}' }],
    ["404 with a code that is no text", { status: 404, body: '{"errorCode": ["CLUSTER_NOT_FOUND"]}' }],
];
/** How each generation says that it has no cluster of that name. */
const ownCodes = {
    serverless: ["SERVERLESS_INSTANCE_NOT_FOUND", "CLUSTER_NOT_FOUND"],
    flex: ["CLUSTER_NOT_FOUND"],
} as const;
const absent = { status: 404, errorCode: "CLUSTER_NOT_FOUND" };

describe.each(["classic", "transition", "sunset"] as const)("in %s", (era) => {
    beforeEach(async () => (stage = await startStage({ era })));

    it.each(kinds)("a cluster that is not there is absent, with %s", async (kind) => {
        const { clusters } = stage.floors(stage.settings(kind));
        expect(await clusters.find({ groupId: stage.groupId, name: "other" })).toBeUndefined();
        expect(await clusters.find(stage.orders)).toBeDefined();
    });

    it.each(ownCodes.serverless)("404 %s of serverless, and Flex's own 404, prove it", async (errorCode) => {
        await answer("serverless", { status: 404, errorCode });
        await answer("flex", absent);
        expect(await find()).toBeUndefined();
    });

    it.each(ownCodes.serverless)("404 %s of the serverless generation alone does not", async (errorCode) => {
        await answer("serverless", { status: 404, errorCode });
        const outcome = await find().catch((error: unknown) => error);
        // A true serverless instance is one that Flex knows of and does not serve.
        expect(outcome).toMatchObject(
            era === "classic"
                ? { errorCode: "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API" }
                : { name: "orders", servedBy: "flex" },
        );
    });

    it("a project that is not there is no proof", async () => {
        const { clusters } = stage.floors();
        await expect(clusters.find({ groupId: "f".repeat(24), name: "orders" })).rejects.toMatchObject({
            errorCode: "GROUP_NOT_FOUND",
        });
    });
});

describe("nothing else does, where Flex has none and serverless has the last word", () => {
    beforeEach(async () => {
        stage = await startStage();
        await answer("flex", absent);
    });

    it.each(noProof)("%s", async (_what, wrong) => {
        await answer("serverless", wrong);
        for (const first of ["serverless", "flex"] as const) {
            await expect(stage.floors().clusters.find(stage.orders, first)).rejects.toBeInstanceOf(
                AtlasError,
            );
        }
    });

    it("a reset", async () => {
        await stage.fault({ operation: "getServerlessInstance", times: 9, reset: "before" });
        await expect(find()).rejects.toMatchObject({ kind: "connection" });
    });

    it("the service account's own 404", async () => {
        await stage.fault({
            operation: "createAccessToken",
            answer: { status: 404, errorCode: "RESOURCE_NOT_FOUND" },
        });
        const { clusters } = stage.floors(stage.settings("serviceAccount"));
        await expect(clusters.find(stage.orders)).rejects.toMatchObject({ status: 404 });
    });
});

describe("nothing else does, where only the Flex generation can know", () => {
    beforeEach(async () => (stage = await startStage({ era: "sunset" })));

    const refresh = async (name: string) => {
        const lifecycle = lifecycleOf(stage);
        const there = await lifecycle.get({ groupId: stage.groupId, name }, {});
        return { state: { ...there, servedBy: "serverless" as const }, lifecycle };
    };
    const logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };

    const ofServerless: [string, object] = [
        "404 with the code of serverless",
        { status: 404, errorCode: "SERVERLESS_INSTANCE_NOT_FOUND" },
    ];
    it.each([...noProof, ...retired, ofServerless])(
        "%s: no proof, and no refresh drops it",
        async (_what, wrong) => {
            const { state, lifecycle } = await refresh("orders");
            await answer("flex", wrong);
            await expect(find()).rejects.toBeInstanceOf(AtlasError);
            await expect(lifecycle.read(state, logger)).rejects.toBeInstanceOf(AtlasError);
            await expect(lifecycle.remove(state, logger)).rejects.toBeInstanceOf(AtlasError);
        },
    );

    it.each(["before", "after"])("a reset %s it acted", async (reset) => {
        const { state, lifecycle } = await refresh("orders");
        await stage.fault({ operation: "getFlexCluster", times: 9999, reset });
        await expect(find()).rejects.toMatchObject({ kind: "connection" });
        await expect(lifecycle.read(state, logger)).rejects.toMatchObject({ kind: "connection" });
    });

    it("also where it is asked first, and the serverless generation says that there is none", async () => {
        await answer("flex", { status: 403, errorCode: "FORBIDDEN" });
        await expect(stage.floors().clusters.find(stage.orders, "flex")).rejects.toMatchObject({
            status: 403,
        });
    });

    it("the empty list of the serverless generation", async () => {
        const { clusters, serverless } = stage.floors();
        expect(await serverless.list(stage.groupId)).toEqual({ items: [], isComplete: true });
        expect(await clusters.find(stage.orders)).toMatchObject({ name: "orders" });
    });
});

describe("an end of the serverless reads is no end of the clusters", () => {
    beforeEach(async () => (stage = await startStage({ era: "sunset" })));

    it.each(retired)("%s: Flex alone decides", async (_what, end) => {
        await answer("serverless", end);
        expect(await find()).toMatchObject({ name: "orders", servedBy: "flex" });
        expect(await find("other")).toBeUndefined();
    });

    it.each(retired)("%s: where Flex cannot say, nobody can", async (_what, end) => {
        await answer("serverless", end);
        await answer("flex", end);
        await expect(find()).rejects.toBeInstanceOf(AtlasError);
        await expect(find("other")).rejects.toBeInstanceOf(AtlasError);
    });
});

describe("a delete that meets the 404 of a path", () => {
    const pathless = { status: 404, errorCode: "RESOURCE_NOT_FOUND" };
    const deletes = { serverless: "deleteServerlessInstance", flex: "deleteFlexCluster" } as const;
    const silent = { progress: () => undefined, info: () => undefined, warn: () => undefined };

    it.each([
        ["classic", "serverless"],
        ["sunset", "flex"],
    ] as const)("in %s: the cluster is there, so it is no success", async (era, servedBy) => {
        stage = await startStage({ era });
        const lifecycle = lifecycleOf(stage);
        const state = await lifecycle.get({ groupId: stage.groupId, name: "orders" }, {});
        await stage.fault({ operation: deletes[servedBy], times: 9999, answer: pathless });
        await expect(lifecycle.remove(state, silent)).rejects.toBeInstanceOf(AtlasError);
        expect(await find()).toMatchObject({ name: "orders" });
    });

    it("and then a read that meets it too: nobody knows, so it is no success", async () => {
        stage = await startStage({ era: "sunset" });
        const lifecycle = lifecycleOf(stage);
        const state = await lifecycle.get({ groupId: stage.groupId, name: "orders" }, {});
        await stage.fault([
            { operation: deletes.flex, times: 9999, answer: pathless },
            // The first look is the one before the delete.
            { operation: answers.flex, skip: 1, times: 9999, answer: pathless },
        ]);
        await expect(lifecycle.remove(state, silent)).rejects.toMatchObject(pathless);
    });
});

/** Every error code of the contract, with its status and what a person must read at least. */
const contract: [code: string, status: number, expected: RegExp][] = [
    ["CLUSTER_NOT_FOUND", 404, /Check the cluster name, and that the cluster exists in this project\.$/],
    [
        "SERVERLESS_INSTANCE_NOT_FOUND",
        404,
        /Check the cluster name, and that the cluster exists in this project\.$/,
    ],
    [
        "RESOURCE_NOT_FOUND",
        404,
        /Check the cluster name and the snapshot ID, and that both exist in this project\.$/,
    ],
    ["GROUP_NOT_FOUND", 404, /Check that projectId is correct .* can access the project\.$/],
    [
        "INVALID_GROUP_ID",
        404,
        /A project ID is 24 lowercase hexadecimal characters\. Find it in the Atlas UI under Project Settings\.$/,
    ],
    ["DUPLICATE_CLUSTER_NAME", 400, /Choose another name, or omit name to use auto-naming\.$/],
    [
        "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED",
        400,
        /Set terminationProtectionEnabled to false, run `pulumi up`, and then retry\.$/,
    ],
    [
        "CLUSTER_ALREADY_REQUESTED_DELETION",
        400,
        /is already being deleted\. When it is gone, run `pulumi refresh`/,
    ],
    ["CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API", 400, /AdvancedCluster .* `pulumi state delete`\.$/],
    ["CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API", 400, /Set apiGeneration to auto or flex, or omit it\.$/],
    ["CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API", 400, /Set apiGeneration to auto, or omit it\.$/],
    ["NOT_SERVERLESS_TENANT_CLUSTER", 400, /Set apiGeneration to auto, or omit it\.$/],
    ["CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API", 400, /Set apiGeneration to auto, or omit it\.$/],
    ["NOT_IN_GROUP", 404, /Check that projectId is correct .* can access the project\.$/],
    ["INVALID_REGION", 400, /Use an Atlas region name .* US_EAST_1 on AWS\.$/],
    ["CLUSTER_NAME_INVALID", 400, /A cluster name can contain ASCII letters, digits, and hyphens/],
    ["CLUSTER_NAME_TOO_LONG", 400, /A cluster name can have at most 64 characters\.$/],
    ["DUPLICATE_CLUSTER_NAME_PREFIX", 400, /Choose a name that differs within its first 23 characters\.$/],
    ["ATLAS_RESERVED_CLUSTER_NAME", 400, /Atlas reserves this name\. Choose another name\.$/],
    ["VALIDATION_ERROR", 400, /Correct the fields that Atlas names, then retry\.$/],
    ["NO_PAYMENT_INFORMATION_FOUND", 402, /Add a payment method .* then retry\.$/],
    [
        "NOT_ORG_GROUP_CREATOR",
        401,
        /The service account or API key needs the Project Owner role in this project\.$/,
    ],
    [
        "CANNOT_CHANGE_GROUP_NAME",
        403,
        /The service account or API key needs the Project Owner role in this project\.$/,
    ],
    ["OUT_OF_CAPACITY", 409, /Retry later, or choose another region\.$/],
    ["REGION_UNAVAILABLE", 409, /Retry later, or choose another region\.$/],
    ["WRITES_NOT_ALLOWED_DURING_APP_UPGRADES", 405, /Atlas is under maintenance\. Retry in a few minutes\.$/],
    ["VERSION_GONE", 410, /Atlas has removed this API operation\. Upgrade pulumi-atlas-serverless\.$/],
    [
        "UNEXPECTED_ERROR",
        500,
        /Atlas returned an internal error\. Retry; if it persists, contact MongoDB Support/,
    ],
    ["RATE_LIMITED", 429, /Wait a minute, then retry\.$/],
    ["RATE_LIMITED_TOKEN_BUCKET", 429, /Wait a minute, then retry\.$/],
];

describe("every error code of Atlas's contract, as a person reads it", () => {
    beforeEach(async () => (stage = await startStage({ era: "sunset" })));

    it.each(contract)("%s", async (errorCode, status, expected) => {
        const detail = "Atlas's own words.";
        await stage.fault({ operation: "*", times: 9999, answer: { status, errorCode, detail } });
        const settings = stage.settings("accessToken");
        const error = await failure(stage.floors(settings).flex.get(stage.orders), settings);
        expect(error).toMatchObject({ kind: "response", status, errorCode });
        expect(stage.steady(error.message)).toMatch(
            new RegExp(
                `^Could not read Flex cluster "orders" in project <project>: Atlas returned ${status} ` +
                    `${errorCode}: ` +
                    "Atlas's own words \\(request <id>\\)\\. ",
            ),
        );
        expect(error.message).toMatch(expected);
        // A code that names no cause leaves the advice to the status.
        expect(hintForCode(errorCode) === undefined).toBe(errorCode === "UNEXPECTED_ERROR");
    });
});
