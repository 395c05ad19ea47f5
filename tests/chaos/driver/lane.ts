// All that one cell after the other needs: an Atlas that can fail, an engine, and provider's processes, so that what one of
// them remembers of a failed run helps nobody in the next.
import { Atlas, type CredentialKind } from "./atlas";
import { Engine, type Message } from "./engine";
import { ProviderProcess } from "./provider";
import type { Plan, Run } from "./run";

/** What a run goes through. */
export interface Conditions {
    readonly plan?: Plan | undefined;
    /** How the provider proves who it is; default `account`. */
    readonly credential?: CredentialKind | undefined;
    /** Our seconds until the provider gives a request up. */
    readonly requestTimeout?: number | undefined;
}

/** A run, and what came of it. */
export interface Ran<T> {
    readonly run: Run;
    readonly result: T;
}

/** All that was said. */
export interface Said {
    readonly messages: readonly Message[];
    /** What the provider's processes have written. */
    readonly output: readonly string[];
}

/** Our seconds until a request is given up, unless the run is about that: no slow machine takes so long. */
const calm = 30;

export class Lane {
    readonly atlas: Atlas;
    readonly #engine: Engine;
    readonly #processes: readonly ProviderProcess[];

    private constructor(atlas: Atlas, engine: Engine, processes: readonly ProviderProcess[]) {
        this.atlas = atlas;
        this.#engine = engine;
        this.#processes = processes;
    }

    static async start(processes = 3): Promise<Lane> {
        const [atlas, engine] = await Promise.all([Atlas.start(), Engine.start()]);
        const names = (hostname: string) => atlas.lookUp(hostname);
        const started = Array.from({ length: processes }, () =>
            ProviderProcess.start({ engine: engine.address, names }),
        );
        return new Lane(atlas, engine, await Promise.all(started));
    }

    /** A run of one of the processes (the first is 0), which goes as that of a new one. */
    async run<T>(
        which: number,
        { plan, credential = "account", requestTimeout = calm }: Conditions,
        act: (provider: ProviderProcess) => Promise<T>,
    ): Promise<Ran<T>> {
        const provider = this.#processes[which];
        if (provider === undefined) {
            throw new Error(`There is no process ${which}.`);
        }
        const run = this.atlas.begin(plan);
        await provider.setEnvironment({
            ...this.atlas.environment(run, credential),
            MONGODB_ATLAS_REQUEST_TIMEOUT: String(requestTimeout),
        });
        try {
            return { run, result: await act(provider) };
        } finally {
            run.isOver = true;
        }
    }

    /** What was said since this was asked last. */
    said(): Said {
        const output = this.#processes.flatMap((one) => one.written());
        return { messages: this.#engine.heard(), output };
    }

    async stop(): Promise<void> {
        await Promise.all(this.#processes.map((one) => one.stop()));
        this.#engine.stop();
        await this.atlas.close();
    }
}
