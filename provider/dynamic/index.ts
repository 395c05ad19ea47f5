import type { dynamic } from "@pulumi/pulumi";
import type { Connection } from "../atlas/connect";
import {
    explicitProviderKey,
    resolveSettings,
    SettingsError,
    type Configuration,
    type Settings,
} from "../atlas/credentials";
import { text, type JsonRecord } from "../atlas/json";
import { check } from "../instance/check";
import { diff } from "../instance/diff";
import type { CheckedInputs } from "../instance/inputs";
import type { Lifecycle } from "../instance/lifecycle";
import { declared, readState, type State } from "../instance/state";
import { LifecycleError } from "../instance/unfinished";
import type { Voice } from "../instance/waits";
import { Engine } from "./engine";
import { toHostError } from "./errors";
import { idOf, placeOf } from "./ids";
import { plain } from "./plain";

/**
 * Door 1: Pulumi's dynamic provider over the lifecycle. It translates and decides nothing.
 *
 * One object serves all resources of a process, so that they share token, sockets and looks. The host may call
 * any method while `configure` still runs, so `configure` does all its work before it returns.
 */
class DynamicProvider implements dynamic.ResourceProvider<JsonRecord, JsonRecord> {
    readonly #engine = new Engine();
    #configuration: Configuration = () => undefined;
    #current:
        { settings: string; life: Promise<{ lifecycle: Lifecycle; connection: Connection }> } | undefined;

    configure({ config }: dynamic.ConfigureRequest): Promise<void> {
        this.#engine.whenDone(() => void this.#end());
        this.#configuration = (key) => text(config.get(`atlas:${key}`));
        return Promise.resolve();
    }

    check(olds: JsonRecord, news: JsonRecord): Promise<dynamic.CheckResult<JsonRecord>> {
        return answering(() => {
            const { inputs, problems } = check(olds, news);
            // With a property's name, the engine would print its value too: all tags, say, or `<nil>` for a nested one.
            const failures = problems.map(({ path, problem }) => ({
                property: "",
                reason: path === "" ? problem : `${path}: ${problem}`,
            }));
            return Promise.resolve({
                inputs: plain(inputs),
                failures: [...failures, ...this.#settingsFailures()],
            });
        });
    }

    diff(id: string, olds: JsonRecord, news: JsonRecord): Promise<dynamic.DiffResult> {
        return answering<dynamic.DiffResult>(() => {
            const state = readState(olds);
            const inputs = asChecked(news);
            if (state === undefined) {
                const moved = id !== idOf(inputs);
                return Promise.resolve({ changes: true, replaces: moved ? ["name"] : [] });
            }
            const { warnings, ...difference } = diff(state, inputs);
            warnings.forEach((warning) => this.#voice(news).warn(warning));
            return Promise.resolve(difference);
        });
    }

    create(inputs: JsonRecord): Promise<dynamic.CreateResult<JsonRecord>> {
        return answering(async () => {
            const lifecycle = await this.#lifecycle();
            const state = await lifecycle.create(asChecked(inputs), this.#voice(inputs));
            return { id: idOf(state), outs: plain(state) };
        });
    }

    read(id: string, properties: JsonRecord = {}): Promise<dynamic.ReadResult<JsonRecord>> {
        return answering(async () => {
            const lifecycle = await this.#lifecycle();
            const known = readState(properties);
            const state =
                known === undefined
                    ? await lifecycle.get(placeOf(id), properties)
                    : await lifecycle.read(known, this.#voice(properties));
            return state === undefined
                ? {}
                : { id: idOf(state), props: plain(state), inputs: plain(declared(state)) };
        });
    }

    update(id: string, olds: JsonRecord, news: JsonRecord): Promise<dynamic.UpdateResult<JsonRecord>> {
        return answering(async () => {
            const lifecycle = await this.#lifecycle();
            const state = readState(olds) ?? (await lifecycle.get(placeOf(id), news));
            return { outs: plain(await lifecycle.update(state, asChecked(news), this.#voice(news))) };
        });
    }

    delete(id: string, properties: JsonRecord): Promise<void> {
        return answering(async () => {
            const lifecycle = await this.#lifecycle();
            await lifecycle.remove(stateToDelete(id, properties), this.#voice(properties));
        });
    }

    /** The environment may differ from one operation to the next, so it is read in each. */
    async #lifecycle(): Promise<Lifecycle> {
        const settings = this.#settings();
        const key = JSON.stringify(settings);
        if (this.#current?.settings !== key) {
            this.#current = { settings: key, life: this.#begin(settings) };
        }
        return (await this.#current.life).lifecycle;
    }

    /** What talks to Atlas is loaded for the first operation that does, since a preview needs none of it. */
    async #begin(settings: Settings): Promise<{ lifecycle: Lifecycle; connection: Connection }> {
        const [{ connect }, life] = await Promise.all([
            import("../atlas/connect.ts"),
            import("../instance/lifecycle.ts"),
        ]);
        const connection = connect(settings, {
            say: (line) => this.#engine.voiceFor("").warn(line),
            beforeWrite: () => this.#engine.mustBeThere(),
        });
        return { lifecycle: new life.Lifecycle(connection.databases, connection.clock), connection };
    }

    /** The engine waits some seconds for the end of the process: long enough to revoke its token. */
    async #end(): Promise<never> {
        try {
            await (await this.#current?.life)?.connection.close();
        } finally {
            process.exit();
        }
    }

    /** A provider that the program made for an account of its own comes before the environment. */
    #settings(): Settings {
        const isExplicit = this.#configuration(explicitProviderKey) !== undefined;
        return resolveSettings(
            process.env,
            this.#configuration,
            isExplicit ? "configuration" : "environment",
        );
    }

    #settingsFailures(): dynamic.CheckFailure[] {
        try {
            this.#settings();
            return [];
        } catch (error) {
            if (error instanceof SettingsError) {
                return [{ property: "", reason: error.message }];
            }
            throw error;
        }
    }

    #voice(properties: JsonRecord): Voice {
        return this.#engine.voiceFor(text(properties["__urn"]));
    }
}

/** What `check` has validated; the host hands it back as it was. */
function asChecked(properties: JsonRecord): CheckedInputs {
    return properties as unknown as CheckedInputs;
}

function stateToDelete(id: string, properties: JsonRecord): State {
    const state = readState(properties);
    if (state === undefined) {
        throw new LifecycleError(
            `The state of ${id} does not say which database it is, so nothing is deleted. Run \`pulumi refresh\` first.`,
        );
    }
    return state;
}

/** An operation whose errors are told in the host's form. */
async function answering<T>(operation: () => Promise<T>): Promise<T> {
    try {
        return await operation();
    } catch (error) {
        throw toHostError(error);
    }
}

/** The provider that the state's stub asks for. Its name is part of that promise. */
export const provider: dynamic.ResourceProvider<JsonRecord, JsonRecord> = new DynamicProvider();
