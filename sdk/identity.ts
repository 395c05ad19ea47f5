import * as pulumi from "@pulumi/pulumi";
import { SupportsFeatureRequest } from "@pulumi/pulumi/proto/resource_pb";
import { unknownValue } from "../provider/instance/model/inputs";

/** What a person sees of it in the state. It is an input, and never changes: another text would be an update in every preview. */
const note =
    "Tells the clusters of this stack from those of a stack with the same names: pulumi-atlas-serverless keeps this resource's id in their tag pulumi-owner.";

/** Two copies of this package in one program register one identity. */
const key = Symbol.for("pulumi-atlas-serverless/identity");

/**
 * What an engine is asked for to learn whether it has that resource, which it cannot be asked for itself: both came with Pulumi
 * 3.208.0. An older engine that is sent the resource prints an error of its own and ends the program before ours is heard.
 */
const cameWithStash = "replacementTrigger";

/** The engine's own resource that keeps a value; older SDKs have no class for it. */
class Stash extends pulumi.CustomResource {
    constructor(name: string) {
        super("pulumi:index:Stash", name, { input: note, output: undefined });
    }
}

/**
 * The identity of the stack's state: the id of a `pulumi:index:Stash` resource, which the engine draws at random when it creates
 * it, and keeps. A renamed stack keeps it; a stack of the same names elsewhere has another one.
 *
 * A promise, not an output, so that resources do not depend on it. In a preview that would only create it, the engine's unknown
 * value. Undefined where the process has no stack: in unit tests with mocks, and in a component's own provider.
 */
export function stackIdentity(): Promise<string> | undefined {
    const stack = pulumi.runtime.getStackResource();
    if (stack === undefined) {
        return undefined;
    }
    const known: unknown = Reflect.get(stack, key);
    if (known instanceof Promise) {
        return known as Promise<string>;
    }
    const identity = registerIdentity();
    Object.defineProperty(stack, key, { value: identity });
    return identity;
}

async function registerIdentity(): Promise<string> {
    if (await isTooOld()) {
        throw oneLine(
            "pulumi-atlas-serverless needs Pulumi CLI 3.208.0 or newer, and this one is older. Install a newer one: " +
                "https://www.pulumi.com/docs/install/",
        );
    }
    const { id } = new Stash("atlas-serverless");
    try {
        return await idOf(id);
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new pulumi.RunError(
            `pulumi-atlas-serverless could not register the resource that identifies this stack (pulumi:index:Stash): ${why}`,
        );
    }
}

/**
 * An error that a person sees as it stands. Pulumi's SDK writes the name of the property whose value failed before the message,
 * and shows where it was thrown: the identity is a property of ours, and neither helps anybody.
 */
function oneLine(message: string): Error {
    const error = new pulumi.RunError(message);
    Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
    error.stack = "";
    return error;
}

/** Whether the engine says that it is; where it says nothing, it is not held up. */
function isTooOld(): Promise<boolean> {
    const request = new SupportsFeatureRequest();
    request.setId(cameWithStash);
    return new Promise((resolve) => {
        const monitor = pulumi.runtime.getMonitor();
        if (monitor === undefined) {
            resolve(false);
            return;
        }
        monitor.supportsFeature(request, (error, answer) =>
            resolve(error === null && !answer.getHassupport()),
        );
    });
}

/** An output can tell its value, and whether that is known, though its published type does not say so. */
async function idOf(id: object): Promise<string> {
    const isKnown: unknown = await Reflect.get(id, "isKnown");
    const promise: unknown = Reflect.get(id, "promise");
    const value: unknown = typeof promise === "function" ? await Reflect.apply(promise, id, []) : undefined;
    return isKnown === true && typeof value === "string" && value !== "" ? value : unknownValue;
}
