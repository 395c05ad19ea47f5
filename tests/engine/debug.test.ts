// Whoever runs Pulumi with --debug sees each request to Atlas, of resources and of functions.
import { Cloud, virginia } from "./cloud.ts";
import { packagePath } from "./entry-point.ts";
import { PulumiStack } from "./harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

test("--debug shows each request that Atlas has counted, and without it there is none", async () => {
    await cloud.seed({ name: "neighbour" });
    const program = `
        const atlas = require("${packagePath}");
        new atlas.ServerlessInstance("orders", {
            name: "orders",
            providerSettings: ${JSON.stringify(virginia)},
        });
        exports.neighbour = atlas.getServerlessInstanceOutput({ name: "neighbour" }).stateName;
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program });
    await cloud.clearStats();
    const { code, output } = await stack.run("up", "--yes", "--skip-preview", "--debug");
    expect(code).toBe(0);
    const { requests } = await cloud.stats();
    // What the processes send at their very end, when the engine listens no longer, it cannot show.
    const isShown = (request: string): boolean => !request.startsWith("revokeAccessToken");
    // The display without a terminal shows each line twice: as it comes, and at the end.
    const diagnostics = output.slice(output.lastIndexOf("Diagnostics:"));
    const shown = [...diagnostics.matchAll(/Atlas API request: (\w+ \w+ \S+: \d+) in \d+ ms/g)].map(
        ([, request = ""]) => request,
    );
    const counted = requests.map(
        ({ operation, method, path, status }) =>
            `${operation} ${method} ${path.split("?")[0] ?? ""}: ${status}`,
    );
    expect(counted).toContainEqual(expect.stringContaining("createAccessToken"));
    expect(shown.filter(isShown).toSorted()).toEqual(counted.filter(isShown).toSorted());
    const { clientSecret, privateKey } = cloud.emulator;
    expect(output).not.toContain(clientSecret);
    expect(output).not.toContain(privateKey);

    const quiet = await stack.run("refresh", "--yes", "--skip-preview");
    expect(quiet.output).not.toContain("Atlas API request");
    await stack.destroy();
});
