// What a program declares, as it reaches the provider: the arguments, and what the package's constructor adds.
import { stub } from "../../../provider/dynamic/stub";
import type { ServerlessInstanceInputs, Timeouts } from "../../../provider/instance/model/inputs";
import { identity, urnOf, type StackName } from "../../emulated/owner";
import type { Properties } from "./provider";

/** A resource of a program: the arguments that it gives, by the name that it has in the program. */
export interface Declared {
    readonly args: ServerlessInstanceInputs;
    /** The resource option `customTimeouts`. */
    readonly timeouts?: Timeouts;
    /** The resource option of that name. */
    readonly deleteBeforeReplace?: boolean;
}

/** A program: its resources by their names. */
export type Program = Readonly<Record<string, Declared>>;

/** What the engine knows of a resource before it asks the provider. */
export interface Goal {
    readonly urn: string;
    readonly inputs: Properties;
    readonly deleteBeforeReplace: boolean;
}

/** What `new ServerlessInstance(logicalName, args, options)` registers. */
export function goalOf(name: StackName, logicalName: string, declared: Declared): Goal {
    const { args, timeouts, deleteBeforeReplace } = declared;
    const urn = urnOf(name, logicalName);
    return {
        urn,
        inputs: {
            ...args,
            __origin: { identity, urn },
            ...(timeouts && { __timeouts: timeouts }),
            __provider: stub,
        },
        deleteBeforeReplace: deleteBeforeReplace ?? false,
    };
}
