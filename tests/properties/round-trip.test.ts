// What the provider makes of a cluster is what was declared, in every era: no difference is seen afterwards.
import fc from "fast-check";
import { ERAS, type Era } from "../../emulator/eras";
import { toPlainJson } from "../../provider/host/plain-json";
import { diff } from "../../provider/instance/preview/diff";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { inputsFromState, parseState, type State } from "../../provider/instance/state";
import type { Logger } from "../../provider/instance/operation-context";
import { withAtlas } from "./support/atlas";
import { acceptedInputs, changeable, type Inputs } from "./support/inputs";
import { frozen, without } from "./support/json";
import { holds } from "./support/property";
import { checked } from "./support/states";

const mute: Logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };

/** Inputs of a new cluster in an era, and what a program changes them to. */
const story = fc
    .tuple(fc.constantFrom(...ERAS), acceptedInputs, changeable)
    .map(([era, inputs, change]) => ({ era, ...changing(era, inputs, change) }));

holds(
    "after a create, a change and a look there is no difference, whatever is declared and in every era",
    "asked",
    fc.asyncProperty(story, async ({ era, first, second }) => {
        await withAtlas(era, async (atlas) => {
            const news = (inputs: Inputs): Inputs => ({ ...inputs, projectId: atlas.projectId });
            const declaredFirst = checked(news(first));
            const created = await atlas.run(() => atlas.process().lifecycle.create(declaredFirst, mute));
            expectSettled(created, declaredFirst);

            const declaredSecond = checked(news(second), toPlainJson(declaredFirst));
            const known = kept(created);
            const changed = await atlas.run(() =>
                atlas.process().lifecycle.update(known, declaredSecond, mute),
            );
            expectSettled(changed, declaredSecond);

            const seen = await atlas.run(() => atlas.process().lifecycle.read(kept(changed), mute));
            expect(seen).toEqual(changed);
            // After a refresh, the engine compares a program with the inputs that a read gives.
            expect(checked(news(second), toPlainJson(inputsFromState(changed)))).toEqual(declaredSecond);
        });
    }),
);

/** Inputs that the era can serve, before and after a change: what the change does not mention is taken out. */
function changing(era: Era, inputs: Inputs, change: Inputs): { first: Inputs; second: Inputs } {
    const { adopt, apiGeneration, ...rest } = inputs;
    const first: Inputs = {
        ...rest,
        ...(typeof adopt === "boolean" && { adopt }),
        ...(apiGeneration !== undefined &&
            !(era === "sunset" && apiGeneration === "serverless") && { apiGeneration }),
    };
    const fixed = without(first, "serverlessBackupOptions", "tags", "terminationProtectionEnabled");
    return { first, second: { ...fixed, ...change } };
}

/** What Pulumi keeps of a state, read again. */
function kept(state: State): State {
    const read = parseState(toPlainJson(state));
    if (read === undefined) {
        throw new Error("The state is none.");
    }
    return frozen(read);
}

function expectSettled(state: State, inputs: CheckedInputs): void {
    expect(kept(state)).toEqual(state);
    expect(diff(kept(state), inputs)).toEqual({
        changes: false,
        replaces: [],
        details: [],
        deleteBeforeReplace: inputs.name === state.name,
        warnings: [],
        notes: [],
    });
}
