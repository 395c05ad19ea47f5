// Several databases at once in one project, from create to destroy.
import type { Entry, Findings } from "../findings.mts";
import type { Operation } from "../operation.mts";
import { staggered, withSpecimen, type Laboratory, type Subject } from "./laboratory.mts";

const whole: readonly Operation[] = ["create", "preview", "refresh", "update", "destroy"];
const short: readonly Operation[] = ["create", "refresh", "destroy"];

export async function twenty(laboratory: Laboratory): Promise<Partial<Findings>> {
    const { quick } = laboratory;
    const lives = await staggered(
        quick ? (["baseline"] as const) : (["baseline", "ours"] as const),
        (kind) => life(laboratory, { scenario: "twenty", kind, count: 20 }, quick ? short : whole),
        8000,
    );
    return { entries: lives.flat() };
}

export async function hundred(laboratory: Laboratory): Promise<Partial<Findings>> {
    const { quick } = laboratory;
    const entries: Entry[] = [];
    for (const kind of quick ? (["ours"] as const) : (["ours", "baseline"] as const)) {
        const subject: Subject = { scenario: "hundred", kind, count: 100 };
        entries.push(...(await life(laboratory, subject, quick ? short : whole)));
    }
    return { entries };
}

/** The serverless generation is gone; what it made lives on under Flex. */
export async function sunset(laboratory: Laboratory): Promise<Partial<Findings>> {
    const subject: Subject = { scenario: "sunset", kind: "ours", count: 100, era: "sunset" };
    return { entries: await life(laboratory, subject, short) };
}

function life(laboratory: Laboratory, subject: Subject, operations: readonly Operation[]): Promise<Entry[]> {
    return withSpecimen(laboratory, subject, (specimen) => specimen.measureAll(operations));
}
