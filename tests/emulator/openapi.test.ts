// The description that the emulator serves, and every answer held against it.
import { Ajv2020 } from "ajv/dist/2020";
import { creation, inState, startBench, tokenOf } from "./support";
import type { Answer, Bench, Json } from "./support";

type Responses = Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
interface Document {
    readonly openapi: string;
    readonly paths: Readonly<
        Record<
            string,
            Readonly<Record<string, { readonly operationId: string; readonly responses: Responses }>>
        >
    >;
}

let bench: Bench;
let document: Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const seen = new Set<string>();

beforeAll(async () => {
    bench = await startBench();
    document = (await bench.control("/openapi.json")).body as unknown as Document;
    ajv.addSchema(document, "document");
});
afterEach(() => bench.emulator.close());

/** Each operation of the description, by its address. */
function operations() {
    return Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({
            path,
            method,
            ...operation,
            matches: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
        })),
    );
}

/** Holds an answer against the response that the description has for it. */
function hold(method: string, path: string, { status, headers, text, body }: Answer): void {
    const address = path.split("?")[0] ?? "";
    const operation = operations().find(
        (one) => one.method === method.toLowerCase() && one.matches.test(address),
    );
    expect([method, path, operation !== undefined]).toEqual([method, path, true]);
    const { responses = {}, operationId = "", path: template = "" } = operation ?? {};
    const name = responses[status] === undefined ? "default" : String(status);
    seen.add(`${operationId} ${name}`);
    const type = headers.get("content-type")?.split(";")[0];
    expect([operationId, status, Object.keys(responses[name]?.content ?? {})]).toEqual([
        operationId,
        status,
        text === "" ? [] : (expect.arrayContaining([type]) as unknown),
    ]);
    if (text !== "") {
        const pointer = [
            "paths",
            template,
            method.toLowerCase(),
            "responses",
            name,
            "content",
            type ?? "",
            "schema",
        ]
            .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
            .join("/");
        const validate = ajv.getSchema(`document#/${pointer}`);
        expect(validate?.(body) === true ? [] : (validate?.errors ?? ["no schema"])).toEqual([]);
    }
}

/** Asks as a bench does, and holds the answer against the description. */
function held(by: "ask" | "flex" | "v1", version = by === "v1" ? "v1.0" : "v2"): Bench["ask"] {
    return async (path, request = {}) => {
        const answer = await bench[by](path, request);
        const { projectId } = bench.emulator;
        hold(request.method ?? "GET", `/api/atlas/${version}/groups/${projectId}${path}`, answer);
        return answer;
    };
}

it("is of OpenAPI 3.1, and refers to nothing that it does not have", () => {
    expect(document.openapi).toBe("3.1.0");
    for (const [, reference = ""] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)) {
        expect([reference, ajv.getSchema(`document#${reference}`) !== undefined]).toEqual([reference, true]);
    }
    const ids = operations().map(({ operationId }) => operationId);
    expect(ids).toEqual([...new Set(ids)]);
});

const tags = [{ key: "team", value: "shop" }];

async function live(ask: Bench["ask"], all: string): Promise<void> {
    await ask(all, { method: "POST", body: creation("orders", { tags }) });
    await ask(all, { method: "POST", body: creation("orders") });
    await ask(all, { method: "POST", body: {} });
    await ask(`${all}/orders`);
    await bench.until(`${all}/orders`, inState("IDLE"), ask);
    await ask(`${all}/orders`, { method: "PATCH", body: { tags: [] } });
    await ask(`${all}?itemsPerPage=1&pageNum=1&includeCount=false`);
    await ask(`${all}?pageNum=0`);
    await ask(`${all}/missing`);
    for (const path of [all, `${all}/orders`, `${all}/missing`]) {
        await ask(`${path}?envelope=true&pretty=true`);
    }
    const snapshots = (await ask(`${all}/saved/backup/snapshots`)).body["results"] as readonly Json[];
    for (const { id } of snapshots) {
        await ask(`${all}/saved/backup/snapshots/${String(id)}`);
    }
    await ask(`${all}/saved/backup/snapshots/none`);
}

async function restore(ask: Bench["ask"], all: string, body: (snapshotId: string) => unknown): Promise<void> {
    const jobs = `${all}/saved/backup/restoreJobs`;
    const snapshot = (await ask(`${all}/saved/backup/snapshots`)).body["results"]?.[1];
    const start = { method: "POST", body: body(String(snapshot?.["id"])) };
    const job = (await ask(jobs, start)).body;
    await ask(jobs, start);
    await ask(`${jobs}/${String(job["id"])}`);
    await bench.control("/restores", { id: job["id"], ending: "completed" });
    await ask(`${jobs}/${String(job["id"])}`);
    await ask(jobs);
    await ask(`${jobs}/none`);
}

const seedOf = (kind: string) => ({
    instances: [
        { name: "saved", kind, snapshots: ["pending", "completed", "failed"].map((status) => ({ status })) },
        { name: "copy", kind },
        { name: "shared", kind: "shared" },
        { name: "dedicated", kind: "dedicated" },
    ],
});

it.each(["ask", "v1"] as const)("holds of the serverless generation (%s)", async (by) => {
    bench = await startBench({ era: "classic" });
    await bench.control("/seed", seedOf("serverless"));
    const ask = held(by);
    await live(ask, "/serverless");
    const targetGroupId = bench.emulator.projectId;
    await restore(ask, "/serverless", (snapshotId) => ({
        deliveryType: "automated",
        snapshotId,
        targetClusterName: "copy",
        targetGroupId,
    }));
    const indexing = "/serverless/orders/performanceAdvisor/autoIndexing";
    await ask(indexing);
    await ask(`${indexing}?enable=false`, { method: "POST" });
    await ask(indexing, { method: "POST" });
    await ask("/clusters/tenantUpgradeToServerless", { method: "POST", body: creation("shared") });
    await ask("/clusters/tenantUpgradeToServerless", { method: "POST", body: creation("missing") });
    await ask("/serverless/orders", { method: "DELETE" });
    await ask("/serverless/missing", { method: "DELETE" });
    await bench.control("/era", { era: "sunset" });
    await ask("/serverless");
    await ask("/serverless/saved");
    await ask("/serverless", { method: "POST", body: creation("late") });
});

it("holds of Flex and of the other clusters", async () => {
    bench = await startBench({ era: "sunset" });
    await bench.control("/seed", seedOf("flex"));
    const ask = held("flex");
    await live(ask, "/flexClusters");
    await restore(ask, "/flexClusters", (snapshotId) => ({ snapshotId, targetDeploymentItemName: "copy" }));
    await ask("/flexClusters/orders", { method: "DELETE" });
    await ask("/flexClusters/missing", { method: "DELETE" });
    for (const name of ["dedicated", "saved", "missing"]) {
        await ask(`/clusters/${name}`);
    }
    await ask("/clusters");
    await ask("/clusters/dedicated", { method: "DELETE" });
});

it("holds of the authorization", async () => {
    bench = await startBench();
    const oauth = async (path: string, headers: Readonly<Record<string, string>>, body: string) =>
        hold("POST", path, await bench.raw(path, { method: "POST", headers, body }));
    const { clientId, clientSecret } = bench.emulator;
    const headers = {
        Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
        "Content-Type": "application/x-www-form-urlencoded",
    };
    await oauth("/api/oauth/token", headers, "grant_type=client_credentials");
    await oauth("/api/oauth/token", { ...headers, Authorization: "Basic none" }, "");
    await oauth("/api/oauth/revoke", headers, `token=${await tokenOf(bench.emulator)}`);
    await oauth("/api/oauth/revoke", headers, "");
    await bench.control("/limits", { tokenRequestsPerMinute: 0 });
    await oauth("/api/oauth/token", headers, "grant_type=client_credentials");
});

it("was held against by each operation, in its success and in its failure", () => {
    const cases = operations().flatMap(({ operationId, responses }) =>
        Object.keys(responses).map((status) => `${operationId} ${status}`),
    );
    // What a list refuses is what it refuses of any query, and so on: one list stands for all.
    const unseen = cases.filter((one) => !seen.has(one) && !one.endsWith(" default"));
    expect(unseen).toEqual([]);
});
