import { AtlasError } from "../../provider/atlas/errors";
import type { Settings } from "../../provider/atlas/settings";
import {
    deserted,
    failure,
    floorsWith,
    startStage,
    startStranger,
    type Floors,
    type Stage,
    type Stranger,
} from "./support";

let stage: Stage;
let settings: Settings;
let floors: Floors;
beforeEach(async () => {
    stage = await startStage();
    settings = stage.settings("accessToken");
    floors = stage.floors(settings);
});
afterEach(() => stage.close());

const look = () => failure(floors.serverless.get(stage.orders), settings);
const lookAt = (baseUrl: string) => {
    settings = { ...settings, baseUrl };
    floors = floorsWith(settings, stage.clock);
    return look();
};
const html = { body: "<!doctype html><title>Gateway</title>", contentType: "text/html" };
const checkBaseUrl = "Check the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl)";
const doing = 'Could not read serverless instance "orders" in project <project>: ';

describe("Atlas's own refusal keeps all that it says", () => {
    it("of the code, its words, its parameters and the request", async () => {
        const error = await failure(
            floors.serverless.create(stage.groupId, {
                name: "orders",
                backingProviderName: "AWS",
                regionName: "US_EAST_1",
            }),
            settings,
        );
        expect(error).toMatchObject({
            name: "InvalidRequestError",
            kind: "response",
            status: 400,
            errorCode: "DUPLICATE_CLUSTER_NAME",
            detail: `A cluster named "orders" already exists in project ${stage.groupId}.`,
            reason: "Bad Request",
            parameters: ["orders", stage.groupId],
            requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
            notApplied: false,
        });
        expect(stage.steady(error.message)).toBe(
            'Could not create serverless instance "orders" in project <project>: Atlas returned 400 DUPLICATE_CLUSTER_NAME: ' +
                'A cluster named "orders" already exists in project <project> (request <id>). ' +
                "Choose another name, or omit name to use auto-naming.",
        );
    });

    it("of the fields that are wrong", async () => {
        const error = await failure(floors.serverless.update(stage.orders, { tags: { team: "" } }), settings);
        expect(error).toMatchObject({ status: 400, errorCode: "VALIDATION_ERROR" });
        expect(error.message).toMatch(/tags\[0\]\.value: /);
    });

    it("of the pause it asks for, once tries are over", async () => {
        await stage.fault({
            operation: "getServerlessInstance",
            times: 9999,
            answer: { status: 429, errorCode: "RATE_LIMITED", headers: { "Retry-After": "2" } },
        });
        expect(await look()).toMatchObject({ status: 429, retryAfter: 2000, notApplied: true });
    });
});

describe("every refusal has a next step", () => {
    it.each<[number, string, RegExp]>([
        [404, "GROUP_NOT_FOUND", /Check that projectId is correct/],
        [404, "INVALID_GROUP_ID", /24 lowercase hexadecimal characters/],
        [400, "DUPLICATE_CLUSTER_NAME", /Choose another name/],
        [400, "DUPLICATE_CLUSTER_NAME_PREFIX", /differs within its first 23/],
        [400, "CLUSTER_NAME_INVALID", /letters, digits, and hyphens/],
        [400, "CLUSTER_NAME_TOO_LONG", /at most 64 characters/],
        [400, "ATLAS_RESERVED_CLUSTER_NAME", /Choose another name/],
        [400, "INVALID_REGION", /US_EAST_1/],
        [
            400,
            "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED",
            /Set terminationProtectionEnabled to false/,
        ],
        [402, "NO_PAYMENT_INFORMATION_FOUND", /Add a payment method/],
        [401, "NOT_ORG_GROUP_CREATOR", /Project Owner/],
        [403, "CANNOT_CHANGE_GROUP_NAME", /Project Owner/],
        [409, "OUT_OF_CAPACITY", /Retry later/],
        [409, "REGION_UNAVAILABLE", /Retry later/],
        [405, "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES", /Retry in a few minutes/],
        [410, "VERSION_GONE", /has removed this API operation/],
        [429, "RATE_LIMITED", /Wait a minute/],
        [429, "RATE_LIMITED_TOKEN_BUCKET", /Wait a minute/],
        [401, "SOMETHING_NEW", /The access token is invalid or has expired\. Get a new one/],
        [403, "SOMETHING_NEW", /Project Owner role, and that the API access list includes this IP address/],
        [500, "UNEXPECTED_ERROR", /Retry; if it persists/],
        [500, "constructor", /Atlas returned an internal error\. Retry/],
        [503, "SOMETHING_NEW", /Retry in a few minutes/],
    ])("%i %s", async (status, errorCode, advice) => {
        await stage.fault({ operation: "getServerlessInstance", times: 9999, answer: { status, errorCode } });
        const error = await look();
        expect(error).toMatchObject({ kind: "response", status, errorCode });
        expect(error.message).toMatch(advice);
    });
});

describe("a code that says nothing", () => {
    const error = async (detail: string) => {
        await stage.fault({
            operation: "deleteFlexCluster",
            answer: { status: 400, errorCode: "ATLAS_GENERAL_ERROR", detail },
        });
        return failure(floors.flex.delete(stage.orders), settings);
    };

    it("means a protected cluster where its words do", async () => {
        const words = "Cannot delete orders because termination protection is enabled.";
        const { message, errorCode } = await error(words);
        expect(errorCode).toBe("ATLAS_GENERAL_ERROR");
        expect(message).toMatch(
            /Set terminationProtectionEnabled to false, run `pulumi up`, and then retry\.$/,
        );
    });

    it("and else nothing more than its status", async () => {
        expect((await error("An unknown error.")).message).toMatch(
            /Correct the fields that Atlas names, then retry\.$/,
        );
    });
});

describe("an answer that is not Atlas's", () => {
    it.each<[string, object, string]>([
        [
            "HTML with 200",
            { status: 200, ...html },
            `<atlas> returned a response that is not the Atlas API's (Content-Type: text/html) (HTTP status ` +
                `200) (request <id>). ${checkBaseUrl} and whether a proxy intercepts the connection.`,
        ],
        [
            "HTML with 404",
            { status: 404, ...html },
            `<atlas> returned a response that is not the Atlas API's (Content-Type: text/html) (HTTP status ` +
                `404) (request <id>). ${checkBaseUrl} and whether a proxy intercepts the connection.`,
        ],
        [
            "HTML with 503",
            { status: 503, ...html },
            `<atlas> returned a response that is not the Atlas API's (Content-Type: text/html) (HTTP status ` +
                `503) (request <id>). Retry; if it persists, check the base URL (MONGODB_ATLAS_BASE_URL or ` +
                `atlas:baseUrl).`,
        ],
        [
            "a list where one database is asked for",
            { status: 200, body: "[]" },
            `<atlas> returned a response that is not the Atlas API's (Content-Type: application/json) (HTTP ` +
                `status 200) (request <id>). ${checkBaseUrl} and whether a proxy intercepts the connection.`,
        ],
        [
            "a redirect to a login page, which is not followed",
            { status: 302, body: "", headers: { Location: "/_emulator/state" } },
            `<atlas> returned a response that is not the Atlas API's (Content-Type: application/json) (HTTP ` +
                `status 302) (request <id>). ${checkBaseUrl} and whether a proxy intercepts the connection.`,
        ],
        [
            "JSON that is no database",
            { status: 200, body: '{"ok": true}' },
            `the response lacks required fields. ${checkBaseUrl}.`,
        ],
        [
            "nothing with 200",
            { status: 200, body: "" },
            `the response lacks required fields. ${checkBaseUrl}.`,
        ],
    ])("%s", async (_what, answer, message) => {
        await stage.fault({ operation: "getServerlessInstance", times: 9999, answer });
        const error = await look();
        expect(error.kind).toBe("invalidResponse");
        expect(stage.steady(error.message)).toBe(doing + message);
    });
});

describe("no answer", () => {
    it("half of one", async () => {
        const answer = { status: 200, body: '{"name": "orders", ', contentType: "application/json" };
        await stage.fault({ operation: "getServerlessInstance", times: 9999, answer });
        const error = await look();
        expect(error).toMatchObject({ kind: "connection", notApplied: false });
        expect(stage.steady(error.message)).toBe(
            `${doing}the response of <atlas> was truncated (request <id>). Run it again.`,
        );
    });

    it("no process listens there", async () => {
        const baseUrl = await deserted();
        const error = await lookAt(baseUrl);
        expect(error).toMatchObject({ kind: "connection", notApplied: true });
        expect(stage.steady(error.message)).toBe(
            `${doing}${baseUrl} refused the connection. If this is the Atlas emulator, it has stopped. Start it with ` +
                `\`npx -p pulumi-atlas-serverless atlas-emulator\`, set the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl) to the one that ` +
                `it prints, and run \`pulumi up --refresh\`. A restarted emulator has no clusters.`,
        );
    });

    it("the host does not exist", async () => {
        const error = await lookAt("http://atlas.invalid");
        expect(error).toMatchObject({ kind: "connection", notApplied: true });
        // Which of the two it is depends on the machine's resolver.
        expect(stage.steady(error.message)).toMatch(
            /the host name of http:\/\/atlas\.invalid cannot be resolved( at the moment)?\. Check your network connection and the base URL/,
        );
    });

    it("the connection is broken off", async () => {
        await stage.fault({ operation: "getServerlessInstance", times: 9999, reset: "before" });
        const error = await look();
        expect(error).toMatchObject({ kind: "connection", notApplied: false });
        expect(stage.steady(error.message)).toBe(
            `${doing}<atlas> closed the connection before it sent a response. Run it again.`,
        );
    });

    it("the other side does not speak https", async () => {
        const error = await lookAt(stage.bench.emulator.baseUrl.replace("http:", "https:"));
        expect(error.kind).toBe("connection");
        expect(error.message).toMatch(
            /the connection to https:\/\/127.* failed \(.+\)\. Check your network connection and the base URL/,
        );
    });

    describe("from a server that is no Atlas", () => {
        let stranger: Stranger;
        afterEach(() => stranger.close());

        it("the connection is broken off in mid-answer", async () => {
            stranger = await startStranger((_request, response) => {
                response.writeHead(200, { "Content-Length": "1000" });
                response.write('{"id":', () => response.destroy());
            });
            const error = await lookAt(stranger.baseUrl);
            expect(error.kind).toBe("connection");
            expect(error.message).toMatch(
                /the response of .* was truncated\. Check your network connection and the base URL/,
            );
        });

        it("the answer has no end", async () => {
            stranger = await startStranger((_request, response) => {
                const chunk = Buffer.alloc(4 * 1024 * 1024, " ");
                const more = () => response.write(chunk, (error) => (error ? undefined : more()));
                more();
            });
            const error = await lookAt(stranger.baseUrl);
            expect(error.kind).toBe("connection");
            expect(error.message).toMatch(/was truncated\. Check your network connection and the base URL/);
        });

        it("a request that is given up ends with the reason of that, not with an error of Atlas", async () => {
            const giveUp = new AbortController();
            const reason = new Error("the engine is gone");
            stranger = await startStranger(() => giveUp.abort(reason));
            settings = { ...settings, baseUrl: stranger.baseUrl };
            const { serverless } = floorsWith(settings, stage.clock);
            await expect(serverless.get(stage.orders, { signal: giveUp.signal })).rejects.toBe(reason);
            expect(stage.clock.slept).toEqual([]);
        });
    });
});

it("a token that no header can carry is not shown", async () => {
    settings = {
        ...settings,
        credential: { kind: "accessToken", accessToken: "eyJsecret\nX-Evil: 1\u0000é€" },
    };
    floors = floorsWith(settings, stage.clock);
    const error: unknown = await floors.serverless.get(stage.orders).catch((reason: unknown) => reason);
    expect(String(error)).not.toContain("eyJsecret");
    expect(error).toBeInstanceOf(AtlasError);
});
