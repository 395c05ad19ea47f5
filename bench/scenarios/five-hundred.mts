// Five hundred databases: what grows with their number.
import type { Entry, Findings, Pair } from "../findings.mts";
import type { Operation, OperationOptions } from "../operation.mts";
import type { Kind } from "../programs.mts";
import { withSpecimen, type Laboratory, type Specimen, type Subject } from "./laboratory.mts";

const count = 500;

function subjectOf(kind: Kind): Subject {
    return { scenario: "five-hundred", kind, count };
}

/** Ours, and the previews of a provider that does nothing. */
export function fiveHundred(laboratory: Laboratory): Promise<Partial<Findings>> {
    return withSpecimen(laboratory, subjectOf("ours"), async (specimen) => {
        if (laboratory.quick) {
            await specimen.stack.pretend();
            const states = [await specimen.stateSize()];
            return { ...(await besideEmpty(laboratory, specimen)), states };
        }
        const created = await create(specimen);
        const states = [await specimen.stateSize()];
        const { entries, previews } = await besideEmpty(laboratory, specimen);
        const refreshed = await specimen.measure("refresh");
        const changed = await changes(specimen);
        return { entries: [created, ...entries, refreshed, ...changed], states, previews };
    });
}

export function plainFiveHundred(laboratory: Laboratory): Promise<Partial<Findings>> {
    return withSpecimen(laboratory, subjectOf("baseline"), async (specimen) => {
        const created = await create(specimen);
        const states = [await specimen.stateSize()];
        const unchanged = await specimen.measureAll(["preview", "refresh"]);
        return { entries: [created, ...unchanged, ...(await changes(specimen))], states };
    });
}

/** Ours by the plugin, for what it asks of Atlas: the probe does not get into its bundle. */
export function pluginFiveHundred(laboratory: Laboratory): Promise<Partial<Findings>> {
    return withSpecimen(laboratory, subjectOf("plugin"), async (specimen) => {
        const created = await create(specimen, unprobed);
        const preview = await specimen.measure("preview", unprobed);
        const refresh = await specimen.measure("refresh", unprobed);
        return { entries: [created, preview, refresh, ...(await changes(specimen, unprobed))] };
    });
}

const unprobed: OperationOptions = { probed: false };

function create(specimen: Specimen, options?: OperationOptions): Promise<Entry> {
    return hurried(specimen, "create", "createServerlessInstance", 2.5, options);
}

async function changes(specimen: Specimen, options?: OperationOptions): Promise<Entry[]> {
    return [
        await hurried(specimen, "update", "updateServerlessInstance", 1, options),
        // Long enough for the first looks to see it go on.
        await hurried(specimen, "destroy", "deleteServerlessInstance", 9, options),
    ];
}

/** In as many seconds as is said, since here growth is measured, not waiting: at its own speed it would take minutes. */
async function hurried(
    specimen: Specimen,
    operation: Operation,
    request: string,
    takes: number,
    options?: OperationOptions,
): Promise<Entry> {
    await specimen.cloud.plant({ operation: request, takes, times: count });
    return { ...(await specimen.measure(operation, options)), hurried: true };
}

/** No-op previews, and those of the same stack of a provider that does nothing; by turns the first of the two. */
function besideEmpty(
    laboratory: Laboratory,
    specimen: Specimen,
): Promise<Pick<Findings, "entries" | "previews">> {
    return withSpecimen(laboratory, subjectOf("empty"), async (empty) => {
        await empty.stack.pretend();
        const entries: Entry[] = [];
        const previews: Pair[] = [];
        for (let index = 0; index < (laboratory.quick ? 3 : 5); index += 1) {
            const [our, other] =
                index % 2 === 0
                    ? [await preview(specimen), await preview(empty)]
                    : swapped([await preview(empty), await preview(specimen)]);
            entries.push(our);
            previews.push({ ours: our.seconds, empty: other.seconds });
        }
        return { entries, previews };
    });
}

/** Without the probe, so that nothing but the providers' own work differs. */
function preview(specimen: Specimen): Promise<Entry> {
    return specimen.measure("preview", unprobed);
}

function swapped<T>([first, second]: readonly [T, T]): [T, T] {
    return [second, first];
}
