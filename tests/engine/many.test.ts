// A hundred resources at once with an API key, as slow as Atlas is: more writes than a key has slots, and each waits so long
// for its slot that it has to look again before it is sent.
import { packagePath } from "./entry-point.ts";
import { Cloud, virginia } from "./cloud.ts";
import { PulumiStack } from "./harness/index.ts";

const count = 100;
let cloud: Cloud;
beforeEach(async () => (cloud = await Cloud.start({ era: "sunset" })));
afterEach(() => cloud.close());

const program = `
    const atlas = require("${packagePath}");
    for (let index = 0; index < ${count}; index += 1) {
        new atlas.ServerlessInstance("db-" + index, {
            name: "db-" + index,
            providerSettings: ${JSON.stringify(virginia)},
            tags: { team: process.env["TEAM"] },
        });
    }
`;

it("a hundred creates, tag changes and deletes by an API key, all at once, come to their end", async () => {
    const { baseUrl, publicKey, privateKey } = cloud.emulator;
    const stack = await PulumiStack.create({
        program,
        env: {
            MONGODB_ATLAS_BASE_URL: baseUrl,
            MONGODB_ATLAS_PROJECT_ID: cloud.projectId,
            MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
            MONGODB_ATLAS_PRIVATE_API_KEY: privateKey,
            TEAM: "shop",
        },
    });
    await cloud.fault({ operation: "*", times: 1_000_000, delaySeconds: 0.3 });
    /** Runs an operation; gives the requests that it took, without those that only asked for a challenge. */
    const requests = async (...command: string[]): Promise<Record<string, number>> => {
        await cloud.clearStats();
        await stack.expect(...command, "--yes", "--skip-preview", "--parallel", String(count));
        const { operations, challenges } = await cloud.stats();
        return { ...operations, challenges };
    };

    const created = await requests("up");
    expect(Object.keys(await cloud.databases())).toHaveLength(count);

    stack.setEnv({ TEAM: "web" });
    const updated = await requests("up");
    const tags = Object.values(await cloud.databases()).map((one) => one.tags);
    expect(tags.filter((all) => all.some(({ value }) => value === "web"))).toHaveLength(count);

    const deleted = await requests("destroy");
    expect(await cloud.databases()).toEqual({});

    // Each write is sent once; what is beyond that asked for a challenge first.
    const writes = {
        created: "createFlexCluster",
        updated: "updateFlexCluster",
        deleted: "deleteFlexCluster",
    };
    const all = { created, updated, deleted };
    for (const [what, operation] of Object.entries(writes)) {
        const { [operation]: sent = 0, challenges = 0 } = all[what as keyof typeof all];
        expect(sent).toBeGreaterThanOrEqual(count);
        expect(sent - challenges).toBeLessThanOrEqual(count);
    }
    if (process.env["SHOW_REQUESTS"] !== undefined) {
        console.log(JSON.stringify(all, undefined, 4));
    }
}, 240_000);
