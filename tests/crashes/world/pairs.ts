// A program that grows by two clusters at a time: one with a fixed name, and one with an automatic one.
import { urnOf } from "../../emulated/owner";
import { stackName } from "./atlas";

const region = "US_EAST_1";
const tags = { team: "shop" };

/** What the clusters are declared as. */
export const declaredInPairs = { region, tags };

/** The names of the resources of the n-th pair. */
export function pair(n: number): readonly [string, string] {
    return [`fixed-${n}`, `automatic-${n}`];
}

/** The text of the program with the first so many pairs; the second one of each may wait for the first. */
export function pairsProgram(
    count: number,
    { isChained, restoreFrom }: { readonly isChained: boolean; readonly restoreFrom?: object | undefined },
): string {
    const args = { providerSettings: { backingProviderName: "AWS", regionName: region }, tags, restoreFrom };
    const lines = Array.from({ length: count }, (_, index) => {
        const [fixed, automatic] = pair(index + 1).map((name) => JSON.stringify(name));
        const named = JSON.stringify({ name: `orders-${index + 1}`, ...args });
        return [
            `const fixed${index} = new ServerlessInstance(${fixed}, ${named});`,
            `new ServerlessInstance(${automatic}, ${JSON.stringify(args)}, { dependsOn: ${isChained ? `fixed${index}` : "[]"} });`,
        ];
    });
    return ['const { ServerlessInstance } = require("pulumi-atlas-serverless");', ...lines.flat(), ""].join(
        "\n",
    );
}

/** The options that confine a command to some of the resources. */
export function targeting(names: readonly string[]): string[] {
    return names.flatMap((name) => ["--target", urnOf(stackName, name)]);
}
