// A name is one segment of a path: whatever stands in it, no request leaves its place.
import type { ClusterRef } from "../../provider/atlas/api/cluster-api";
import { startStage, startStranger, type Floors, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => (stage = await startStage()));
afterEach(() => stage.close());

const strange = [".", "..", ""];
const id = "5".repeat(24);
/** What uses a name in a path. */
const acts: Record<string, (floors: Floors, name: string, place: ClusterRef) => Promise<unknown>> = {
    find: ({ clusters }, _name, place) => clusters.find(place),
    look: ({ clusters }, _name, place) => clusters.read({ ...place, preferredApi: "flex" }),
    "serverless update": ({ serverless }, _name, place) => serverless.update(place, { tags: {} }),
    "serverless delete": ({ serverless }, _name, place) => serverless.delete(place),
    "serverless snapshots": ({ serverless }, _name, place) => serverless.listSnapshots(place),
    "a serverless snapshot's database": ({ serverless }, _name, place) => serverless.getSnapshot(place, id),
    "a serverless snapshot": ({ serverless }, name) => serverless.getSnapshot(stage.orders, name),
    "Flex get": ({ flex }, _name, place) => flex.get(place),
    "Flex update": ({ flex }, _name, place) => flex.update(place, { tags: {} }),
    "Flex delete": ({ flex }, _name, place) => flex.delete(place),
    "Flex snapshots": ({ flex }, _name, place) => flex.listSnapshots(place),
    "a Flex snapshot": ({ flex }, name) => flex.getSnapshot(stage.orders, name),
    "a project's list": ({ clusters }, name) => clusters.list(name),
    "a project's create": ({ clusters }, name) =>
        clusters.create(name, { name: "one", backingProviderName: "AWS", regionName: "US_EAST_1" }, "flex"),
};
const table = strange.flatMap((name) => Object.keys(acts).map((act) => [act, name] as const));

it.each(table)("%s with %j: nothing is sent", async (act, name) => {
    const outcome = await Promise.resolve()
        .then(() => acts[act]?.(stage.floors(), name, { groupId: stage.groupId, name }))
        .catch((error: unknown) => error);
    expect(outcome).toMatchObject({ name: "NotSentError", notSent: true, status: undefined });
    expect(String(outcome)).toMatch(/it was not sent/);
    expect((await stage.counts()).total).toBe(0);
});

it.each(["../../other", "a/b", "a?b=c", "a#b", "%2e%2e", "..%2f", "...", "a b"])(
    "%j stays one segment",
    async (name) => {
        const asked: string[] = [];
        const { baseUrl, close } = await startStranger(({ url = "" }, response) => {
            asked.push(url);
            response
                .writeHead(404, { "Content-Type": "application/json" })
                .end('{"errorCode":"CLUSTER_NOT_FOUND"}');
        });
        const { clusters } = stage.floors({ ...stage.settings("accessToken"), baseUrl });
        await clusters.find({ groupId: stage.groupId, name }, "flex");
        await close();
        expect(asked.map((url) => url.split("/").length)).toEqual([8, 8]);
        expect(decodeURIComponent(asked[0]?.split("/").at(-1) ?? "")).toBe(name);
    },
);
