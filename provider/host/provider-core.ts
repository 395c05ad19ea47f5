import type { Connection } from "../atlas/connect";
import {
    resolveProjectId,
    resolveSettings,
    type Configuration,
    type Precedence,
    type Settings,
} from "../atlas/settings";
import { ConfigurationError, InterruptedError } from "../atlas/errors";
import type { Clusters } from "../atlas/clusters/clusters";
import type { RequestOptions } from "../atlas/retry";
import { asString, type JsonRecord } from "../atlas/json-readers";
import type { CheckedInputs } from "../instance/model/inputs";
import { problemText } from "../instance/model/schema-validation";
import { HeldMarks } from "../instance/ownership/held-marks";
import { advise, tell } from "../instance/preview/advice";
import { check, type Autonaming } from "../instance/preview/check";
import { diff, type Difference } from "../instance/preview/diff";
import type { State } from "../instance/state";
import type { Lifecycle } from "../instance/lifecycle/lifecycle";
import { nodeVersionProblem } from "./node-version";
import type { Engine } from "./engine";

/** An account of Atlas, and the life of its clusters. */
interface Account {
    lifecycle: Lifecycle;
    connection: Connection;
}

/** What the check of a resource came to. */
export interface CheckResult {
    inputs: JsonRecord;
    /** What is wrong with the inputs or the settings, in sentences. */
    failures: string[];
}

/**
 * What both entry points call; they only translate between this and Pulumi.
 *
 * A process has one. It holds the account that it works with, found again for each operation, since the environment may differ
 * from one to the next; and one connection to Atlas for all of them, so that they share token, sockets and reads.
 */
export class ProviderCore {
    /** The marks that resources of the stack were seen to hold in this run of Pulumi; it outlives accounts. */
    readonly #heldMarks = new HeldMarks();
    readonly #engine: Engine;
    readonly #namespace: string | undefined;
    #interruption = new AbortController();
    #servedAt: string | undefined;
    #configuration: Configuration = () => undefined;
    #precedence: Precedence = "environment";
    #current: { settings: string; account: Promise<Account> } | undefined;

    /** @param namespace The namespace of the Pulumi configuration, for messages. Default: `atlas`. */
    constructor(engine: Engine, namespace?: string) {
        this.#engine = engine;
        this.#servedAt = engine.address;
        this.#namespace = namespace;
    }

    /** Ends the process with its engine, and what is held in Atlas before that. */
    endWithEngine(): void {
        this.#engine.onShutdown(() => void this.#end().finally(() => process.exit()));
    }

    /**
     * The Pulumi configuration of this process, and whether it goes before the environment. Where another engine comes after one
     * that said that it ends, everything starts over.
     */
    configure(configuration: Configuration, precedence: Precedence): void {
        const isInterrupted = this.#interruption.signal.aborted;
        if (isInterrupted) {
            void this.#end();
            this.#interruption = new AbortController();
        }
        // An engine that was killed says nothing. The state of the next one need not have what the last one was about to save.
        if (isInterrupted || this.#engine.address !== this.#servedAt) {
            this.#heldMarks.forget();
        }
        this.#servedAt = this.#engine.address;
        this.#configuration = configuration;
        this.#precedence = precedence;
    }

    /**
     * Validates what a program declares, generates a name where it gives none, and says what a person should know. No network.
     *
     * @param urn The URN on whose line messages appear. Default: the one in the inputs.
     */
    check(olds: JsonRecord, news: JsonRecord, urn?: string, autonaming?: Autonaming): CheckResult {
        const checked = check(olds, news, autonaming, this.#namespace);
        tell(advise(olds, checked), this.#engine.loggerFor(urn ?? asString(checked.inputs["__urn"])));
        return {
            inputs: checked.inputs,
            failures: [...checked.problems.map(problemText), ...this.#settingsProblems()],
        };
    }

    /**
     * What a changed program does to a cluster, and says what a person should know of it. No network.
     *
     * @param holder The URN of the resource that the state is of, as ownership tags have it.
     * @param urn The URN on whose line messages appear.
     */
    diff(state: State, inputs: CheckedInputs, holder: string | undefined, urn = holder): Difference {
        this.#heldMarks.note(state.__mark, holder);
        const difference = diff(state, inputs);
        tell(difference, this.#engine.loggerFor(urn));
        return difference;
    }

    /** The life of the account's clusters. */
    async lifecycle(): Promise<Lifecycle> {
        return (await this.#account()).lifecycle;
    }

    /** The account's clusters, and how long a function that begins now may ask them: until its time is over, or a cancel. */
    async forFunction(): Promise<{ clusters: Clusters; options: RequestOptions }> {
        const { clusters, functionOptions } = (await this.#account()).connection;
        return { clusters, options: functionOptions(this.#interruption.signal) };
    }

    /** The project of clusters that name none, and who says so; undefined where nobody does. */
    project(): { projectId: string; source: string } | undefined {
        return resolveProjectId(process.env, this.#configuration, this.#precedence, this.#namespace);
    }

    /** A person does not want to wait longer: waits end at once, what is being sent is still sent. */
    interrupt(): void {
        this.#interruption.abort(new InterruptedError("The operation was canceled."));
    }

    #settingsProblems(): string[] {
        try {
            this.#settings();
            return [];
        } catch (error) {
            if (error instanceof ConfigurationError) {
                return [error.message];
            }
            throw error;
        }
    }

    #account(): Promise<Account> {
        const settings = this.#settings();
        const key = JSON.stringify(settings);
        if (this.#current?.settings !== key) {
            this.#current = { settings: key, account: this.#begin(settings) };
        }
        return this.#current.account;
    }

    /** What talks to Atlas is loaded for the first operation that does, since a preview needs none of it. */
    async #begin(settings: Settings): Promise<Account> {
        const [{ connect }, life] = await Promise.all([
            import("../atlas/connect.ts"),
            import("../instance/lifecycle/lifecycle.ts"),
        ]);
        const connection = connect(settings, {
            ...this.#engine.loggerFor(""),
            beforeWrite: () => this.#engine.assertAlive(),
            debug: (line) => this.#engine.debug(line),
        });
        const { clusters, clock } = connection;
        const lifecycle = new life.Lifecycle(clusters, clock, {
            interruption: this.#interruption.signal,
            heldMarks: this.#heldMarks,
            resume: resumableIds(process.env["MONGODB_ATLAS_RESUME"]),
        });
        return { lifecycle, connection };
    }

    /** Ends the connection, and its token; at its own end the engine waits some seconds for that. */
    async #end(): Promise<void> {
        const account = this.#current?.account;
        this.#current = undefined;
        await account?.then(
            ({ connection }) => connection.close(),
            () => undefined,
        );
    }

    #settings(): Settings {
        const problem = nodeVersionProblem();
        if (problem !== undefined) {
            throw new ConfigurationError(problem);
        }
        return resolveSettings(process.env, this.#configuration, this.#precedence, this.#namespace);
    }
}

/** The ids that a person names so that a create may resume what an interrupted one has left: with commas or blanks between. */
function resumableIds(value: string | undefined): ReadonlySet<string> {
    return new Set((value ?? "").split(/[\s,]+/).filter(Boolean));
}
