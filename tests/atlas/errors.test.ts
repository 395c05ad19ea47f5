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
const doing = 'Could not look at serverless instance "orders" in project <project>: ';

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
            detail: `A database named "orders" already exists in project ${stage.groupId}.`,
            reason: "Bad Request",
            parameters: ["orders", stage.groupId],
            requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
            notApplied: false,
        });
        expect(stage.steady(error.message)).toBe(
            'Could not create serverless instance "orders" in project <project>: Atlas answered 400 DUPLICATE_CLUSTER_NAME: ' +
                'A database named "orders" already exists in project <project> (request <id>). ' +
                "Choose another name, or leave name out to get an automatic one.",
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
        [404, "GROUP_NOT_FOUND", /Check projectId/],
        [404, "INVALID_GROUP_ID", /24 hexadecimal digits/],
        [400, "DUPLICATE_CLUSTER_NAME", /Choose another name/],
        [400, "DUPLICATE_CLUSTER_NAME_PREFIX", /differs earlier/],
        [400, "CLUSTER_NAME_INVALID", /letters, digits and hyphens/],
        [400, "CLUSTER_NAME_TOO_LONG", /at most 64 characters/],
        [400, "ATLAS_RESERVED_CLUSTER_NAME", /choose another one/],
        [400, "INVALID_REGION", /US_EAST_1/],
        [
            400,
            "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED",
            /Set terminationProtectionEnabled to false/,
        ],
        [402, "NO_PAYMENT_INFORMATION_FOUND", /Add a payment method/],
        [401, "NOT_ORG_GROUP_CREATOR", /Project Owner/],
        [403, "CANNOT_CHANGE_GROUP_NAME", /Project Owner/],
        [409, "OUT_OF_CAPACITY", /try again later/],
        [409, "REGION_UNAVAILABLE", /try again later/],
        [405, "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES", /run it again/],
        [410, "VERSION_GONE", /no longer has this operation/],
        [429, "RATE_LIMITED", /wait a minute/],
        [429, "RATE_LIMITED_TOKEN_BUCKET", /wait a minute/],
        [401, "SOMETHING_NEW", /The access token is wrong or has expired: get a new one/],
        [403, "SOMETHING_NEW", /Project Owner role and that the API access list allows this address/],
        [500, "UNEXPECTED_ERROR", /run it again/],
        [500, "constructor", /Atlas failed itself: run it again/],
        [503, "SOMETHING_NEW", /run it again/],
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
            /Set terminationProtectionEnabled to false, run `pulumi up`, and try again\.$/,
        );
    });

    it("and else nothing more than its status", async () => {
        expect((await error("An unknown error.")).message).toMatch(
            /Correct what Atlas names, and run it again\.$/,
        );
    });
});

describe("an answer that is not Atlas's", () => {
    it.each<[string, object, string]>([
        [
            "HTML with 200",
            { status: 200, ...html },
            `<atlas> answered, but not as Atlas's API does (text/html) (HTTP status 200) (request <id>). ${checkBaseUrl} and whether a proxy stands in between.`,
        ],
        [
            "HTML with 404",
            { status: 404, ...html },
            `<atlas> answered, but not as Atlas's API does (text/html) (HTTP status 404) (request <id>). ${checkBaseUrl} and whether a proxy stands in between.`,
        ],
        [
            "HTML with 503",
            { status: 503, ...html },
            `<atlas> answered, but not as Atlas's API does (text/html) (HTTP status 503) (request <id>). Run it again; if it stays, check the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl).`,
        ],
        [
            "a list where one database is asked for",
            { status: 200, body: "[]" },
            `<atlas> answered, but not as Atlas's API does (application/json) (HTTP status 200) (request <id>). ${checkBaseUrl} and whether a proxy stands in between.`,
        ],
        [
            "a redirect to a login page, which is not followed",
            { status: 302, body: "", headers: { Location: "/_emulator/state" } },
            `<atlas> answered, but not as Atlas's API does (application/json) (HTTP status 302) (request <id>). ${checkBaseUrl} and whether a proxy stands in between.`,
        ],
        [
            "JSON that is no database",
            { status: 200, body: '{"ok": true}' },
            `the answer lacks what every answer of Atlas has here. ${checkBaseUrl}.`,
        ],
        [
            "nothing with 200",
            { status: 200, body: "" },
            `the answer lacks what every answer of Atlas has here. ${checkBaseUrl}.`,
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
            `${doing}the answer of <atlas> broke off, or had no end (request <id>). Run it again.`,
        );
    });

    it("nobody listens", async () => {
        const baseUrl = await deserted();
        const error = await lookAt(baseUrl);
        expect(error).toMatchObject({ kind: "connection", notApplied: true });
        expect(stage.steady(error.message)).toBe(
            `${doing}nobody listens at ${baseUrl}. If that is the local Atlas, it has ended: start it again (\`npx -p pulumi-atlas-serverless atlas-emulator\`), set the base URL that it prints (MONGODB_ATLAS_BASE_URL or atlas:baseUrl), and run \`pulumi up --refresh\`: it begins empty.`,
        );
    });

    it("the host does not exist", async () => {
        const error = await lookAt("http://atlas.invalid");
        expect(error).toMatchObject({ kind: "connection", notApplied: true });
        // Which of the two it is depends on the machine's resolver.
        expect(stage.steady(error.message)).toMatch(
            /the host of http:\/\/atlas\.invalid (is not known|could not be looked up)\. Check the network and the base URL/,
        );
    });

    it("the connection is broken off", async () => {
        await stage.fault({ operation: "getServerlessInstance", times: 9999, reset: "before" });
        const error = await look();
        expect(error).toMatchObject({ kind: "connection", notApplied: false });
        expect(stage.steady(error.message)).toBe(
            `${doing}<atlas> broke the connection off before it answered. Run it again.`,
        );
    });

    it("the other side does not speak https", async () => {
        const error = await lookAt(stage.bench.emulator.baseUrl.replace("http:", "https:"));
        expect(error.kind).toBe("connection");
        expect(error.message).toMatch(
            /the connection to https:\/\/127.* failed \(.+\)\. Check the network and the base URL/,
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
                /the answer of .* broke off, or had no end\. Check the network and the base URL/,
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
            expect(error.message).toMatch(/had no end\. Check the network and the base URL/);
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
