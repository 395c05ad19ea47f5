// A stack and the engine that deploys it, as far as a provider sees them: what is asked in which order, and what is kept.
import { AtlasServerlessError } from "../../../provider/atlas/errors";
import { toPlainJson } from "../../../provider/host/plain-json";
import { stub } from "../../../provider/dynamic/stub";
import { check } from "../../../provider/instance/preview/check";
import { diff, type Difference } from "../../../provider/instance/preview/diff";
import type { HeldMarks } from "../../../provider/instance/ownership/held-marks";
import type { CheckedInputs, ServerlessInstanceInputs } from "../../../provider/instance/model/inputs";
import type { Lifecycle } from "../../../provider/instance/lifecycle/lifecycle";
import { inputsFromState, parseState, type State } from "../../../provider/instance/state";
import { PartialFailureError } from "../../../provider/instance/partial-failure";
import type { Logger } from "../../../provider/instance/operation-context";
import { identity, ownerIn, urnOf } from "../../emulated/owner";

/** The clusters that a program declares, by their resources' names. */
export type Program = Readonly<Record<string, ServerlessInstanceInputs>>;

/** What the state file holds of a resource: JSON. */
interface Kept {
    /** Tells it from every other one that there ever was. */
    readonly serial: number;
    readonly resource: string;
    readonly inputs: Record<string, unknown>;
    readonly outputs: Record<string, unknown>;
    /** The engine's own note of a failure: the next deployment then updates it whatever `diff` says. */
    readonly isUnfinished: boolean;
    /** It was replaced, and is still to be deleted. */
    readonly isDoomed: boolean;
}

const mute: Logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };

/** What the engine has of a provider's process. */
export interface Process {
    readonly lifecycle: Lifecycle;
    readonly heldMarks: HeldMarks;
}

/** A stack. What its operations give are the messages of what failed. */
export class Stack {
    #file = "[]";
    #serial = 0;

    get #kept(): readonly Kept[] {
        return JSON.parse(this.#file) as Kept[];
    }

    /** The clusters that it keeps, those to be deleted included. */
    get states(): (State & Pick<Kept, "resource" | "isDoomed">)[] {
        return this.#kept.map(({ resource, outputs, isDoomed }) => ({
            ...stateIn(outputs),
            resource,
            isDoomed,
        }));
    }

    /** What was declared of a resource when it was last deployed. */
    lastInputs(resource: string): Record<string, unknown> | undefined {
        return this.#kept.find((kept) => kept.resource === resource && !kept.isDoomed)?.inputs;
    }

    /** `pulumi up`; `replaced` is the resource that is forced to be replaced. */
    async up(process: Process, program: Program, replaced?: string): Promise<string[]> {
        const failures = await all(
            Object.entries(program).map(([resource, args]) =>
                this.#deploy(process, resource, args, resource === replaced),
            ),
        );
        // What failed stops the engine before it deletes.
        if (failures.length > 0) {
            return failures;
        }
        const gone = this.#kept.filter(
            ({ resource, isDoomed }) => isDoomed || !Object.hasOwn(program, resource),
        );
        return all(gone.map((kept) => this.#delete(process, kept)));
    }

    /** Whether `pulumi preview` would show any change. */
    differs(program: Program): boolean {
        return Object.entries(program).some(([resource, args]) => {
            const old = this.#kept.find((kept) => kept.resource === resource && !kept.isDoomed);
            return (
                old === undefined ||
                old.isUnfinished ||
                diff(stateIn(old.outputs), inputsOf(resource, args, old.inputs)).changes
            );
        });
    }

    /** `pulumi refresh`. */
    refresh(process: Process): Promise<string[]> {
        return all(
            this.#kept.map(async (kept) => {
                const state = await process.lifecycle.read(stateIn(kept.outputs), mute);
                // The engine forgets what had failed.
                this.#put(
                    kept,
                    state && {
                        ...kept,
                        inputs: toPlainJson(inputsFromState(state)),
                        outputs: toPlainJson(state),
                        isUnfinished: false,
                    },
                );
            }),
        );
    }

    /** `pulumi destroy`. */
    destroy(process: Process): Promise<string[]> {
        return this.up(process, {});
    }

    async #deploy(
        process: Process,
        resource: string,
        args: ServerlessInstanceInputs,
        isForced: boolean,
    ): Promise<void> {
        const old = this.#kept.find((kept) => kept.resource === resource && !kept.isDoomed);
        if (old === undefined) {
            await this.#create(process, resource, inputsOf(resource, args, {}));
            return;
        }
        const inputs = inputsOf(resource, args, old.inputs);
        const difference = isForced ? undefined : compared(process, stateIn(old.outputs), inputs);
        if (difference === undefined || difference.replaces.length > 0) {
            const fresh = inputsOf(resource, args, {});
            if (difference?.deleteBeforeReplace === true) {
                await this.#delete(process, old);
            }
            await this.#create(process, resource, fresh);
        } else if (difference.changes || old.isUnfinished) {
            await this.#perform(old, resource, inputs, () =>
                process.lifecycle.update(stateIn(old.outputs), inputs, mute),
            );
        } else {
            this.#put(old, { ...old, inputs: toPlainJson(inputs) });
        }
    }

    #create(process: Process, resource: string, inputs: CheckedInputs): Promise<void> {
        return this.#perform(undefined, resource, inputs, () => process.lifecycle.create(inputs, mute));
    }

    /** Does something, and keeps what it ends with: also where it fails and there is a cluster all the same. */
    async #perform(
        old: Kept | undefined,
        resource: string,
        inputs: CheckedInputs,
        act: () => Promise<State>,
    ): Promise<void> {
        const keep = (state: State, isUnfinished: boolean): void => {
            const replaced = this.#kept.find((kept) => kept.resource === resource && !kept.isDoomed);
            if (old === undefined && replaced !== undefined) {
                this.#put(replaced, { ...replaced, isDoomed: true });
            }
            this.#serial += 1;
            this.#put(old, {
                serial: this.#serial,
                resource,
                inputs: toPlainJson(inputs),
                outputs: toPlainJson(state),
                isUnfinished,
                isDoomed: false,
            });
        };
        try {
            keep(await act(), false);
        } catch (error) {
            if (error instanceof PartialFailureError) {
                keep(error.state, true);
            }
            throw error;
        }
    }

    async #delete(process: Process, kept: Kept): Promise<void> {
        await process.lifecycle.remove(stateIn(kept.outputs), mute);
        this.#put(kept, undefined);
    }

    /** Puts one resource in the place of another. */
    #put(old: Kept | undefined, next: Kept | undefined): void {
        const others = this.#kept.filter(({ serial }) => serial !== old?.serial);
        this.#file = JSON.stringify([...others, ...(next === undefined ? [] : [next])]);
    }
}

const stackName = { project: "shop", stack: "dev" };

/** Whose clusters a resource's are. */
export function ownerOfResource(resource: string): string {
    return ownerIn(stackName, resource);
}

/** As the entry points do it: what is compared is seen to hold its mark. */
function compared({ heldMarks }: Process, state: State, inputs: CheckedInputs): Difference {
    heldMarks.note(state.__mark, inputs.__urn);
    return diff(state, inputs);
}

/** What the package's constructor registers, as `check` makes it. */
function inputsOf(
    resource: string,
    args: ServerlessInstanceInputs,
    olds: Record<string, unknown>,
): CheckedInputs {
    const news = { ...args, __origin: { identity, urn: urnOf(stackName, resource) }, __provider: stub };
    const { inputs, problems } = check(olds, toPlainJson(news));
    if (problems.length > 0) {
        throw new Error(JSON.stringify(problems));
    }
    return toPlainJson(inputs) as unknown as CheckedInputs;
}

function stateIn(outputs: Record<string, unknown>): State {
    const state = parseState(outputs);
    if (state === undefined) {
        throw new Error(`This is no state: ${JSON.stringify(outputs)}`);
    }
    return state;
}

/** The messages of what failed among things that are done at once. */
async function all(works: readonly Promise<void>[]): Promise<string[]> {
    const settled = await Promise.allSettled(works);
    return settled.flatMap((one) => (one.status === "rejected" ? [messageOf(one.reason)] : []));
}

/** What a person is told; any other error is one of the program's own, and nobody is told such. */
function messageOf(error: unknown): string {
    if (AtlasServerlessError.isInstance(error)) {
        return (error as Error).message;
    }
    throw error;
}
