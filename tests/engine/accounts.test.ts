// Two accounts in one program: the one of the environment, and one that the program declares.
import { packagePath } from "./entry-point.ts";
import { Cloud, virginia } from "./cloud.ts";
import { failureOf, problemOf } from "./diagnostics.ts";
import { PulumiStack, type ConfigValue } from "./harness/index.ts";
import { resourcesInState, keptExports } from "./state-file.ts";

let home: Cloud;
let partner: Cloud;
beforeEach(async () => {
    // Another seed gives another project and other credentials.
    [home, partner] = await Promise.all([Cloud.start({ seed: 1 }), Cloud.start({ seed: 2 })]);
    await partner.seed({ name: "archive", tags: { owner: "partner" } });
});
afterEach(async () => {
    expect(await partner.tags("archive")).toEqual({ owner: "partner" });
    await Promise.all([home.close(), partner.close()]);
});

async function names(cloud: Cloud): Promise<string[]> {
    return Object.keys(await cloud.databases()).sort();
}

/** A program with a cluster in each account, and with the data sources of both. */
function program(credentials: string, args: object = {}): string {
    return `
        const pulumi = require("@pulumi/pulumi");
        const atlas = require("${packagePath}");
        const config = new pulumi.Config();
        const provider = new atlas.Provider("partner", {
            ${credentials}
            baseUrl: ${JSON.stringify(partner.emulator.baseUrl)},
            projectId: config.get("partnerProject") ?? ${JSON.stringify(partner.projectId)},
        });
        const common = {
            providerSettings: ${JSON.stringify(virginia)}, tags: { team: process.env["TEAM"] ?? "shop" },
        };
        const ours = new atlas.ServerlessInstance("ours", { ...common, name: "ours" });
        const theirs = new atlas.ServerlessInstance(
            "theirs", { ...common, name: "theirs", ...${JSON.stringify(args)} }, { provider },
        );
        const named = (results) => results.apply((databases) => databases.map(({ name }) => name).sort());
        exports.ours = named(atlas.getServerlessInstancesOutput({}, { dependsOn: [ours] }).results);
        exports.theirs = named(atlas.getServerlessInstancesOutput({}, { provider, dependsOn: theirs }).results);
        exports.snapshots = atlas.getServerlessInstanceSnapshotsOutput({ name: theirs.name }, { provider }).results
            .apply((snapshots) => snapshots.map(({ serverlessInstanceName }) => serverlessInstanceName));
        exports.archive = atlas.getServerlessInstance({ name: "archive" }, { provider }).then(({ tags }) => tags);
    `;
}

const byServiceAccount =
    'clientId: config.require("partnerId"), clientSecret: config.requireSecret("partnerSecret"),';
const byApiKey = 'publicKey: config.require("partnerId"), privateKey: config.requireSecret("partnerSecret"),';

test.each([
    ["a service account", byServiceAccount, "clientId", "clientSecret"],
    ["an API key", byApiKey, "publicKey", "privateKey"],
] as const)(
    "each cluster is in its own account, from up to destroy (%s)",
    async (_, credentials, id, secret) => {
        const config: Record<string, ConfigValue> = {
            partnerId: partner.emulator[id],
            partnerSecret: { secret: partner.emulator[secret] },
        };
        const stack = await PulumiStack.create({ env: home.env, config, program: program(credentials) });
        /** No secret is anywhere that it is not encrypted. */
        const hidden = async (...told: { readonly output: string }[]): Promise<void> => {
            const all = [await stack.stateFile(), ...told.map(({ output }) => output)];
            for (const text of [home.emulator.clientSecret, partner.emulator[secret]]) {
                for (const place of all) {
                    expect(place).not.toContain(text);
                }
            }
        };
        expect((await stack.preview()).ops).toEqual({
            partner: ["create"],
            ours: ["create"],
            theirs: ["create"],
        });
        const up = await stack.up();
        expect(await names(home)).toEqual(["ours"]);
        expect(await names(partner)).toEqual(["archive", "theirs"]);
        expect(
            Object.fromEntries(
                (await resourcesInState(stack)).map(({ urn, id: of }) => [urn.replace(/.*::/, ""), of]),
            ),
        ).toEqual({
            ours: `${home.projectId}/ours`,
            theirs: `${partner.projectId}/theirs`,
        });
        expect(await keptExports(stack)).toEqual({
            ours: ["ours"],
            theirs: ["archive", "theirs"],
            snapshots: ["theirs"],
            archive: { owner: "partner" },
        });
        expect((await stack.preview()).ops).toEqual({});

        stack.setEnv({ TEAM: "web" });
        const update = await stack.up();
        expect(await home.tags("ours")).toEqual({ team: "web" });
        expect(await partner.tags("theirs")).toEqual({ team: "web" });

        await partner.change("theirs", { tags: { team: "somebody else" } });
        const refresh = await stack.refresh();
        expect((await stack.preview()).ops).toEqual({ theirs: ["update"] });
        await hidden(up, update, refresh);

        const destroy = await stack.destroy();
        expect(await names(home)).toEqual([]);
        expect(await names(partner)).toEqual(["archive"]);
        await hidden(destroy);
        // Neither account has ever seen the other's credentials, or been asked for the other's project.
        for (const cloud of [home, partner]) {
            const { requests } = await cloud.stats();
            const refused = requests.filter(({ status }) => status === 401 || status === 403);
            expect(refused.length).toBe(
                cloud === partner && id === "publicKey" ? (await cloud.stats()).challenges : 0,
            );
            expect(
                requests.every(({ path }) => !path.includes("/groups/") || path.includes(cloud.projectId)),
            ).toBe(true);
        }
    },
);

test("a project of the other account is out of reach, and the provider's project never moves a cluster", async () => {
    const config = {
        partnerId: partner.emulator.clientId,
        partnerSecret: { secret: partner.emulator.clientSecret },
    };
    const stack = await PulumiStack.create({
        env: home.env,
        config,
        program: program(byServiceAccount, { projectId: home.projectId }),
    });
    const unreachable = await failureOf(stack, "up", "--yes", "--skip-preview", "--continue-on-error");
    expect(unreachable["theirs"]?.join()).toMatch(
        new RegExp(
            `^error: Could not create serverless instance "theirs" in project ${home.projectId}: Atlas returned ` +
                `404 GROUP_NOT_FOUND: .*` +
                "Check that projectId is correct \\(Atlas UI: Project Settings\\) and that the credentials can access the project\\.$",
        ),
    );
    expect(await names(partner)).toEqual(["archive"]);
    expect(await names(home)).toEqual(["ours"]);

    stack.write(program(byServiceAccount));
    await stack.up();
    const elsewhere = "0123456789abcdef01234567";
    await stack.setConfig({ partnerProject: elsewhere });
    stack.write(program(byServiceAccount).replace(/exports\..*/gs, ""));
    const moved = await failureOf(stack, "preview");
    expect(moved["theirs"]).toEqual([
        problemOf(
            "theirs",
            `projectId: the cluster is in project ${partner.projectId}, but the atlas.Provider's projectId is ` +
                `now ${elsewhere}: ` +
                "restore the previous value, or set projectId in the program to replace the cluster",
        ),
    ]);
});
