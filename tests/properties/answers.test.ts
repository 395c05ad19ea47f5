// The client and all above it, with any answer over a real socket.
import fc from "fast-check";
import type { Credential } from "../../provider/atlas/settings";
import { AtlasError } from "../../provider/atlas/errors";
import type { ReadResult } from "../../provider/atlas/clusters/batched-reads";
import type { Clusters } from "../../provider/atlas/clusters/clusters";
import type { Instance } from "../../provider/atlas/api/instance";
import { databasesWith } from "./support/atlas";
import { alien } from "./support/json";
import { holds } from "./support/property";
import { anyAnswer, Stranger } from "./support/stranger";
import { StillTime } from "./support/time";

let stranger: Stranger;
beforeAll(async () => {
    stranger = await Stranger.start();
});
afterAll(() => stranger.close());

const groupId = "0123456789abcdef01234567";
const place = { groupId, name: "orders" };
const orders: Omit<Instance, "servedBy"> = {
    ...place,
    id: "aaaaaaaaaaaaaaaaaaaaaaaa",
    stateName: "IDLE",
    connectionStrings: { privateEndpoint: [] },
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: {},
    terminationProtectionEnabled: false,
};
const settings = { name: "orders", backingProviderName: "AWS", regionName: "US_EAST_1" };

const credentials: readonly Credential[] = [
    { kind: "accessToken", accessToken: "the-secret" },
    { kind: "serviceAccount", clientId: "mdb_sa_id_1", clientSecret: "the-secret" },
    { kind: "apiKey", publicKey: "public", privateKey: "the-secret" },
];

/** All that is asked of an account. */
const questions: Readonly<
    Record<string, (clusters: Clusters, servedBy: "serverless" | "flex") => Promise<unknown>>
> = {
    find: (clusters, servedBy) => clusters.find(place, servedBy),
    read: (clusters, servedBy) => clusters.read({ ...place, preferredApi: servedBy }),
    "read several": (clusters, preferredApi) =>
        clusters.readAll([
            { ...place, preferredApi },
            { groupId, name: "carts", preferredApi },
        ]),
    list: (clusters) => clusters.list(groupId),
    create: (clusters) => clusters.create(groupId, settings, "auto"),
    "create by one generation": (clusters, servedBy) => clusters.create(groupId, settings, servedBy),
    upgrade: (clusters) => clusters.upgrade(groupId, settings),
    update: (clusters, servedBy) => clusters.update({ ...orders, servedBy }, { tags: { team: "shop" } }),
    delete: (clusters, servedBy) => clusters.delete({ ...orders, servedBy }),
    "list snapshots": (clusters, servedBy) => clusters.listSnapshots({ ...orders, servedBy }),
    "get a snapshot": (clusters, servedBy) =>
        clusters.getSnapshot({ ...orders, servedBy }, "bbbbbbbbbbbbbbbbbbbbbbbb"),
};

holds(
    "any answer ends in a value or in an AtlasError, which shows no credential, and soon enough",
    "asked",
    fc.asyncProperty(
        fc.constantFrom(...Object.keys(questions)),
        fc.constantFrom("serverless" as const, "flex" as const),
        fc.constantFrom(...credentials),
        fc.array(anyAnswer, { minLength: 1, maxLength: 12, size: "max" }),
        fc.nat(7),
        async (question, servedBy, credential, answers, dice) => {
            stranger.says(answers, dice > 0);
            const time = new StillTime();
            const clusters = databasesWith(
                { baseUrl: stranger.baseUrl, credential, source: "the environment" },
                time,
            );
            const outcome = await time
                .run(async () => questions[question]?.(clusters, servedBy))
                .then(
                    (instance) => ({ instance }),
                    (failure: unknown) => ({ failure }),
                );
            // A read of several clusters tells of each by itself.
            const outcomes =
                question === "read several" && "instance" in outcome
                    ? (outcome.instance as ReadResult[])
                    : [outcome as ReadResult];
            outcomes.forEach(expectOurs);
            // Ten minutes for each time that Atlas asked to wait for, and no more.
            expect(time.now()).toBeLessThan(2 * 3_600_000);
            stranger.hangUp();
        },
    ),
);

function expectOurs(outcome: ReadResult): void {
    if ("instance" in outcome) {
        expect(outcome.instance === undefined ? [] : alien(outcome.instance)).toEqual([]);
    } else {
        expect(outcome.failure).toBeInstanceOf(AtlasError);
        expect(String((outcome.failure as AtlasError).stack)).not.toContain("the-secret");
    }
}
