import { asString, compact } from "../json-readers";

/**
 * What Atlas reports of a cluster by the same name in both APIs, and a program gets as it is. Each may be absent: Atlas leaves out
 * what it does not know yet.
 *
 * A new entry here and in `readers` is a new output everywhere: in the answer's reading, the state, the preview and the SDK.
 */
export interface PassThroughOutputs {
    /** When the cluster was created: ISO 8601, UTC. Can be absent while the cluster is being created. */
    createDate?: string;
    /** Version of MongoDB, such as `8.0.12`. Can be absent while the cluster is being created. */
    mongoDBVersion?: string;
}

/** A value of another type is read as an absent one. */
const readers: {
    [Name in keyof PassThroughOutputs]-?: (value: unknown) => PassThroughOutputs[Name] | undefined;
} = {
    createDate: asString,
    mongoDBVersion: asString,
};

/** The reported properties among those of an answer, an instance or a state. */
export function passThroughIn(values: object): PassThroughOutputs {
    return compact<PassThroughOutputs>(
        Object.fromEntries(
            Object.entries(readers).map(([name, read]) => [name, read(Reflect.get(values, name))]),
        ),
    );
}

/** One value for each reported property. */
export function eachPassThroughAs<Value>(value: Value): Record<string, Value> {
    return Object.fromEntries(Object.keys(readers).map((name) => [name, value]));
}
