// Each HTTP request is one debug line: as many, and the same, as the emulator has counted; and no line holds a secret.
import { AtlasClient } from "../../provider/atlas/http/client";
import type { Settings } from "../../provider/atlas/settings";
import { FlexApi } from "../../provider/atlas/api/flex";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../provider/atlas/log-once";
import { describeRequest, shownRequestId } from "../../provider/atlas/http/request-log";
import { ServerlessApi } from "../../provider/atlas/api/serverless";
import { kinds, startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage();
});
afterEach(() => stage.close());

/** All that is done once with an account, a limit and a failure among it, and the lines that tell of it. */
async function linesOf(settings: Settings): Promise<string[]> {
    const lines: string[] = [];
    const logOnce = new LogOnce();
    const client = new AtlasClient(settings, stage.clock, logOnce, undefined, (line) => lines.push(line));
    const serverless = new ServerlessApi(client, settings.serverlessApi);
    const clusters = new Clusters(serverless, new FlexApi(client), logOnce, stage.clock);
    await stage.fault({ operation: "listServerlessInstances", times: 1, answer: { status: 503 } });
    await stage.fault({
        operation: "getServerlessInstance",
        times: 1,
        answer: { status: 429, headers: { "Retry-After": "30" } },
    });
    await clusters.list(stage.groupId);
    const orders = await clusters.find(stage.orders);
    if (orders === undefined) {
        throw new Error("it is not there");
    }
    await clusters.update(orders, { tags: { password: "planted-in-a-body" } });
    await clusters.find({ groupId: stage.groupId, name: "missing" });
    await clusters.delete(orders);
    await client.close();
    return lines;
}

interface Counted {
    operation: string;
    method: string;
    path: string;
    status: number;
}

test.each(kinds)("%s: the lines and what Atlas has counted agree", async (kind) => {
    const lines = await linesOf(stage.settings(kind));
    const { requests } = (await stage.control("/stats")).body as unknown as { requests: Counted[] };
    expect(requests.length).toBeGreaterThan(8);
    const told = lines.map((line) => line.replace(/^Atlas API request: (.*?) in .*$/, "$1"));
    const counted = requests.map(
        ({ operation, method, path, status }) =>
            `${operation} ${method} ${path.split("?")[0] ?? ""}: ${status}`,
    );
    expect(told.toSorted()).toEqual(counted.toSorted());
    const ids = lines.filter((line) => /, request [0-9a-f-]{36}$/.test(line));
    expect(ids.length).toBeGreaterThan(lines.length / 2);
});

test("a request that is sent again tells why, and how long it had to wait", async () => {
    const lines = await linesOf(stage.settings("accessToken"));
    expect(lines).toContainEqual(
        expect.stringMatching(
            /listServerlessInstances .*: 200 in \d+ ms, attempt 2 after 503, delayed \d+ ms/,
        ),
    );
    expect(lines).toContainEqual(
        expect.stringMatching(
            /getServerlessInstance .*: 200 in \d+ ms, attempt 2 after 429, delayed 3\d{4} ms/,
        ),
    );
});

test.each(kinds)("%s: no line holds a secret, a header, a query or a body", async (kind) => {
    const settings = stage.settings(kind);
    const text = (await linesOf(settings)).join("\n");
    const { credential } = settings;
    const secrets =
        credential.kind === "serviceAccount"
            ? [credential.clientSecret, Buffer.from(credential.clientSecret).toString("base64").slice(0, 12)]
            : credential.kind === "apiKey"
              ? [credential.privateKey]
              : [credential.accessToken];
    for (const secret of [...secrets, "planted-in-a-body", "mongodb+srv", "?", "itemsPerPage", "nonce"]) {
        expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/Bearer|Basic|Digest|Authorization|Accept|eyJ/i);
});

test("a request without an answer says so", async () => {
    const settings = { ...stage.settings("accessToken"), baseUrl: "http://127.0.0.1:1" };
    const lines: string[] = [];
    const client = new AtlasClient(settings, stage.clock, undefined, undefined, (line) => lines.push(line));
    await expect(new FlexApi(client).get(stage.orders)).rejects.toThrow("refused the connection");
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(
        /^Atlas API request: getFlexCluster GET \/api\/.*\/orders: no answer \(ECONNREFUSED\) in \d+ ms, attempt 2 after no answer/,
    );
});

test("what a server calls a request's id is shown only where it looks like one", () => {
    expect(shownRequestId("6f9619ff-8b86-d011-b42d-00cf4fc964ff")).toBe(
        "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
    );
    expect(["a b", "", "x".repeat(65), "Bearer eyJ.a.b", "a\nb", undefined].map(shownRequestId)).toEqual(
        Array(6).fill(undefined),
    );
});

test("the limit on requests is told where it held a request up", () => {
    const line = describeRequest({
        operation: "createFlexCluster",
        method: "POST",
        path: "/api/atlas/v2/groups/1/flexClusters",
        status: 201,
        milliseconds: 183.4,
        attempt: 1,
        delay: 700,
        rateLimitDelay: 640,
        requestId: "r-1",
    });
    expect(line).toBe(
        "Atlas API request: createFlexCluster POST /api/atlas/v2/groups/1/flexClusters: 201 in 183 ms, attempt 1, " +
            "delayed 700 ms, 640 ms of it by the rate limit, request r-1",
    );
});
