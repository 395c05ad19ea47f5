// One race: something happens to the cluster right before one of our requests; then what a person does, and what must be
// true.
import type { Era } from "../../../emulator/eras";
import { neighbour, pictureOf, problemsOfSaying, problemsOfState, problemsOfText } from "../checks";
import type { Program } from "../driver/declared";
import type { Lane } from "../driver/lane";
import type { Seen } from "../driver/run";
import type { Stack } from "../driver/stack";
import { inLanes } from "../driver/lanes";
import { orders, scenarios } from "../matrix/scenarios";
import { prepared, requestsOf, type Play } from "../matrix/trial";
import { happenings, type Happening } from "./happenings";

/** A happening before one of an operation's requests. */
export interface Race extends Play {
    readonly ordinal: number;
    readonly request: Seen;
    /** Whether the request before it is the same: of polls there may be one less the next time. */
    readonly isRepeated: boolean;
    readonly happening: Happening;
}

export function titleOf({ era, scenario, ordinal, request, happening }: Race): string {
    return `${era}, ${scenario.name}, before request ${ordinal} (${request.what}): ${happening.name}`;
}

/** All races of an era: every request that an operation sends, as is seen now, by everything that can happen before it. */
export async function racesOf(lanes: readonly Lane[], era: Era): Promise<readonly Race[]> {
    const races = await inLanes(lanes, scenarios, async (lane, scenario) => {
        const requests = await requestsOf(lane, { scenario, era }, "account");
        return requests.flatMap((request, index) =>
            happenings
                .filter(({ isTaken }) => !(isTaken === true && isBlind(request)))
                .filter(({ isNobodys }) => !(isNobodys === true && scenario.takesNobodys === true))
                .map((happening): Race => ({
                    era,
                    scenario,
                    ordinal: index + 1,
                    request,
                    isRepeated: request.what === requests[index - 1]?.what,
                    happening,
                })),
        );
    });
    return races.flat();
}

/**
 * Whether a request changes whatever has the name by now: Atlas takes no condition with it, so what has happened since the
 * last look nobody can know.
 */
function isBlind({ what }: Seen): boolean {
    return what.startsWith("PATCH") || what.startsWith("DELETE");
}

/**
 * So often at most must a person run `up --refresh`: what somebody began may come to its end in the first, and what the
 * second says may ask for a change of the program.
 */
const rounds = 3;

/** Plays a race; gives what is wrong, nothing where all is well. */
export async function raced(lane: Lane, race: Race): Promise<string[]> {
    const { atlas } = lane;
    const { scenario, happening, ordinal } = race;
    const { stack, program } = await prepared(lane, race);
    const foreign = await pictureOf(atlas, neighbour);
    const wrong: string[] = [];
    lane.said();

    let theirs = "";
    const before = async (now: number): Promise<void> => {
        if (now === ordinal) {
            await happening.happens(atlas);
            theirs = await pictureOf(atlas, orders);
        }
    };
    const { run, result } = await lane.run(0, { plan: { before } }, (provider) =>
        scenario.run(stack, provider, program),
    );
    if (run.seen.length < ordinal && race.isRepeated) {
        return [];
    }
    if (run.seen.length < ordinal) {
        wrong.push(`the moment never came, in ${run.seen.map(({ what }) => what).join(", ")}`);
    }
    const told = [...result.failures];
    if (happening.isTaken === true) {
        told.push(...(await upAndRefreshed(lane, stack, program)));
        if ((await pictureOf(atlas, orders)) !== theirs) {
            wrong.push(`theirs was touched: it was ${theirs}, is ${await pictureOf(atlas, orders)}`);
        }
        await atlas.change(orders, { stateName: "GONE" });
    }
    let declared = program;
    let failures: readonly string[] = [];
    for (let round = 1; round <= rounds; round += 1) {
        // Who reads that there is nothing to take on takes that out of the program.
        if (
            told.some((text) =>
                /There is no cluster|CLUSTER_NOT_FOUND|no longer supports this upgrade/.test(text),
            )
        ) {
            declared = scenario.otherwise?.({ atlas, stack }) ?? program;
        }
        failures = await upAndRefreshed(lane, stack, declared);
        told.push(...failures);
        if (failures.length === 0) {
            break;
        }
    }
    wrong.push(...failures.map((text) => `after ${rounds} rounds there is still: ${text}`));
    wrong.push(...told.flatMap((text) => problemsOfText(text, /./)));
    wrong.push(...problemsOfSaying(lane.said(), told, atlas, [stack]));
    wrong.push(...(await problemsOfState(atlas, [{ stack, program: declared }])));
    if ((await pictureOf(atlas, neighbour)) !== foreign) {
        wrong.push("the neighbour was touched");
    }
    return [...wrong, ...atlas.strays.map((stray) => `after the end of its run came ${stray}`)];
}

/** `up --refresh` by another process; gives its failures. */
async function upAndRefreshed(lane: Lane, stack: Stack, program: Program): Promise<readonly string[]> {
    const { result } = await lane.run(1, {}, async (provider) => {
        const refreshed = await stack.refresh(provider);
        return refreshed.failures.length > 0 ? refreshed : stack.up(provider, program);
    });
    return result.failures;
}
