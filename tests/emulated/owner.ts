// Whose a cluster is, as its tag tells it, for a resource that no engine has named.
import { resourceType } from "../../provider/dynamic/stub";
import { ownerOf } from "../../provider/instance/ownership/owner-tag";

/** Which stack of which project a program is deployed to. */
export interface StackName {
    readonly project: string;
    readonly stack: string;
}

/** The identity of a state, as an engine draws it. */
export const identity = "3f0e5a52-7c1b-4d3e-9a6f-0b8c2d4e6f10";

/** The name that Pulumi gives a resource. */
export function urnOf({ project, stack }: StackName, logicalName: string): string {
    return `urn:pulumi:${stack}::${project}::${resourceType}::${logicalName}`;
}

/** Where a resource is declared, in a state of its own or in that of the other resources here. */
export function declaredAt(
    logicalName: string,
    name: StackName = { project: "shop", stack: "dev" },
    of = identity,
): { __urn: string; __identity: string } {
    return { __urn: urnOf(name, logicalName), __identity: of };
}

/** The tag's owner of a resource's cluster. */
export function ownerIn(name: StackName, logicalName: string, of?: string): string {
    return ownerOf(declaredAt(logicalName, name, of));
}
