// A stack's state, kept the way that Pulumi's engine keeps it; what it does step by step was seen with the real one.
import { stub } from "../../../provider/dynamic/stub";
import type { StackName } from "../../emulated/owner";
import { goalOf, type Goal, type Program } from "./declared";
import { Refusal, type Properties, type ProviderProcess } from "./provider";

/** What the state keeps of a resource. */
export interface Kept {
    readonly urn: string;
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
    /** Why it is not finished; the next `up` then updates it even if nothing has changed. */
    readonly initErrors: readonly string[];
    /** It was replaced, and is still to be deleted. */
    readonly delete: boolean;
}

/** What was done to a resource. */
export type Step = "create" | "update" | "same" | "replace" | "delete" | "read";

/** How a run ended. */
export interface Outcome {
    /** What has succeeded, in its order. */
    readonly steps: readonly Step[];
    /** What a person reads of each failure. */
    readonly failures: readonly string[];
}

/** A stack, deployed by whichever provider's process is given. */
export class Stack {
    readonly name: StackName;
    /** The state file: JSON between any two steps, as on disk. */
    #file = JSON.stringify({ resources: [] });

    constructor(name: StackName) {
        this.name = name;
    }

    /** The state file's text. */
    get file(): string {
        return this.#file;
    }

    /** What the state keeps. */
    get kept(): readonly Kept[] {
        const { resources } = JSON.parse(this.#file) as { resources: Kept[] };
        for (const { urn, inputs, outputs } of resources) {
            if (inputs["__provider"] !== stub || outputs["__provider"] !== stub) {
                throw new Error(`Without its provider, ${urn} can neither be refreshed nor destroyed.`);
            }
        }
        return resources;
    }

    /** Loses the state, as a crash does before the engine could note what a provider has done. */
    forget(): void {
        this.#write([]);
    }

    /** `pulumi up`: brings all to what the program declares, and deletes what it does not. */
    async up(provider: ProviderProcess, program: Program): Promise<Outcome> {
        const goals = Object.entries(program).map(([name, declared]) => goalOf(this.name, name, declared));
        const deployed = await allOf(goals.map((goal) => this.#deploy(provider, goal)));
        // The engine stops at the first failure, and deletes come last.
        if (deployed.failures.length > 0) {
            return deployed;
        }
        const urns = goals.map(({ urn }) => urn);
        const doomed = this.kept.filter((one) => one.delete || !urns.includes(one.urn));
        const { steps, failures } = await allOf(doomed.map((one) => this.#delete(provider, one)));
        return { steps: [...deployed.steps, ...steps], failures };
    }

    /** `pulumi destroy`. */
    destroy(provider: ProviderProcess): Promise<Outcome> {
        return this.up(provider, {});
    }

    /** `pulumi refresh`: notes what there is, and forgets that something was not finished. */
    refresh(provider: ProviderProcess): Promise<Outcome> {
        return allOf(
            this.kept.map(async (old): Promise<Step> => {
                const read = await provider.read(old.id, old.outputs, old.inputs);
                this.#put(
                    old,
                    read && { ...old, inputs: read.inputs ?? old.inputs, ...read, initErrors: [] },
                );
                return "read";
            }),
        );
    }

    async #deploy(provider: ProviderProcess, goal: Goal): Promise<Step> {
        const { urn } = goal;
        const old = this.kept.find((one) => one.urn === urn && !one.delete);
        const inputs = await checked(provider, old?.inputs ?? {}, goal);
        if (old === undefined) {
            await this.#create(provider, urn, inputs);
            return "create";
        }
        const difference = await provider.diff(old.id, old.outputs, inputs);
        if (difference.replaces.length > 0) {
            // A replacement is named anew, so its inputs are checked as those of a new resource.
            const fresh = await checked(provider, {}, goal);
            if (goal.deleteBeforeReplace || difference.deleteBeforeReplace) {
                await this.#delete(provider, old);
            }
            await this.#create(provider, urn, fresh);
            return "replace";
        }
        if (difference.changes || old.initErrors.length > 0) {
            await this.#update(provider, old, inputs);
            return "update";
        }
        this.#put(old, { ...old, inputs });
        return "same";
    }

    async #create(provider: ProviderProcess, urn: string, inputs: Properties): Promise<void> {
        const old = this.kept.find((one) => one.urn === urn && !one.delete);
        const keep = (id: string, outputs: Properties, initErrors: readonly string[]): void => {
            this.#put(old, old && { ...old, delete: true });
            this.#put(undefined, { urn, id, inputs, outputs, initErrors, delete: false });
        };
        try {
            const { id, outputs } = await provider.create(inputs);
            keep(id, outputs, []);
        } catch (error) {
            const partial = partialOf(error);
            if (partial !== undefined) {
                keep(partial.id, partial.outputs, partial.reasons);
            }
            throw error;
        }
    }

    async #update(provider: ProviderProcess, old: Kept, inputs: Properties): Promise<void> {
        try {
            const outputs = await provider.update(old.id, old.outputs, inputs);
            this.#put(old, { ...old, inputs, outputs, initErrors: [] });
        } catch (error) {
            const partial = partialOf(error);
            if (partial !== undefined) {
                this.#put(old, { ...old, inputs, outputs: partial.outputs, initErrors: partial.reasons });
            }
            throw error;
        }
    }

    async #delete(provider: ProviderProcess, old: Kept): Promise<Step> {
        await provider.delete(old.id, old.outputs);
        this.#put(old, undefined);
        return "delete";
    }

    /** Puts one resource in the place of another, in the state file. */
    #put(old: Kept | undefined, next: Kept | undefined): void {
        const isOld = ({ urn, id, delete: isDoomed }: Kept): boolean =>
            urn === old?.urn && id === old.id && isDoomed === old.delete;
        const others = this.kept.filter((one) => !isOld(one));
        this.#write([...others, ...(next === undefined ? [] : [next])]);
    }

    #write(resources: readonly Kept[]): void {
        this.#file = JSON.stringify({ resources });
    }
}

async function checked(provider: ProviderProcess, olds: Properties, { inputs }: Goal): Promise<Properties> {
    const answer = await provider.check(olds, inputs);
    if (answer.failures.length > 0) {
        throw new Error(answer.failures.join("\n"));
    }
    return answer.inputs;
}

function partialOf(error: unknown): Refusal["partial"] {
    return error instanceof Refusal ? error.partial : undefined;
}

/** What becomes of steps that are done at once. */
async function allOf(steps: readonly Promise<Step>[]): Promise<Outcome> {
    const settled = await Promise.allSettled(steps);
    return {
        steps: settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
        failures: settled.flatMap((one) => (one.status === "rejected" ? [textOf(one.reason)] : [])),
    };
}

/** What the engine shows of a failure: of a partial one its reasons alone. */
function textOf(error: unknown): string {
    return partialOf(error)?.reasons.join("\n") ?? (error instanceof Error ? error.message : String(error));
}
