// One database, several times over, each with a run of its own; and one that takes unusually long.
import type { Entry, Findings } from "../findings.mts";
import type { Kind } from "../programs.mts";
import { Specimen, staggered, withSpecimen, type Laboratory, type Subject } from "./laboratory.mts";

/** More at a time would start while the first of them come to their ends. */
const perBatch = 4;

export async function one(laboratory: Laboratory): Promise<Partial<Findings>> {
    const repeats = laboratory.quick ? 3 : 8;
    const long = unusuallyLong(laboratory);
    const batches = [];
    for (let first = 1; first <= repeats; first += perBatch) {
        const seeds = Array.from(
            { length: Math.min(perBatch, repeats + 1 - first) },
            (_, index) => first + index,
        );
        batches.push(await batch(laboratory, seeds));
    }
    return { entries: [...batches.flat(), ...(await long)] };
}

/** The plain provider's go first, since they take longest to see the end. */
async function batch(laboratory: Laboratory, seeds: readonly number[]): Promise<Entry[]> {
    const subjects = (["baseline", "ours"] satisfies Kind[]).flatMap((kind) =>
        seeds.map((seed): Subject => ({ scenario: "one", kind, count: 1, seed })),
    );
    const specimens: Specimen[] = [];
    try {
        for (const subject of subjects) {
            specimens.push(await Specimen.prepare(laboratory, subject));
        }
        const created = await staggered(specimens, (specimen) => specimen.measure("create"));
        const changed = seeds.includes(1) && !laboratory.quick ? await changes(specimens, seeds.length) : [];
        // A destroy runs no program, so its start is shorter.
        const destroyed = await staggered(specimens, (specimen) => specimen.measure("destroy"), 2000);
        return [...created, ...changed, ...destroyed];
    } finally {
        await Promise.all(specimens.map((specimen) => specimen.close()));
    }
}

/** What lies between create and destroy, once for each kind. */
async function changes(specimens: readonly Specimen[], each: number): Promise<Entry[]> {
    const firsts = specimens.filter((_, index) => index % each === 0);
    const entries = await staggered(firsts, (specimen) =>
        specimen.measureAll(["preview", "refresh", "update"]),
    );
    return entries.flat();
}

function unusuallyLong(laboratory: Laboratory): Promise<Entry[]> {
    const subject: Subject = { scenario: "long", kind: "ours", count: 1 };
    return withSpecimen(laboratory, subject, async (specimen) => {
        const takes = laboratory.quick ? 60 : 120;
        await specimen.cloud.plant({ operation: "createServerlessInstance", takes });
        return [await specimen.measure("create")];
    });
}
