import * as pulumi from "@pulumi/pulumi";

/**
 * The arguments of a function's output form: each can be a value, a promise, or an `Output`.
 *
 * @typeParam T The arguments once all values are known.
 */
export type OutputArgs<T> = {
    [Key in keyof T]: pulumi.Input<Exclude<T[Key], undefined>> | Extract<T[Key], undefined>;
};

/**
 * The result of a query that is sent once the resources exist that its arguments depend on. Like Pulumi's own output-form
 * invokes it waits for resources, not only for values, since a value may be known first: in a preview that would only create
 * a resource, the answer is unknown, and nothing is asked.
 */
export function applyAfterResources<Result>(
    args: object,
    {
        dependsOn = [],
        also = [],
    }: { dependsOn?: pulumi.ResourceOptions["dependsOn"]; also?: pulumi.Output<unknown>[] },
    ask: (args: object) => Promise<Result>,
): pulumi.Output<Result> {
    const values = pulumi.output<object>(args).apply((known: object) => known);
    // A resource that is given as it is belongs to no output, so it is asked for its id itself.
    const depended = pulumi
        .output<pulumi.Input<pulumi.Resource>[] | pulumi.Resource>(dependsOn)
        .apply((given: unknown) => idsOf([given].flat()));
    const ids = pulumi.output(resourcesOf(values).then(idsOf));
    // The id of a resource that a preview only plans is unknown, and so is then everything that is applied to it.
    return pulumi.all([values, ids, depended, ...also]).apply(([known]: unknown[]) => ask(known as object));
}

function idsOf(resources: unknown[]): pulumi.Output<pulumi.ID>[] {
    return resources.flatMap((resource) => (pulumi.CustomResource.isInstance(resource) ? [resource.id] : []));
}

/** The resources that a value comes from. Every output can tell them, though its published type does not say so. */
async function resourcesOf(output: object): Promise<unknown[]> {
    const all: unknown =
        "allResources" in output && typeof output.allResources === "function"
            ? await Reflect.apply(output.allResources, output, [])
            : [];
    return all instanceof Set ? Array.from<unknown>(all) : [];
}
