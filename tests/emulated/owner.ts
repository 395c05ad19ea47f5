// Whose a database is, as its tag tells it, for a resource that no engine has named.
import { resourceType } from "../../provider/dynamic/stub";
import { ownerOf } from "../../provider/instance/ownership";

/** Which stack of which project a program is deployed to. */
export interface StackName {
    readonly project: string;
    readonly stack: string;
}

/** What Pulumi has where a backend knows no organizations. */
export const organization = "organization";

/** The name that Pulumi gives a resource. */
export function urnOf({ project, stack }: StackName, logicalName: string): string {
    return `urn:pulumi:${stack}::${project}::${resourceType}::${logicalName}`;
}

/** The tag's owner of a resource's database. */
export function ownerIn(name: StackName, logicalName: string): string {
    return ownerOf({ organization, ...name, logicalName, urn: urnOf(name, logicalName) });
}
