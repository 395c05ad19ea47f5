// All figures that findings give, in the order of the table.
import type { Findings } from "../findings.mts";
import type { Figure } from "./figure.mts";
import { cost, lateness, sunset, unusuallyLong, wall } from "./operations.mts";
import { besideEmpty, buckets, memory, plugin, state, tokens } from "./upkeep.mts";

export function figuresOf(findings: Findings): Figure[] {
    const kinds = [
        lateness,
        unusuallyLong,
        cost,
        sunset,
        tokens,
        besideEmpty,
        plugin,
        state,
        memory,
        buckets,
        wall,
    ];
    return kinds.flatMap((figures) => figures(findings));
}
