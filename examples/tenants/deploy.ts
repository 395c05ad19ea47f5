// A cluster and a stack for each tenant, deployed at the same time by one program: `node deploy.ts acme globex`.
// `node deploy.ts --destroy acme` destroys one. It needs the Pulumi CLI, a backend, and Atlas's credentials.
import * as automation from "@pulumi/pulumi/automation/index.js";
import * as atlas from "pulumi-atlas-serverless";

const [isDestroy, tenants] =
    process.argv[2] === "--destroy" ? [true, process.argv.slice(3)] : [false, process.argv.slice(2)];

const outcomes = await Promise.allSettled(tenants.map(deploy));
for (const [index, outcome] of outcomes.entries()) {
    const said = outcome.status === "fulfilled" ? outcome.value : `FAILED: ${String(outcome.reason)}`;
    console.log(`${tenants[index] ?? ""}: ${said}`);
}
process.exitCode = outcomes.every(({ status }) => status === "fulfilled") ? 0 : 1;

async function deploy(tenant: string): Promise<string> {
    const stack = await automation.LocalWorkspace.createOrSelectStack({
        projectName: "tenants",
        stackName: tenant,
        program: async () => {
            const cluster = new atlas.ServerlessInstance("cluster", {
                providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
                tags: { tenant },
            });
            return Promise.resolve({ uri: cluster.connectionStrings.standardSrv });
        },
    });
    const onOutput = (text: string): void => {
        for (const line of text.split("\n").filter((one) => one.includes("ServerlessInstance"))) {
            console.log(`${tenant}: ${line.trim()}`);
        }
    };
    if (isDestroy) {
        await stack.destroy({ onOutput, color: "never" });
        return "destroyed";
    }
    const { outputs } = await stack.up({ onOutput, color: "never" });
    return String(outputs["uri"]?.value);
}
