import type { dynamic } from "@pulumi/pulumi";
import { atlasNamespace, explicitProviderKey, type Configuration } from "../atlas/settings";
import { InvalidArgumentError } from "../atlas/errors";
import { asString, type JsonRecord } from "../atlas/json-readers";
import { asChecked } from "../instance/preview/check";
import { inputsFromState, parseState, type State } from "../instance/state";
import type { Logger } from "../instance/operation-context";
import { addressInArguments, Engine } from "../host/engine";
import { formatId, parseId } from "../host/resource-id";
import { toPlainJson } from "../host/plain-json";
import { ProviderCore } from "../host/provider-core";
import { toHostError } from "./errors";

/**
 * The dynamic provider entry point: Pulumi's dynamic provider over the lifecycle. It translates and decides nothing.
 *
 * One object serves all resources of a process, so that they share token, sockets and reads. The host may call
 * any method while `configure` still runs, so `configure` does all its work before it returns.
 */
class DynamicProvider implements dynamic.ResourceProvider<JsonRecord, JsonRecord> {
    readonly #engine = new Engine(addressInArguments());
    readonly #core = new ProviderCore(this.#engine);

    configure({ config }: dynamic.ConfigureRequest): Promise<void> {
        const configuration: Configuration = (key) => asString(config.get(`${atlasNamespace}:${key}`));
        // A provider that the program made for an account of its own comes before the environment.
        const isExplicit = configuration(explicitProviderKey) !== undefined;
        this.#core.endWithEngine();
        this.#core.configure(configuration, isExplicit ? "configuration" : "environment");
        return Promise.resolve();
    }

    check(olds: JsonRecord, news: JsonRecord): Promise<dynamic.CheckResult<JsonRecord>> {
        return withHostErrors(() => {
            const { inputs, failures } = this.#core.check(olds, news);
            return Promise.resolve({
                inputs: toPlainJson(inputs),
                failures: failures.map((reason) => ({ property: "", reason })),
            });
        });
    }

    diff(id: string, olds: JsonRecord, news: JsonRecord): Promise<dynamic.DiffResult> {
        return withHostErrors<dynamic.DiffResult>(() => {
            const state = parseState(olds);
            const inputs = asChecked(news);
            if (state === undefined) {
                const moved = id !== formatId(inputs);
                return Promise.resolve({ changes: true, replaces: moved ? ["name"] : [] });
            }
            const { changes, replaces, deleteBeforeReplace } = this.#core.diff(
                state,
                inputs,
                asString(news["__urn"]),
            );
            return Promise.resolve({ changes, replaces, deleteBeforeReplace });
        });
    }

    create(inputs: JsonRecord): Promise<dynamic.CreateResult<JsonRecord>> {
        return withHostErrors(async () => {
            const lifecycle = await this.#core.lifecycle();
            const state = await lifecycle.create(asChecked(inputs), this.#logger(inputs));
            return { id: formatId(state), outs: toPlainJson(state) };
        });
    }

    read(id: string, properties: JsonRecord = {}): Promise<dynamic.ReadResult<JsonRecord>> {
        return withHostErrors(async () => {
            const lifecycle = await this.#core.lifecycle();
            const known = parseState(properties);
            const state =
                known === undefined
                    ? await lifecycle.get(parseId(id), properties)
                    : await lifecycle.read(known, this.#logger(properties));
            return state === undefined
                ? {}
                : {
                      id: formatId(state),
                      props: toPlainJson(state),
                      inputs: toPlainJson(inputsFromState(state)),
                  };
        });
    }

    update(id: string, olds: JsonRecord, news: JsonRecord): Promise<dynamic.UpdateResult<JsonRecord>> {
        return withHostErrors(async () => {
            const lifecycle = await this.#core.lifecycle();
            const state = parseState(olds) ?? (await lifecycle.get(parseId(id), news));
            return { outs: toPlainJson(await lifecycle.update(state, asChecked(news), this.#logger(news))) };
        });
    }

    delete(id: string, properties: JsonRecord): Promise<void> {
        return withHostErrors(async () => {
            const lifecycle = await this.#core.lifecycle();
            await lifecycle.remove(stateToDelete(id, properties), this.#logger(properties));
        });
    }

    #logger(properties: JsonRecord): Logger {
        return this.#engine.loggerFor(asString(properties["__urn"]));
    }
}

function stateToDelete(id: string, properties: JsonRecord): State {
    const state = parseState(properties);
    if (state === undefined) {
        throw new InvalidArgumentError(
            `The state of ${id} does not identify a cluster, so nothing was deleted. Run \`pulumi refresh\` first.`,
        );
    }
    return state;
}

/** An operation whose errors are told in the host's form. */
async function withHostErrors<T>(operation: () => Promise<T>): Promise<T> {
    try {
        return await operation();
    } catch (error) {
        throw toHostError(error);
    }
}

/** The provider that the state's stub asks for. Its name is part of that promise. */
export const provider: dynamic.ResourceProvider<JsonRecord, JsonRecord> = new DynamicProvider();
