import * as pulumi from "@pulumi/pulumi";

/** The stack's organization. Unit tests with Pulumi's mocks have none: theirs is called as that of a backend without any. */
export function organization(): string {
    try {
        return pulumi.getOrganization();
    } catch {
        return "organization";
    }
}
