// A create is not ready until its cluster can be reached; and nobody waits for that for ever.
import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { isRecord, asArray, type JsonRecord } from "../../provider/atlas/json-readers";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import type { State } from "../../provider/instance/state";
import { declaredAt } from "../emulated/owner";
import { StillTime } from "../properties/support/time";
import { databasesWith } from "../properties/support/atlas";
import { startStage, startStranger, type Stage, type Stranger } from "./support";

const minute = 60_000;

/** Whether an answer shows a cluster that is ready, and so shall not show how to reach it. */
let isHidden: () => boolean;
let stage: Stage;
let time: StillTime;
let between: Stranger;
let lifecycle: Lifecycle;
let warnings: string[];
const logger = {
    progress: () => undefined,
    info: () => undefined,
    warn: (line: string) => warnings.push(line),
};

beforeEach(async () => {
    warnings = [];
    time = new StillTime();
    stage = await startStage({ scale: 200 });
    // Clusters are IDLE when they are first looked at.
    await stage.fault(
        ["createServerlessInstance", "createFlexCluster"].map((operation) => ({ operation, takes: 0 })),
    );
    const { baseUrl: atlas } = stage.settings("accessToken");
    // What stands between client and Atlas takes the connection strings out of its answers.
    between = await startStranger((request, response) => {
        void forward(atlas, request).then(({ status, headers, body }) => {
            response.writeHead(status, headers);
            response.end(body);
        });
    });
    const settings = { ...stage.settings("accessToken"), baseUrl: between.baseUrl };
    lifecycle = new Lifecycle(databasesWith(settings, time), time);
});
afterEach(async () => {
    await between.close();
    await stage.close();
});

async function forward(atlas: string, request: IncomingMessage) {
    const { method = "", url = "", headers } = request;
    const body = await buffer(request);
    const answer = await fetch(`${atlas}${url}`, {
        method,
        headers: {
            Accept: headers.accept ?? "",
            Authorization: headers.authorization ?? "",
            ...(headers["content-type"] !== undefined && { "Content-Type": headers["content-type"] }),
        },
        ...(body.length > 0 && { body }),
    });
    const text = await answer.text();
    const parsed: unknown = text === "" ? undefined : JSON.parse(text);
    if (isRecord(parsed)) {
        [parsed, ...asArray(parsed["results"])].filter(isRecord).forEach(hide);
    }
    return {
        status: answer.status,
        headers: { "Content-Type": answer.headers.get("content-type") ?? "" },
        body: parsed === undefined ? "" : JSON.stringify(parsed),
    };
}

function hide(cluster: JsonRecord): void {
    if ("connectionStrings" in cluster && (cluster["stateName"] !== "IDLE" || isHidden())) {
        cluster["connectionStrings"] = {};
    }
}

describe.each(["serverless", "flex"] as const)("of %s", (apiGeneration) => {
    const inputs = (): CheckedInputs => ({
        projectId: stage.groupId,
        name: "carts",
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        apiGeneration,
        ...declaredAt("carts"),
    });
    /** What a create came to, and its time. Milliseconds of the clock. */
    const create = async (timeout = "30m"): Promise<{ state: State; took: number }> => {
        const declared = { ...inputs(), __timeouts: { create: timeout } };
        return time.run(async () => {
            const state = await lifecycle.create(declared, logger);
            return { state, took: time.now() };
        });
    };

    it("that come some looks after IDLE are waited for", async () => {
        let looks = 0;
        isHidden = () => (looks += 1) <= 5;
        const { state } = await create();
        expect(looks).toBe(6);
        expect(state).toMatchObject({ stateName: "IDLE", servedBy: apiGeneration });
        expect(state.connectionStrings.standardSrv).toMatch(/^mongodb\+srv:/);
        expect(warnings).toEqual([]);
    });

    it("that do not come are waited for a minute, and then a person is told what to do", async () => {
        isHidden = () => true;
        const { state, took } = await create();
        expect(state).toMatchObject({ stateName: "IDLE", connectionStrings: { privateEndpoint: [] } });
        expect(state.connectionStrings.standardSrv).toBeUndefined();
        expect(took).toBeGreaterThan(minute);
        expect(took).toBeLessThan(1.5 * minute);
        expect(warnings).toEqual([
            `Cluster "carts" in project ${stage.groupId} is ready, but Atlas has not told how to connect to it yet, so ` +
                "connectionStrings has no standardSrv. Run `pulumi refresh` in a few minutes, then `pulumi up`.",
        ]);
        isHidden = () => false;
        const read = await time.run(() => lifecycle.read(state, logger));
        expect(read?.connectionStrings.standardSrv).toMatch(/^mongodb\+srv:/);
    });

    it("that do not come before the operation's time is over fail nothing: the cluster is there", async () => {
        isHidden = () => true;
        const { state, took } = await create("40s");
        expect(state).toMatchObject({ stateName: "IDLE" });
        expect(took).toBeLessThanOrEqual(40_000);
        expect(warnings).toHaveLength(1);
    });

    it("hold up no update of a cluster that was ready", async () => {
        isHidden = () => false;
        const { state } = await create();
        isHidden = () => true;
        const begun = time.now();
        await time.run(() => lifecycle.update(state, { ...inputs(), tags: { team: "shop" } }, logger));
        expect(time.now() - begun).toBeLessThan(minute);
        expect(warnings).toEqual([]);
    });
});
