// The paths of v1.0, chosen or fallen back to.
import { AtlasClient } from "../../provider/atlas/http/client";
import type { Floors, Stage } from "./support";
import { startStage } from "./support";

let stage: Stage;
let floors: Floors;
const requests: string[] = [];
beforeEach(async () => {
    requests.length = 0;
    const log = (line: string) => {
        const [, method, version, rest, status] =
            /^(\w+) \/api\/atlas\/([^/]+)\/groups\/\w+\/([^ ?]*)\S* (\d+)/.exec(line) ?? [];
        if (method !== undefined) {
            requests.push([method, version, rest, status].join(" "));
        }
    };
    stage = await startStage({ log });
    await stage.control("/seed", {
        instances: [
            { name: "saved", snapshots: [{ id: "5".repeat(24) }] },
            { name: "tier", kind: "shared" },
        ],
    });
    floors = stage.floors();
});
afterEach(() => stage.close());

const newOne = { name: "new-one", backingProviderName: "AWS", regionName: "US_EAST_1" };
const saved = () => ({ groupId: stage.groupId, name: "saved" });

/** Every operation, by its name in Atlas's description, with a word on what must come of it. */
const operations: Readonly<Record<string, [request: string, act: () => Promise<unknown>]>> = {
    listServerlessInstances: ["GET serverless", () => floors.serverless.list(stage.groupId)],
    getServerlessInstance: ["GET serverless/orders", () => floors.serverless.get(stage.orders)],
    createServerlessInstance: ["POST serverless", () => floors.serverless.create(stage.groupId, newOne)],
    updateServerlessInstance: [
        "PATCH serverless/orders",
        () => floors.serverless.update(stage.orders, { tags: { a: "b" } }),
    ],
    listServerlessBackupSnapshots: [
        "GET serverless/saved/backup/snapshots",
        () => floors.serverless.listSnapshots(saved()),
    ],
    getServerlessBackupSnapshot: [
        `GET serverless/saved/backup/snapshots/${"5".repeat(24)}`,
        () => floors.serverless.getSnapshot(saved(), "5".repeat(24)),
    ],
    deleteServerlessInstance: ["DELETE serverless/orders", () => floors.serverless.delete(stage.orders)],
    upgradeSharedClusterToServerless: [
        "POST clusters/tenantUpgradeToServerless",
        () => floors.serverless.upgrade(stage.groupId, { ...newOne, name: "tier" }),
    ],
};
const names = Object.keys(operations);
const [requestOf, act] = [
    (name: string) => operations[name]?.[0] ?? "",
    (name: string) => operations[name]?.[1](),
];
/** As the log would have it. */
const seen = (name: string, version: string) => requestOf(name).replace(" ", ` ${version} `);

it.each(names)("chosen: %s goes there only, in plain JSON", async (name) => {
    floors = stage.floors({ ...stage.settings("accessToken"), serverlessApi: "v1.0" });
    const request = jest.spyOn(AtlasClient.prototype, "request");
    await act(name);
    expect(request.mock.calls.map(([{ mediaType }]) => mediaType)).toEqual(["application/json"]);
    request.mockRestore();
    expect(requests).toEqual([expect.stringMatching(`^${seen(name, "v1\\.0")} 20[012]$`)]);
});

it("chosen: the same cluster comes of it", async () => {
    const older = stage.floors({ ...stage.settings("accessToken"), serverlessApi: "v1.0" });
    expect(await older.serverless.get(stage.orders)).toEqual(await floors.serverless.get(stage.orders));
});

describe.each([404, 405, 406])("fallen back to, where v2 answers %i", (goneStatus) => {
    it.each(names)("%s, and that operation only", async (name) => {
        await stage.control("/era", { goneStatus, serverlessV2Refuses: [name] });
        await act(name);
        expect(requests).toEqual([
            `${seen(name, "v2")} ${goneStatus}`,
            expect.stringMatching(`^${seen(name, "v1\\.0")} 20[012]$`),
        ]);
        requests.length = 0;
        const other = name === "listServerlessInstances" ? "getServerlessBackupSnapshot" : names[0];
        await act(other ?? "");
        expect(requests).toEqual([`${seen(other ?? "", "v2")} 200`]);
    });

    it("is remembered", async () => {
        await stage.control("/era", { goneStatus, serverlessV2Refuses: ["getServerlessInstance"] });
        await floors.serverless.get(stage.orders);
        requests.length = 0;
        await floors.serverless.get(stage.orders);
        expect(requests).toEqual(["GET v1.0 serverless/orders 200"]);
    });
});

describe("not fallen back to", () => {
    it.each(names)("where v2 answers 410, which is final: %s", async (name) => {
        await stage.control("/era", { goneStatus: 410, serverlessV2Refuses: [name] });
        await expect(act(name)).rejects.toMatchObject({ status: 410 });
        expect(requests).toEqual([`${seen(name, "v2")} 410`]);
    });

    it.each([400, 401, 403, 500])("where v2 answers %i", async (status) => {
        const operation = "createServerlessInstance";
        await stage.fault({ operation, times: 9, answer: { status } });
        await expect(act(operation)).rejects.toMatchObject({ status });
        expect(requests).toEqual([`POST v2 serverless ${status}`]);
    });

    it.each(["SERVERLESS_INSTANCE_NOT_FOUND", "CLUSTER_NOT_FOUND", "GROUP_NOT_FOUND"])(
        "where v2 answers 404 %s",
        async (errorCode) => {
            const operation = "updateServerlessInstance";
            await stage.fault({ operation, answer: { status: 404, errorCode } });
            await expect(act(operation)).rejects.toMatchObject({ status: 404, errorCode });
            expect(requests).toEqual(["PATCH v2 serverless/orders 404"]);
        },
    );

    it.each([
        [
            "while Atlas is being upgraded",
            { status: 405, errorCode: "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES" },
        ],
        ["while something else goes on", { status: 409 }],
    ])("%s, which passes", async (_what, answer) => {
        await stage.fault({ operation: "createServerlessInstance", answer });
        await act("createServerlessInstance");
        expect(requests).toEqual([`POST v2 serverless ${answer.status}`, "POST v2 serverless 201"]);
    });
});

it("where v1.0 knows no more than v2, what v2 said is told, and nothing is remembered", async () => {
    const answer = { status: 405, errorCode: "VERSION_GONE" };
    await stage.fault([
        { operation: "updateServerlessInstance", answer: { ...answer, detail: "said by v2" } },
        { operation: "updateServerlessInstance", answer: { ...answer, detail: "said by v1.0" } },
    ]);
    await expect(act("updateServerlessInstance")).rejects.toMatchObject({ detail: "said by v2" });
    requests.length = 0;
    await act("updateServerlessInstance");
    expect(requests).toEqual(["PATCH v2 serverless/orders 200"]);
});
