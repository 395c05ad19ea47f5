// What scenarios measure with: an emulator and a stack that are taken down again, and operations one after the other.
import type { Engine } from "../tools/engine/engine.mts";
import { EmulatorClient, type Credential } from "./emulator-client.mts";
import { measure, type MeasureOptions, type Operation } from "./measure.mts";
import { usualTakes } from "./metrics.mts";
import type { ProviderVariant } from "./programs.mts";
import type { MeasuredRun, Results, StateSize } from "./results.mts";
import { Stack } from "./stack.mts";

/** The engine, and how much time there is. */
export interface BenchContext {
    readonly engine: Engine;
    readonly quick: boolean;
}

/** Measures something and tells what it found. */
export type Scenario = (context: BenchContext) => Promise<Partial<Results>>;

/** What one stack is measured on. */
export interface BenchCase {
    readonly variant: ProviderVariant;
    readonly count: number;
    readonly credential?: Credential;
    readonly seed?: number;
}

/** As many clusters as Pulumi lets a dynamic provider work on at once. */
const parallel = 100;

/** A stack with an emulator of its own. */
export class BenchStack {
    readonly emulator: EmulatorClient;
    readonly stack: Stack;
    readonly #case: Required<Omit<BenchCase, "seed">>;
    readonly #seed: number;

    private constructor(
        { variant, count, credential = "account", seed = 1 }: BenchCase,
        emulator: EmulatorClient,
        stack: Stack,
    ) {
        this.#case = { variant, count, credential };
        this.#seed = seed;
        this.emulator = emulator;
        this.stack = stack;
    }

    static async prepare({ engine }: BenchContext, one: BenchCase): Promise<BenchStack> {
        const { variant, count, credential = "account", seed = 1 } = one;
        const emulator = await EmulatorClient.start(seed);
        const stack = await Stack.create(engine, emulator.env(credential), variant, count);
        return new BenchStack(one, emulator, stack);
    }

    /** Measures an operation; an update gives all clusters another tag. */
    async measure(operation: Operation, options: MeasureOptions = {}): Promise<MeasuredRun> {
        if (operation === "update") {
            this.stack.declare("web");
        }
        // Previews and refreshes run as people run them.
        const usual = operation === "preview" || operation === "refresh" ? {} : { parallel };
        return {
            ...this.#case,
            ...(await measure(this.emulator, this.stack, operation, {
                ...usual,
                seed: this.#seed,
                ...options,
            })),
        };
    }

    /** Measures operations one after the other; each change takes so many seconds, or the usual ones. */
    async measureAll(operations: readonly Operation[], takes?: number): Promise<MeasuredRun[]> {
        const runs: MeasuredRun[] = [];
        for (const operation of operations) {
            runs.push(await this.measure(operation, { takes: takes ?? usualTakes[operation] }));
        }
        return runs;
    }

    /** Fills stack and emulator up with copies of one cluster, which takes less time than creating them all. */
    async fill(): Promise<void> {
        const [original = "", ...copies] = await this.stack.fill();
        if (this.#case.variant !== "noop") {
            await this.emulator.copy(original, copies);
        }
    }

    /** How large its state is. */
    async stateSize(): Promise<StateSize> {
        const resources = await this.stack.resources();
        const sizes = resources.map((resource) => JSON.stringify(resource.object()).length);
        const bytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
        const { variant, count } = this.#case;
        return { variant, count, bytesPerResource: bytes };
    }

    /** Takes it down; its clusters go with its emulator. */
    async close(): Promise<void> {
        this.stack.dispose();
        await this.emulator.stop();
    }
}

/** Prepares a stack, works with it, and takes it down. */
export async function withBenchStack<T>(
    context: BenchContext,
    one: BenchCase,
    work: (stack: BenchStack) => Promise<T>,
): Promise<T> {
    const stack = await BenchStack.prepare(context, one);
    try {
        return await work(stack);
    } finally {
        await stack.close();
    }
}

/** Lets work begin one after the other at a distance, so that no start disturbs what is measured at another's end. */
export async function staggered<T, U>(
    items: readonly T[],
    work: (item: T) => Promise<U>,
    distance: number,
): Promise<U[]> {
    return Promise.all(
        items.map(async (item, index) => {
            await new Promise((resolve) => setTimeout(resolve, index * distance));
            return work(item);
        }),
    );
}
