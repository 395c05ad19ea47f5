// What scenarios measure with: emulators and stacks that are taken down again, and operations one after the other.
import type { Engine } from "../../tools/engine/engine.mts";
import { Cloud, type CloudOptions, type Era } from "../cloud.mts";
import type { Entry, Findings, StateSize } from "../findings.mts";
import { observe, type Observation, type Operation, type OperationOptions } from "../operation.mts";
import type { Kind } from "../programs.mts";
import { Stack } from "../stack.mts";

/** The engine, and how much time there is. */
export interface Laboratory {
    readonly engine: Engine;
    readonly quick: boolean;
}

/** Measures something and tells what it found. */
export type Scenario = (laboratory: Laboratory) => Promise<Partial<Findings>>;

/** What one stack is measured on. */
export interface Subject {
    readonly scenario: Entry["scenario"];
    readonly kind: Kind;
    readonly count: number;
    readonly era?: Era;
    readonly scale?: number;
    readonly seed?: number;
}

/** As many databases as Pulumi lets a dynamic provider work on at once. */
const atOnce = 100;

/** A stack with an emulator of its own. */
export class Specimen {
    readonly cloud: Cloud;
    readonly stack: Stack;
    readonly #subject: Subject;

    private constructor(subject: Subject, cloud: Cloud, stack: Stack) {
        this.#subject = subject;
        this.cloud = cloud;
        this.stack = stack;
    }

    static async prepare({ engine }: Laboratory, subject: Subject): Promise<Specimen> {
        const { kind, count, era = "classic", scale = 1, seed = 1 } = subject;
        const options: CloudOptions = { era, scale, seed };
        const cloud = await Cloud.start(options);
        return new Specimen(subject, cloud, await Stack.create(engine, cloud, kind, count));
    }

    /** Measures an operation; an update gives all databases another tag. */
    async measure(operation: Operation, options: OperationOptions = {}): Promise<Entry> {
        return this.entry(await this.observe(operation, options));
    }

    /** The same with all that there was to see. */
    async observe(operation: Operation, options: OperationOptions = {}): Promise<Observation> {
        if (operation === "update") {
            this.stack.declare("web");
        }
        // Previews and refreshes run as people run them.
        const parallel = operation === "preview" || operation === "refresh" ? {} : { parallel: atOnce };
        return observe(this.cloud, this.stack, operation, { ...parallel, ...options });
    }

    /** What is noted of an observation. */
    entry({ measurement }: Observation): Entry {
        const { scenario, kind, count, era = "classic", scale = 1 } = this.#subject;
        return { scenario, kind, count, era, scale, hurried: scale > 1, ...measurement };
    }

    /** Measures operations one after the other. */
    async measureAll(operations: readonly Operation[]): Promise<Entry[]> {
        const entries: Entry[] = [];
        for (const operation of operations) {
            entries.push(await this.measure(operation));
        }
        return entries;
    }

    /** How large its state is. */
    async stateSize(): Promise<StateSize> {
        const resources = await this.stack.resources();
        const sizes = resources.map((resource) => JSON.stringify(resource.object()).length);
        const stubs = resources.map((resource) => resource.at("inputs").at("__provider").text().length);
        const mean = (values: readonly number[]) =>
            Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
        const { kind, count } = this.#subject;
        return { kind, count, bytesPerResource: mean(sizes), providerBytes: Math.max(...stubs) };
    }

    /** Takes it down; its databases go with its emulator. */
    async close(): Promise<void> {
        this.stack.dispose();
        await this.cloud.stop();
    }
}

/** Prepares a specimen, works with it, and takes it down. */
export async function withSpecimen<T>(
    laboratory: Laboratory,
    subject: Subject,
    work: (specimen: Specimen) => Promise<T>,
): Promise<T> {
    const specimen = await Specimen.prepare(laboratory, subject);
    try {
        return await work(specimen);
    } finally {
        await specimen.close();
    }
}

/** Lets work begin one after the other at a distance, so that no start disturbs what is measured at another's end. */
export async function staggered<T, U>(
    items: readonly T[],
    work: (item: T) => Promise<U>,
    distance = 3500,
): Promise<U[]> {
    return Promise.all(
        items.map(async (item, index) => {
            await pause(index * distance);
            return work(item);
        }),
    );
}

/** Waits for so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
