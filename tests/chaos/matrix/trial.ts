// One cell of the matrix: a run that a fault befalls, the run after it, and what must be true then.
import type { Era } from "../../../emulator/eras";
import { ownerTag } from "../../../provider/instance/ownership/owner-tag";
import { ownerIn } from "../../emulated/owner";
import {
    neighbour,
    pictureOf,
    problemsOfRestores,
    problemsOfSaying,
    problemsOfState,
    problemsOfText,
    snapshotId,
} from "../checks";
import type { CredentialKind } from "../driver/atlas";
import type { Program } from "../driver/declared";
import type { Lane } from "../driver/lane";
import type { Plan, Seen } from "../driver/run";
import { Stack } from "../driver/stack";
import type { Ailment } from "./faults";
import { others, type Scenario } from "./scenarios";

/** An operation in an era. */
export interface Play {
    readonly scenario: Scenario;
    readonly era: Era;
}

/** A fault at one of its requests. */
export interface Cell extends Play {
    /** Which request it befalls; the first is 1. */
    readonly ordinal: number;
    readonly request: Seen;
    readonly ailment: Ailment;
    /** Whether it befalls all further requests of the run, too. */
    readonly lasts: boolean;
}

const always = 1_000_000;

export function titleOf({ scenario, era, ordinal, request, ailment, lasts }: Cell): string {
    const frequency = lasts ? "lasting" : "once";
    return `${era}, ${scenario.name}, request ${ordinal} (${request.what}): ${ailment.name}, ${frequency}`;
}

/** The requests that an operation sends where nothing goes wrong. */
export async function requestsOf(
    lane: Lane,
    play: Play,
    credential: CredentialKind,
): Promise<readonly Seen[]> {
    const { stack, program } = await prepared(lane, play);
    const { run, result } = await lane.run(0, { credential }, (provider) =>
        play.scenario.run(stack, provider, program),
    );
    const wrong = [...result.failures, ...(await problemsOfState(lane.atlas, [{ stack, program }]))];
    if (wrong.length > 0) {
        throw new Error(`${play.era}, ${play.scenario.name} fails without a fault: ${wrong.join("\n")}`);
    }
    return run.seen;
}

/** Plays a cell; gives what is wrong, nothing where all is well. */
export async function tried(lane: Lane, cell: Cell): Promise<string[]> {
    const { atlas } = lane;
    const { scenario, ailment, lasts, ordinal } = cell;
    const { credential, timeout, harmless = false, endsRun } = ailment;
    const { stack, program } = await prepared(lane, cell);
    const foreign = await pictureOf(atlas, neighbour);
    const wrong: string[] = [];

    lane.said();
    const conditions = { plan: planOf(cell), credential, requestTimeout: timeout };
    const { run, result } = await lane.run(0, conditions, (provider) =>
        scenario.run(stack, provider, program),
    );
    const { failures } = result;
    if (run.met === 0) {
        wrong.push(`the fault was never met, in ${run.seen.map(({ what }) => what).join(", ")}`);
    }
    const mustFail = lasts ? !harmless : (endsRun?.(ordinal) ?? false);
    if (mustFail !== failures.length > 0) {
        wrong.push(
            mustFail ? "the run succeeds all the same" : `the run fails of it: ${failures.join("\n")}`,
        );
    }
    wrong.push(...failures.flatMap((text) => problemsOfText(text, ailment.says)));
    wrong.push(...problemsOfSaying(lane.said(), failures, atlas, [stack]));

    if (failures.length > 0) {
        wrong.push(...(await gone(lane, stack, program, scenario)));
    }
    wrong.push(...(await problemsOfState(atlas, [{ stack, program }])));
    if (scenario.restores === true) {
        wrong.push(...(await problemsOfRestores(atlas)));
    }
    if (atlas.born().length - 1 !== scenario.births) {
        wrong.push(`these came into being: ${atlas.born().join(", ")}`);
    }
    wrong.push(...(await endOf(lane, stack, program)));
    if ((await pictureOf(atlas, neighbour)) !== foreign) {
        wrong.push("the neighbour was touched");
    }
    return [...wrong, ...atlas.strays.map((stray) => `after the end of its run came ${stray}`)];
}

/** How a person goes on after a failed run: with one further `up`, by another process. */
async function gone(lane: Lane, stack: Stack, program: Program, { refreshes }: Scenario): Promise<string[]> {
    const { result } = await lane.run(1, {}, async (provider) => {
        const refreshed = refreshes === true ? await stack.refresh(provider) : undefined;
        return refreshed === undefined || refreshed.failures.length === 0
            ? stack.up(provider, program)
            : refreshed;
    });
    return result.failures.map((text) => `the next up fails: ${text}`);
}

/** A further `up` does nothing, and a `destroy` leaves nothing. */
async function endOf(lane: Lane, stack: Stack, program: Program): Promise<string[]> {
    const wrong: string[] = [];
    const { run, result } = await lane.run(1, {}, (provider) => stack.up(provider, program));
    if (run.seen.length > 0 || result.steps.some((step) => step !== "same") || result.failures.length > 0) {
        wrong.push(`a further up is no no-op: ${JSON.stringify(result)}`);
    }
    const end = await lane.run(1, {}, (provider) => stack.destroy(provider));
    wrong.push(...end.result.failures.map((text) => `destroy fails: ${text}`));
    return [...wrong, ...(await problemsOfState(lane.atlas, [{ stack, program: {} }]))];
}

function planOf({ ordinal, ailment: { fault, resolution }, lasts }: Cell): Plan {
    return {
        from: ordinal,
        times: lasts ? always : 1,
        ...(fault && { fault }),
        ...(resolution && { resolution }),
    };
}

/** The world as it is before a scenario's run. */
export async function prepared(
    lane: Lane,
    { scenario, era }: Play,
): Promise<{ stack: Stack; program: Program }> {
    const { atlas } = lane;
    const stack = new Stack({ project: "shop", stack: "dev" });
    const stage = { atlas, stack };
    atlas.reset("classic");
    await atlas.seed({
        name: neighbour,
        tags: { [ownerTag]: `${ownerIn(others, neighbour)}@0b0b` },
        snapshots: [{ id: snapshotId, status: "completed" }],
    });
    // A process of its own: what it remembers of the clusters that it made must help nobody later.
    await lane.run(2, {}, async (provider) => scenario.before?.(stage, provider));
    atlas.enter(era);
    await scenario.meanwhile?.(stage);
    return { stack, program: scenario.program(stage) };
}
