import type * as pulumi from "@pulumi/pulumi";
import type { ServerlessInstanceInputs } from "../provider/instance/model/inputs";

/**
 * Deep `pulumi.Input<T>`: every nested property can be a value, a promise, or an `Output`.
 *
 * A union stays whole: `boolean` becomes `Input<boolean>`, not `Input<true> | Input<false>`.
 *
 * @typeParam T The type once all values are known.
 */
export type InputOf<T> = [T] extends [string | number | boolean]
    ? pulumi.Input<T>
    : [T] extends [readonly (infer Element)[]]
      ? pulumi.Input<InputOf<Element>[]>
      : pulumi.Input<Parts<T>>;

type Parts<T> = {
    [Key in keyof T]: InputOf<Exclude<T[Key], undefined>> | (undefined extends T[Key] ? undefined : never);
};

/** The arguments of a `ServerlessInstance`. */
export interface ServerlessInstanceArgs extends Parts<Omit<ServerlessInstanceInputs, "projectId">> {
    /**
     * ID of the Atlas project: 24 lowercase hexadecimal characters.
     *
     * Default: the explicit provider's `projectId`, else the stack configuration's `atlas:projectId`, else the environment
     * variable `MONGODB_ATLAS_PROJECT_ID`. Changing this replaces the cluster.
     */
    projectId?: pulumi.Input<string> | undefined;
}
