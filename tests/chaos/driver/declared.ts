// What a program declares, as it reaches the provider: the arguments, and what the package's constructor adds.
import { resourceType, stub } from "../../../provider/dynamic/stub";
import type { ServerlessInstanceInputs, Timeouts } from "../../../provider/instance/inputs";
import { ownerOf } from "../../../provider/instance/ownership";
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

/** Which stack of which project a program is deployed to. */
export interface StackName {
    readonly project: string;
    readonly stack: string;
}

/** What the engine knows of a resource before it asks the provider. */
export interface Goal {
    readonly urn: string;
    readonly inputs: Properties;
    readonly deleteBeforeReplace: boolean;
}

/** What Pulumi has where a backend knows no organizations. */
const organization = "organization";

/** The name that Pulumi gives a resource. */
export function urnOf({ project, stack }: StackName, logicalName: string): string {
    return `urn:pulumi:${stack}::${project}::${resourceType}::${logicalName}`;
}

/** The tag's owner of a resource's database. */
export function ownerIn(name: StackName, logicalName: string): string {
    return ownerOf({ organization, ...name, logicalName, urn: urnOf(name, logicalName) });
}

/** What `new ServerlessInstance(logicalName, args, options)` registers. */
export function goalOf(name: StackName, logicalName: string, declared: Declared): Goal {
    const { args, timeouts, deleteBeforeReplace } = declared;
    const urn = urnOf(name, logicalName);
    return {
        urn,
        inputs: {
            ...args,
            __origin: { organization, urn },
            ...(timeouts && { __timeouts: timeouts }),
            __provider: stub,
        },
        deleteBeforeReplace: deleteBeforeReplace ?? args.name !== undefined,
    };
}
