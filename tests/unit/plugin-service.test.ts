// The plugin's service without an engine: what it answers to single requests.
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import {
    CheckRequest,
    ConfigureRequest,
    InvokeRequest,
    type CheckResponse,
    type ConfigureResponse,
    type InvokeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { AxiosError } from "axios";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { untrustedHostWarning } from "../../provider/atlas/connect";
import { AtlasError } from "../../provider/atlas/errors";
import {
    connectionError,
    incompleteResponse,
    unexpectedResponse,
} from "../../provider/atlas/http/response-errors";
import type { Settings } from "../../provider/atlas/settings";
import { Engine } from "../../provider/host/engine";
import { toStatus } from "../../provider/plugin/errors";
import { PluginService } from "../../provider/plugin/service";

const urn = "urn:pulumi:dev::shop::atlas-serverless:index:ServerlessInstance::orders";
const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
const projectId = "0123456789abcdef01234567";

type Method<Request, Response> = (
    call: ServerUnaryCall<Request, Response>,
    callback: sendUnaryData<Response>,
) => void;

/** What a method answers to a request. */
function answer<Request, Response>(method: Method<Request, Response>, request: Request): Promise<Response> {
    return new Promise((resolve, reject) => {
        method({ request } as unknown as ServerUnaryCall<Request, Response>, (error, value) => {
            if (value === null || value === undefined) {
                reject(new Error(error?.details));
            } else {
                resolve(value);
            }
        });
    });
}

function struct(properties: object): Struct {
    return Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
}

function checked(service: PluginService, inputs: object): Promise<CheckResponse> {
    return answer(service.check, new CheckRequest().setUrn(urn).setNews(struct(inputs)));
}

const { env } = process;
beforeEach(() => {
    process.env = {
        ...env,
        MONGODB_ATLAS_PROJECT_ID: projectId,
        MONGODB_ATLAS_CLIENT_ID: "mdb_sa_id_x",
        MONGODB_ATLAS_CLIENT_SECRET: "mdb_sa_sk_x",
    };
});
afterEach(() => {
    process.env = env;
});

it("a problem is told in one text: beside a property's path the engine prints its value, or <nil> for a nested one", async () => {
    const response = await checked(new PluginService(new Engine(undefined)), {
        projectId: projectId,
        providerSettings: { backingProviderName: "AWS" },
        tags: { cost: 7 },
        terminationProtectionEnabled: 1,
        team: "shop",
    });
    const failures = response
        .getFailuresList()
        .map((failure) => [failure.getProperty(), failure.getReason()]);
    expect(failures).toEqual([
        ["", 'team: unknown property "team"'],
        ["", "providerSettings.regionName: is required"],
        ["", "tags.cost: must be a string, not a number (write the value as a string, in quotes)"],
        ["", "terminationProtectionEnabled: must be a boolean, not a number"],
    ]);
});

it("so is one of the configuration", async () => {
    const request = new CheckRequest()
        .setUrn("urn:pulumi:dev::shop::pulumi:providers:atlas-serverless::default")
        .setNews(struct({ clientSecrt: "hush", allowHttp: ["yes"] }));
    const response = await answer(new PluginService(new Engine(undefined)).checkConfig, request);
    const failures = response
        .getFailuresList()
        .map((failure) => [failure.getProperty(), failure.getReason()]);
    expect(failures).toEqual([
        ["", "allowHttp: must be a string, a number, or a boolean"],
        ["", 'clientSecrt: unknown configuration key "clientSecrt": did you mean "clientSecret"?'],
    ]);
});

describe("which settings go first", () => {
    /** What is said of two wrong addresses, of which one goes first. */
    async function problem(configured: string | undefined, checkedAs?: string): Promise<string[]> {
        process.env["MONGODB_ATLAS_BASE_URL"] = "nowhere";
        const service = new PluginService(new Engine(undefined));
        const settings = struct({ baseUrl: "nowhere" });
        if (checkedAs !== undefined) {
            await answer(service.checkConfig, new CheckRequest().setUrn(checkedAs).setNews(settings));
        }
        const request = new ConfigureRequest().setArgs(settings);
        if (configured !== undefined) {
            request.setUrn(configured);
        }
        await answer<ConfigureRequest, ConfigureResponse>(service.configure, request);
        const response = await checked(service, { providerSettings });
        return response.getFailuresList().map((failure) => failure.getReason());
    }

    const [environment, configuration] = [/^MONGODB_ATLAS_BASE_URL is/, /^the atlas\.Provider's baseUrl is/];
    const own = "urn:pulumi:dev::shop::pulumi:providers:atlas-serverless::partner";
    const ofTheEngine = "urn:pulumi:dev::shop::pulumi:providers:atlas-serverless::default_0_1_0";

    it.each<[what: string, configured: string | undefined, checkedAs: string | undefined, first: RegExp]>([
        ["the engine's own provider: the environment's", ofTheEngine, undefined, environment],
        ["one of the program's: its own", own, undefined, configuration],
        ["of nobody knows which: the environment's", undefined, undefined, environment],
        ["the same with an empty name", "", undefined, environment],
        ["known from the check, the engine's: the environment's", undefined, ofTheEngine, environment],
        ["known from the check, the program's: its own", undefined, own, configuration],
    ])("%s", async (_, configured, checkedAs, first) => {
        expect(await problem(configured, checkedAs)).toEqual([expect.stringMatching(first)]);
    });
});

describe("a hint names the configuration's keys as the plugin has them", () => {
    const service = () => new PluginService(new Engine(undefined));
    const reasonsFor = async (from: PluginService, olds: object = {}): Promise<string[]> => {
        const request = new CheckRequest()
            .setUrn(urn)
            .setOlds(struct(olds))
            .setNews(struct({ providerSettings }));
        const failures = (await answer(from.check, request)).getFailuresList();
        return failures.map((failure) => failure.getReason());
    };
    const configured = async (settings: object): Promise<PluginService> => {
        const one = service();
        const request = new ConfigureRequest().setArgs(struct(settings));
        await answer<ConfigureRequest, ConfigureResponse>(one.configure, request);
        return one;
    };
    const nameAProject =
        "no project: set projectId on the resource or its Provider, run `pulumi config set " +
        "atlas-serverless:projectId PROJECT_ID`, or set MONGODB_ATLAS_PROJECT_ID";

    it("where a cluster has no project", async () => {
        delete process.env["MONGODB_ATLAS_PROJECT_ID"];
        expect(await reasonsFor(service())).toEqual([`projectId: ${nameAProject}`]);
    });

    it("where a function has none", async () => {
        delete process.env["MONGODB_ATLAS_PROJECT_ID"];
        const request = new InvokeRequest().setTok("atlas-serverless:index:getServerlessInstances");
        const response = await answer<InvokeRequest, InvokeResponse>(service().invoke, request);
        const failures = response.getFailuresList();
        expect(failures.map((failure) => failure.getReason())).toEqual([nameAProject]);
    });

    it("where there are no credentials", async () => {
        delete process.env["MONGODB_ATLAS_CLIENT_ID"];
        delete process.env["MONGODB_ATLAS_CLIENT_SECRET"];
        expect(await reasonsFor(service())).toEqual([
            expect.stringContaining(
                "run `pulumi config set atlas-serverless:clientId CLIENT_ID` and " +
                    "`pulumi config set --secret atlas-serverless:clientSecret CLIENT_SECRET`.",
            ),
        ]);
    });

    it("where a setting is wrong", async () => {
        expect(await reasonsFor(await configured({ baseUrl: "nowhere" }))).toEqual([
            expect.stringMatching(/^atlas-serverless:baseUrl is not a valid base URL/),
        ]);
    });

    it("where the configured project is not the cluster's", async () => {
        const other = "f".repeat(24);
        const reasons = await reasonsFor(await configured({ projectId: other }), {
            projectId,
            providerSettings,
        });
        expect(reasons).toEqual([
            `projectId: the cluster is in project ${projectId}, but the configuration's ` +
                `atlas-serverless:projectId is now ${other}: restore the previous value, or set projectId in ` +
                "the program to replace the cluster",
        ]);
    });

    it("where a secret is in plain text", async () => {
        const told = jest.spyOn(console, "error").mockImplementation();
        await configured({ clientSecret: "hush" });
        expect(told.mock.calls).toEqual([
            [
                "atlas-serverless:clientSecret is stored in plain text in the stack configuration. Encrypt it: " +
                    "pulumi config set --secret atlas-serverless:clientSecret",
            ],
        ]);
        told.mockRestore();
    });

    const settings: Settings = {
        baseUrl: "https://atlas.example.com",
        credential: { kind: "accessToken", accessToken: "t" },
        source: "the environment",
        namespace: "atlas-serverless",
    };
    const emulator = { ...settings, baseUrl: "http://127.0.0.1:8080" };
    const page = { status: 200, headers: {}, body: "<html>" };

    it.each([
        ["nothing answers", connectionError("ask", new AxiosError("", "ENOTFOUND"), settings).message],
        [
            "the emulator has stopped",
            connectionError("ask", new AxiosError("", "ECONNREFUSED"), emulator).message,
        ],
        ["something else answers", unexpectedResponse("ask", page, settings, false).message],
        ["something else answers for a moment", unexpectedResponse("ask", page, settings, true).message],
        ["an answer is not whole", incompleteResponse("ask", settings).message],
        ["the host is not one of MongoDB's", untrustedHostWarning(settings)],
    ])("where %s", (_, message) => {
        expect(message).toMatch(/MONGODB_ATLAS_BASE_URL (or|and) atlas-serverless:baseUrl\b/);
    });
});

describe("what looks like a configuration key, and is none, is told as it is", () => {
    it("in a message of Atlas", () => {
        const detail = "The tag atlas:team is reserved";
        const error = AtlasError.from({ kind: "response", action: "update it", status: 400, detail });
        expect(toStatus(error).details).toContain(detail);
    });

    it("in a tag of the program", async () => {
        const inputs = { providerSettings, tags: { "atlas:team": 7 } };
        const response = await checked(new PluginService(new Engine(undefined)), inputs);
        expect(response.getFailuresList().map((failure) => failure.getReason())).toEqual([
            "tags.atlas:team: must be a string, not a number (write the value as a string, in quotes)",
        ]);
    });
});
