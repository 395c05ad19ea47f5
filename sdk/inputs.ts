import type * as pulumi from "@pulumi/pulumi";
import type { ServerlessInstanceInputs } from "../provider/instance/model/inputs";

/**
 * A type whose parts, at every depth, may also be promises or outputs of other resources.
 *
 * A union stays whole: an output that is true or false is neither an output of true nor one of false.
 *
 * @typeParam T The type once everything in it is known.
 */
export type InputOf<T> = [T] extends [string | number | boolean]
    ? pulumi.Input<T>
    : [T] extends [readonly (infer Element)[]]
      ? pulumi.Input<InputOf<Element>[]>
      : pulumi.Input<Parts<T>>;

type Parts<T> = {
    [Key in keyof T]: InputOf<Exclude<T[Key], undefined>> | (undefined extends T[Key] ? undefined : never);
};

/** The arguments of a ServerlessInstance. */
export interface ServerlessInstanceArgs extends Parts<Omit<ServerlessInstanceInputs, "projectId">> {
    /**
     * The Atlas project that the cluster lives in: 24 hexadecimal digits.
     *
     * Default: the configuration's `atlas:projectId`, else the environment's `MONGODB_ATLAS_PROJECT_ID`. A change
     * replaces the cluster.
     */
    projectId?: pulumi.Input<string> | undefined;
}
