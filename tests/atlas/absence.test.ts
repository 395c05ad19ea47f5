// Law: absence must be proved.
import { kinds, startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => (stage = await startStage()));
afterEach(() => stage.close());

const find = (name = "orders") => stage.floors().databases.find({ groupId: stage.groupId, name });
const answer = (answer: object) => stage.fault({ operation: "getServerlessInstance", times: 9, answer });
const html = { body: "<html>Not found</html>", contentType: "text/html" };

it.each(kinds)("a database that is not there is absent, with %s", async (kind) => {
    const { databases } = stage.floors(stage.settings(kind));
    expect(await databases.find({ groupId: stage.groupId, name: "other" })).toBeUndefined();
    expect(await databases.find(stage.orders)).toBeDefined();
});

it.each(["CLUSTER_NOT_FOUND", "SERVERLESS_INSTANCE_NOT_FOUND", "RESOURCE_NOT_FOUND"])(
    "404 %s proves it",
    async (errorCode) => {
        await answer({ status: 404, errorCode });
        expect(await find()).toBeUndefined();
    },
);

describe("nothing else does", () => {
    it.each<[string, object]>([
        ["404 of the project", { status: 404, errorCode: "GROUP_NOT_FOUND" }],
        ["404 of the project's id", { status: 404, errorCode: "INVALID_GROUP_ID" }],
        ["404 with a code of something else", { status: 404, errorCode: "UNEXPECTED_ERROR" }],
        ["404 with a code that only begins so", { status: 404, errorCode: "CLUSTER_NOT_FOUND_YET" }],
        ["404 with a code in small letters", { status: 404, errorCode: "cluster_not_found" }],
        ["404 without a code", { status: 404, body: '{"error": 404, "detail": "Not Found"}' }],
        ["404 with a code that is no text", { status: 404, body: '{"errorCode": ["CLUSTER_NOT_FOUND"]}' }],
        ["404 with a list", { status: 404, body: '[{"errorCode": "CLUSTER_NOT_FOUND"}]' }],
        ["404 with half a document", { status: 404, body: '{"errorCode": "CLUSTER_NOT_FOUND"' }],
        ["404 with nothing", { status: 404, body: "" }],
        ["404 with a web page", { status: 404, ...html }],
        ["401", { status: 401, errorCode: "UNAUTHORIZED" }],
        ["403", { status: 403, errorCode: "FORBIDDEN" }],
        ["400 with the code", { status: 400, errorCode: "CLUSTER_NOT_FOUND" }],
        ["401 with the code", { status: 401, errorCode: "CLUSTER_NOT_FOUND" }],
        ["500 with the code", { status: 500, errorCode: "CLUSTER_NOT_FOUND" }],
        ["the generation's end", { status: 410, errorCode: "VERSION_GONE" }],
        ["410 with the code", { status: 410, errorCode: "CLUSTER_NOT_FOUND" }],
        ["405", { status: 405, errorCode: "METHOD_NOT_ALLOWED" }],
        ["406", { status: 406, errorCode: "NOT_ACCEPTABLE" }],
        ["429", { status: 429, errorCode: "RATE_LIMITED" }],
        ["500", { status: 500 }],
        ["503 with a web page", { status: 503, ...html }],
        ["200 with a web page", { status: 200, ...html }],
        ["200 with no database", { status: 200, body: "{}" }],
        ["200 with the error's body", { status: 200, body: '{"error":404,"errorCode":"CLUSTER_NOT_FOUND"}' }],
        ["204", { status: 204, body: "" }],
        ["302", { status: 302, body: "", headers: { Location: "/login" } }],
    ])("%s", async (_what, wrong) => {
        await answer(wrong);
        await expect(find()).rejects.toMatchObject({ name: "AtlasError" });
    });

    it("a reset", async () => {
        await stage.fault({ operation: "getServerlessInstance", times: 9, reset: "before" });
        await expect(find()).rejects.toMatchObject({ kind: "unreachable" });
    });

    it("a project that is not there", async () => {
        const { databases } = stage.floors();
        await expect(databases.find({ groupId: "f".repeat(24), name: "orders" })).rejects.toMatchObject({
            errorCode: "GROUP_NOT_FOUND",
        });
    });

    it("the service account's own 404", async () => {
        await stage.fault({
            operation: "createAccessToken",
            answer: { status: 404, errorCode: "RESOURCE_NOT_FOUND" },
        });
        const { databases } = stage.floors(stage.settings("serviceAccount"));
        await expect(databases.find(stage.orders)).rejects.toMatchObject({ status: 404 });
    });
});
