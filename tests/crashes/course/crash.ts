// The course of one run: an operation is broken off, a person goes on, and everything is as declared.
import { randomFor } from "../../../emulator/random";
import { destroy } from "../operations";
import type { Moment } from "../moments";
import type { Plan } from "../plan";
import { strikes } from "../strikes";
import { nothingYet, record, type Counts } from "../tally";
import { seed } from "../../test-options";
import { programOf } from "../world/program";
import { declaredShapes, stateOf } from "./findings";
import { longestLife, Scene } from "./scene";

/** Plays a plan, and checks all that must hold. */
export async function crash(plan: Plan): Promise<void> {
    const counts = nothingYet();
    const scene = await Scene.set(plan.operation.isDeployed, counts);
    let isFailed = true;
    try {
        await play(plan, scene, counts);
        isFailed = false;
    } finally {
        record({ run: String(plan.number), isFailed, ...counts });
        await scene.close();
    }
}

async function play(plan: Plan, scene: Scene, counts: Counts): Promise<void> {
    const { operation, moment, second } = plan;
    const { atlas, stack } = scene;
    const strike = strikes[plan.strike];
    const random = randomFor(seed, "strike", plan.number);
    stack.write(programOf(operation.declared));
    await operation.drift?.(atlas);
    const { others } = await atlas.databases();
    const look = () => scene.look(others);

    const breaks = async (command: readonly string[], when: Moment): Promise<boolean> => {
        const hasCome = await scene.broken(command, when, strike, random);
        counts.missed += hasCome ? 0 : 1;
        return hasCome;
    };
    const hasCome = await breaks(operation.command, moment);
    // A request that the operation surely sends; only what follows its last answer may come too late.
    expect(hasCome || moment.point === "answered").toBe(true);
    if (second.in === "the recovery") {
        // It may find that all is done, and ask for nothing.
        await breaks(operation.recovery, second.moment);
    }
    await scene.succeeds(operation.recovery);

    const unharmed = { orphans: [], duplicates: [], touched: [] };
    expect(await look()).toEqual({ ours: declaredShapes(operation.declared), ...unharmed });
    expect(await stateOf(stack)).toEqual({
        resources: [...operation.declared.resources].sort(),
        failures: [],
        unfinished: [],
    });
    expect(await stack.preview()).toMatchObject({ code: 0, ops: {} });

    if (second.in === "the destroy") {
        await breaks(destroy.command, second.moment);
    }
    await scene.succeeds(destroy.command);
    expect(await look()).toEqual({ ours: {}, ...unharmed });
    expect((await stateOf(stack)).resources).toEqual([]);

    const { writes, milliseconds } = await scene.leftBehind();
    expect(writes).toEqual([]);
    expect(milliseconds).toBeLessThan(longestLife);
}
