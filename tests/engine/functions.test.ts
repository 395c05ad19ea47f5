// Programs within a longer process, as the Automation API runs them: their clusters, functions, and the hooks of their resources.
import { Cloud, virginia } from "./cloud.ts";
import { isPlugin, packagePath } from "./entry-point.ts";
import { PulumiStack } from "./harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

test("inline programs of one process deploy, ask, and leave next to nothing behind in it", async () => {
    const deploy = `
        const pulumi = require("@pulumi/pulumi");
        const { LocalWorkspace } = require("@pulumi/pulumi/automation");
        const atlas = require("${packagePath}");
        const { baseUrl, projectId, clientId, clientSecret } = ${JSON.stringify(cloud.emulator)};
        const said = [];
        const inline = (tenant) => async () => {
            const provider = new atlas.Provider("account", { baseUrl, projectId, clientId, clientSecret });
            const database = new atlas.ServerlessInstance(
                "orders",
                { projectId, name: tenant, providerSettings: ${JSON.stringify(virginia)} },
                { provider, hooks: { afterCreate: ${isPlugin} ? [] : [new pulumi.ResourceHook("ask", async () => {
                    const { stateName } = await atlas.getServerlessInstance({ name: tenant }, { provider });
                    said.push("hook: " + stateName);
                })] } },
            );
            const asked = atlas.getServerlessInstanceOutput({ name: database.name }, { provider });
            return { uri: asked.connectionStrings.standardSrv };
        };
        const deploy = async (tenant) => {
            const stack = await LocalWorkspace.createStack({
                stackName: tenant, projectName: "tenants", program: inline(tenant),
            }, { workDir: process.cwd() + "/" + tenant });
            const { outputs } = await stack.up();
            const { changeSummary } = await stack.preview();
            await stack.destroy();
            return [tenant, outputs.uri.value.split(".")[0], Object.keys(changeSummary)].join();
        };
        (async () => {
            const fs = require("node:fs");
            const tenants = ["acme", "globex"];
            tenants.forEach((tenant) => fs.mkdirSync(tenant));
            const before = process.listenerCount("beforeExit");
            console.log((await Promise.all(tenants.map(deploy))).join("\\n"));
            console.log(said.join());
            console.log(process.listenerCount("beforeExit") - before <= 1);
        })();
    `;
    const stack = await PulumiStack.create({ env: {}, files: { "deploy.js": deploy } });
    stack.setEnv({ PULUMI_STACK: undefined });
    const { stdout, stderr } = await stack.node("deploy.js");
    expect(stderr).toBe("");
    const lines = [
        "acme,mongodb+srv://acme,same",
        "globex,mongodb+srv://globex,same",
        // In a hook Pulumi's own SDK has no engine to ask, and the plugin's functions ask the engine.
        isPlugin ? "" : "hook: IDLE,hook: IDLE",
        "true",
    ];
    expect(stdout).toBe(`${lines.join("\n")}\n`);
    expect(await cloud.databases()).toEqual({});
});
