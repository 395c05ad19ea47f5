// The programs that are measured: the same databases, declared with one of four resources.
import { join } from "node:path";
import { root } from "../tools/paths.mts";

/** Whose provider is measured: ours, ours by the plugin, the plain one, or one that does nothing. */
export type Kind = "ours" | "plugin" | "baseline" | "empty";

/** The module and the class of each. */
const resources: Readonly<Record<Kind, readonly [module: string, name: string]>> = {
    ours: ["pulumi-atlas-serverless", "ServerlessInstance"],
    plugin: ["pulumi-atlas-serverless/plugin", "ServerlessInstance"],
    baseline: [join(root, "bench", "baseline", "serverless-database.js"), "ServerlessDatabase"],
    empty: [join(root, "bench", "empty", "database.js"), "EmptyDatabase"],
};

/** The names of the databases, in Pulumi and in Atlas. */
export function namesOf(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `orders-${String(index + 1).padStart(4, "0")}`);
}

/** A program's text: `count` databases, all tagged with a team. */
export function programOf(kind: Kind, count: number, team: string): string {
    const [module, name] = resources[kind];
    return `
        const { ${name}: Database } = require(${JSON.stringify(module)});
        for (const name of ${JSON.stringify(namesOf(count))}) {
            new Database(name, {
                projectId: process.env.MONGODB_ATLAS_PROJECT_ID,
                name,
                providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
                tags: { team: ${JSON.stringify(team)}, stage: "bench" },
                terminationProtectionEnabled: false,
            });
        }
    `;
}
