/** What an error knows of Atlas's response. Each is absent if the response didn't have it. */
export interface AnswerFacts {
    /** HTTP status of the response. */
    status?: number | undefined;
    /** Atlas error code, such as `DUPLICATE_CLUSTER_NAME`. */
    errorCode?: string | undefined;
    /** Atlas's ID of the request, for MongoDB Support. */
    requestId?: string | undefined;
}

/** Carries the names of an error's classes. In the registry of symbols, so that all copies of this package have the same one. */
const typeNames = Symbol.for("pulumi-atlas-serverless.errorTypes");

/**
 * An error that a user can act on: what happened, where, and what to do now. Any other error that is thrown is a bug in this
 * package.
 *
 * Each subclass is a category. `isInstance` of a subclass recognizes an error even from a different copy of this package, which
 * `instanceof` doesn't. No message and no other property contains a credential, a header, or a body.
 */
export abstract class AtlasServerlessError extends Error {
    /** The name of the class, also in a bundle that has renamed it. */
    static readonly typeName: string = "AtlasServerlessError";

    /** The name of the error's class, such as `NotFoundError`. */
    override readonly name: string;
    /** HTTP status of Atlas's response, such as `404`. Undefined if there was no response. */
    readonly status: number | undefined;
    /** Atlas error code, such as `CLUSTER_NOT_FOUND`. Undefined if Atlas returned none. */
    readonly errorCode: string | undefined;
    /** Atlas's ID of the request, for MongoDB Support. Undefined if Atlas returned none. */
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
     * @param value Any value, such as one that a `catch` clause caught.
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

/** Atlas credentials are missing or incomplete, or another setting is wrong. */
export class ConfigurationError extends AtlasServerlessError {
    static override readonly typeName: string = "ConfigurationError";
}

/** An argument or input is missing or isn't valid. */
export class InvalidArgumentError extends AtlasServerlessError {
    static override readonly typeName: string = "InvalidArgumentError";
}

/** The time that was allowed for it ran out, while Atlas was still at work or did not answer. */
export class WaitTimeoutError extends AtlasServerlessError {
    static override readonly typeName: string = "WaitTimeoutError";
}

/** The operation was canceled, or the Pulumi engine that requested it has exited. */
export class InterruptedError extends AtlasServerlessError {
    static override readonly typeName: string = "InterruptedError";
}

/** The provider refuses a change that would lose protected data, or that cannot succeed. */
export class ChangeBlockedError extends AtlasServerlessError {
    static override readonly typeName: string = "ChangeBlockedError";
}

/** The restore job that was to give a new cluster its data did not complete. */
export class RestoreFailedError extends AtlasServerlessError {
    static override readonly typeName: string = "RestoreFailedError";
}

/** The cluster belongs to another resource, or nothing proves that it is this resource's. */
export class OwnershipError extends AtlasServerlessError {
    static override readonly typeName: string = "OwnershipError";
}

/** The cluster of the resource is gone, or no longer the resource's: no `pulumi up` can continue with it. */
export class ResourceLostError extends OwnershipError {
    static override readonly typeName: string = "ResourceLostError";
}
