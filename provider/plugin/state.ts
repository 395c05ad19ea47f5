import { InvalidArgumentError } from "../atlas/errors";
import { stub } from "../dynamic/stub";
import { parseState, type State } from "../instance/state";

/**
 * The properties that go into Pulumi's state. They are those that the dynamic provider writes, its stub included, so that
 * a stack can go from one entry point to the other and back. Timeouts are left out: the engine sends them to a plugin each time.
 */
export function serializeState(state: State): object {
    return { ...withoutTimeouts(state), __provider: stub };
}

/**
 * The state that the properties hold, whichever entry point wrote them.
 *
 * @throws InvalidArgumentError where they hold none.
 */
export function requireState(id: string, properties: unknown): State {
    const state = parsePluginState(properties);
    if (state === undefined) {
        throw new InvalidArgumentError(
            `The state of ${id} does not identify a cluster. Run \`pulumi refresh\` first.`,
        );
    }
    return state;
}

/** The same; undefined where they hold none. */
export function parsePluginState(properties: unknown): State | undefined {
    const state = parseState(properties);
    return state === undefined ? undefined : withoutTimeouts(state);
}

function withoutTimeouts(state: State): State {
    const kept = { ...state };
    delete kept.__timeouts;
    return kept;
}
