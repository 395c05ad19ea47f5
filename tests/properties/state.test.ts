// What Pulumi keeps of a cluster between two operations.
import fc from "fast-check";
import { toPlainJson } from "../../provider/host/plain-json";
import { mutableProperties, inputsFromState, parseState } from "../../provider/instance/state";
import { alien, anyJson, frozen, nearly, throughJson } from "./support/json";
import { holds } from "./support/property";
import { anyState } from "./support/states";

holds(
    "a state is the same after its way through Pulumi",
    "computed",
    fc.property(anyState, (state) => {
        expect(alien(state)).toEqual([]);
        expect(parseState(toPlainJson(frozen(state)))).toEqual(state);
    }),
);

holds(
    "any JSON is read as a state, or as none: nothing is thrown, what comes out is JSON again, and is read as the same",
    "computed",
    fc.property(fc.oneof(anyJson, nearly(anyState), nearly(nearly(anyState))), (value) => {
        const state = parseState(frozen(value));
        if (state !== undefined) {
            expect(throughJson(state)).toEqual(state);
            expect(parseState(toPlainJson(state))).toEqual(state);
            expect(throughJson(inputsFromState(state))).toEqual(inputsFromState(state));
        }
    }),
);

holds(
    "what a state would be declared by names no property that the program never set",
    "computed",
    fc.property(anyState, (state) => {
        const names = Object.keys(inputsFromState(state)).filter((name) =>
            mutableProperties.some((property) => property === name),
        );
        expect(names.filter((name) => !state.__managed?.some((property) => property === name))).toEqual([]);
    }),
);
