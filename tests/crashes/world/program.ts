// The program of the runs: a cluster with a fixed name, one with an automatic one, and one that waits for the first.

const all = ["fixed", "automatic", "dependent"] as const;

/** The name of a resource of the program. */
export type ResourceName = (typeof all)[number];

/** What a program declares. */
export interface Declared {
    readonly region: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly resources: readonly ResourceName[];
}

/** The name that the resource `fixed` gives its cluster. */
export const fixedName = "orders";

/** All three clusters, or all but some of them, in a region and with a tag. */
export function declaring({
    region,
    team,
    without = [],
}: {
    readonly region: string;
    readonly team: string;
    readonly without?: readonly ResourceName[];
}): Declared {
    return { region, tags: { team }, resources: all.filter((name) => !without.includes(name)) };
}

/** The text of the program; a resource may be given more arguments. */
export function programOf(
    { region, tags, resources }: Declared,
    more: Readonly<Partial<Record<ResourceName, object>>> = {},
): string {
    const providerSettings = { backingProviderName: "AWS", regionName: region };
    const args = (name: ResourceName, own: object = {}) =>
        JSON.stringify({ providerSettings, tags, ...own, ...more[name] });
    const lines: Readonly<Record<ResourceName, string>> = {
        fixed: `const fixed = new ServerlessInstance("fixed", ${args("fixed", { name: fixedName })});`,
        automatic: `new ServerlessInstance("automatic", ${args("automatic")});`,
        dependent: `const dependent = new ServerlessInstance("dependent", ${args("dependent")}, { dependsOn: fixed });`,
    };
    const imports = 'const { ServerlessInstance } = require("pulumi-atlas-serverless");';
    return [imports, ...resources.map((name) => lines[name]), ""].join("\n");
}
