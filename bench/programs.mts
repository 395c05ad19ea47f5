// The programs that are measured: the same clusters, declared with one of four resources.
import { join } from "node:path";
import { root } from "../tools/paths.mts";
import type { RestoreSource } from "./emulator-client.mts";

/** Whose provider is measured: ours by either entry point, the baseline, or one that does nothing. */
export type ProviderVariant = "dynamic" | "plugin" | "baseline" | "noop";

/** The module and the class of each. */
const resources: Readonly<Record<ProviderVariant, readonly [module: string, name: string]>> = {
    dynamic: ["pulumi-atlas-serverless", "ServerlessInstance"],
    plugin: ["pulumi-atlas-serverless/plugin", "ServerlessInstance"],
    baseline: [join(root, "bench", "baseline", "flex-cluster.js"), "FlexCluster"],
    noop: [join(root, "bench", "noop-provider", "cluster.js"), "NoopCluster"],
};

/** The names of the clusters, in Pulumi and in Atlas. */
export function namesOf(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `orders-${String(index + 1).padStart(4, "0")}`);
}

/** A program's text: `count` clusters, all tagged with a team, which start with a snapshot's data where one is given. */
export function programOf(
    variant: ProviderVariant,
    count: number,
    team: string,
    restoreFrom?: RestoreSource,
): string {
    const [module, name] = resources[variant];
    return `
        const { ${name}: Cluster } = require(${JSON.stringify(module)});
        for (const name of ${JSON.stringify(namesOf(count))}) {
            new Cluster(name, {
                projectId: process.env.MONGODB_ATLAS_PROJECT_ID,
                name,
                providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
                tags: { team: ${JSON.stringify(team)}, stage: "bench" },
                terminationProtectionEnabled: false,
                restoreFrom: ${JSON.stringify(restoreFrom)},
            });
        }
    `;
}
