// `diff`, with any state and any inputs that `check` lets through.
import fc from "fast-check";
import { ChangeBlockedError } from "../../provider/atlas/errors";
import { diff, type Difference } from "../../provider/instance/preview/diff";
import { unknownValue, type CheckedInputs } from "../../provider/instance/model/inputs";
import { mutableProperties } from "../../provider/instance/state";
import { inAnotherOrder } from "./support/inputs";
import { frozen, throughJson, without } from "./support/json";
import { holds } from "./support/property";
import { anyState, deployed, type Deployed } from "./support/states";

/** An answer, or the message of a refusal; whatever else is thrown is none. */
function answerTo({ state, inputs }: Deployed): Difference | string {
    try {
        return diff(state, inputs);
    } catch (error) {
        if (error instanceof ChangeBlockedError) {
            return error.message;
        }
        throw error;
    }
}

holds(
    "diff gives the same each time, whatever the order of tags and of all else, and changes nothing that it is given",
    "computed",
    fc.property(deployed, fc.array(fc.nat(), { maxLength: 5 }), ({ state, inputs }, order) => {
        const first = answerTo(frozen({ state, inputs }));
        expect(answerTo({ state, inputs })).toEqual(first);
        expect(answerTo({ state: inAnotherOrder(state, order), inputs })).toEqual(first);
        expect(answerTo({ state, inputs: inAnotherOrder(inputs, order) })).toEqual(first);
        expect(answerTo(throughJson({ state, inputs }))).toEqual(first);
    }),
);

holds(
    "diff ends in an answer or a refusal for any state, and refuses only what would lose protected data",
    "computed",
    fc.property(
        fc.oneof(
            deployed,
            fc.tuple(anyState, deployed).map(([state, { inputs }]) => ({ state, inputs })),
        ),
        (pair) => {
            const answer = answerTo(pair);
            if (typeof answer === "string") {
                expect([
                    pair.state.terminationProtectionEnabled,
                    pair.inputs.upgradeFromSharedTier,
                    pair.inputs.adopt === pair.state.instanceId,
                ]).toContain(true);
                return;
            }
            const { changes, replaces, deleteBeforeReplace, warnings } = answer;
            const isReplaced = replaces.length > 0;
            // Whoever loses data is told so.
            expect(warnings).toHaveLength(isReplaced ? 1 : 0);
            expect(isReplaced ? changes : true).toBe(true);
            expect(deleteBeforeReplace).toBe(pair.inputs.name === pair.state.name);
        },
    ),
);

holds(
    "diff reports a change where a value is not known yet",
    "computed",
    fc.property(deployed, fc.constantFrom(...mutableProperties), ({ state, inputs }, property) => {
        const later = { ...inputs, [property]: unknownValue } as unknown as CheckedInputs;
        const answer = answerTo({ state, inputs: later });
        expect(typeof answer === "string" || answer.changes).toBe(true);
    }),
);

holds(
    "diff does not mind how a database is taken, nor which generation is asked for it",
    "computed",
    fc.property(
        deployed,
        fc.record(
            {
                adopt: fc.constantFrom(true, false, "0123456789abcdef01234567"),
                ownershipTag: fc.boolean(),
                apiGeneration: fc.constantFrom("auto", "serverless", "flex"),
            },
            { requiredKeys: [] },
        ),
        ({ state, inputs }, taking) => {
            // A replacement cannot adopt the cluster that is deleted for it.
            fc.pre(![taking.adopt, inputs.adopt].includes(state.instanceId));
            const rest = without(inputs, "adopt", "ownershipTag", "apiGeneration");
            const other = { ...rest, ...taking } as CheckedInputs;
            expect(answerTo({ state, inputs: other })).toEqual(answerTo({ state, inputs }));
        },
    ),
);
