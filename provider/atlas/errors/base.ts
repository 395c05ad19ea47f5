/** What an error knows of Atlas's answer, each where there was one that said it. */
export interface AnswerFacts {
    /** HTTP status of the answer. */
    status?: number | undefined;
    /** Atlas's own code, for example `DUPLICATE_CLUSTER_NAME`. */
    errorCode?: string | undefined;
    /** Atlas's id of the request, for its support. */
    requestId?: string | undefined;
}

/** Carries the names of an error's classes. In the registry of symbols, so that all copies of this package have the same one. */
const typeNames = Symbol.for("pulumi-atlas-serverless.errorTypes");

/**
 * An error that a user can understand and do something about: what happened, where, and what to do now. Everything else that
 * is thrown is a mistake of this package.
 *
 * The subclasses say of which category it is. `isInstance` of each of them recognizes it also where it comes from another copy
 * of this package, which `instanceof` does not. No message, and no other field, ever holds a credential, a header or a body.
 */
export abstract class AtlasServerlessError extends Error {
    /** The name of the class, also in a bundle that has renamed it. */
    static readonly typeName: string = "AtlasServerlessError";

    /** The name of the error's class, such as `NotFoundError`. */
    override readonly name: string;
    /** HTTP status of Atlas's answer, such as `404`; absent where there was no answer, or several were needed. */
    readonly status: number | undefined;
    /** Atlas's own code, such as `CLUSTER_NOT_FOUND`; absent where Atlas gave none. */
    readonly errorCode: string | undefined;
    /** Atlas's id of the request, which its support asks for; absent where there was no answer. */
    readonly requestId: string | undefined;

    /** @internal */
    constructor(
        message: string,
        { status, errorCode, requestId }: AnswerFacts = {},
        options: ErrorOptions = {},
    ) {
        super(message, options);
        this.name = new.target.typeName;
        this.status = status;
        this.errorCode = errorCode;
        this.requestId = requestId;
        Object.defineProperty(this, typeNames, { value: typeNamesOf(new.target) });
    }

    /**
     * Returns true if a value is an error of this class or of one of its subclasses, even from a different copy of this package.
     *
     * @param value Anything, such as what a `catch` has caught.
     */
    static isInstance<T extends AtlasServerlessError>(
        this: { readonly typeName: string; readonly prototype: T },
        value: unknown,
    ): value is T {
        const names: unknown = value instanceof Error ? Reflect.get(value, typeNames) : undefined;
        return Array.isArray(names) && names.includes(this.typeName);
    }
}

/** The names of a class of the family and of all that it extends. */
function typeNamesOf(type: unknown): string[] {
    const name: unknown = typeof type === "function" ? Reflect.get(type, "typeName") : undefined;
    return typeof name === "string" ? [name, ...typeNamesOf(Object.getPrototypeOf(type))] : [];
}

/** There are no Atlas credentials, only half of them, or another setting is wrong. */
export class ConfigurationError extends AtlasServerlessError {
    static override readonly typeName: string = "ConfigurationError";
}

/** A value that was passed cannot be: an argument that is missing or malformed, an id of another form, an input that does not apply. */
export class InvalidArgumentError extends AtlasServerlessError {
    static override readonly typeName: string = "InvalidArgumentError";
}

/** The time that was allowed for it ran out, while Atlas was still at work or did not answer. */
export class WaitTimeoutError extends AtlasServerlessError {
    static override readonly typeName: string = "WaitTimeoutError";
}

/** It was canceled, or the Pulumi engine that asked for it is gone. */
export class InterruptedError extends AtlasServerlessError {
    static override readonly typeName: string = "InterruptedError";
}

/** The provider refuses a change that would lose protected data, or that cannot succeed. */
export class ChangeBlockedError extends AtlasServerlessError {
    static override readonly typeName: string = "ChangeBlockedError";
}

/** The cluster belongs to another resource, or nothing proves that it is this resource's. */
export class OwnershipError extends AtlasServerlessError {
    static override readonly typeName: string = "OwnershipError";
}

/** The cluster of the resource is gone, or no longer the resource's: no `pulumi up` can continue with it. */
export class ResourceLostError extends OwnershipError {
    static override readonly typeName: string = "ResourceLostError";
}
