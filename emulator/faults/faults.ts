// The faults in force. Each request meets at most one: the first that applies to it and has requests left.
import type { AuthorizationKind } from "../auth/authorize";
import type { Fault } from "./fault";

/** The request that may meet a fault. */
export interface FaultContext {
    readonly operation: string;
    /** The cluster concerned, where there is one. */
    readonly instance: string | undefined;
    /** The project concerned, where there is one. */
    readonly projectId: string | undefined;
    readonly authorization: AuthorizationKind;
}

/** A fault and how far it is. */
export interface FaultProgress extends Fault {
    /** Requests still to pass. */
    readonly skip: number;
    /** Requests still to be met. */
    readonly times: number;
    /** Requests met. */
    readonly met: number;
}

/** The queue of faults. */
export class Faults {
    #queue: { readonly fault: Fault; skip: number; times: number; met: number }[] = [];

    /** Adds one at the end. */
    add(fault: Fault): void {
        this.#queue.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1, met: 0 });
    }

    /** The fault that a request meets; it counts as met. */
    meet(encounter: FaultContext): Fault | undefined {
        for (const entry of this.#queue) {
            if (entry.times === 0 || !applies(entry.fault, encounter)) {
                continue;
            }
            if (entry.skip > 0) {
                entry.skip -= 1;
                continue;
            }
            entry.times -= 1;
            entry.met += 1;
            return entry.fault;
        }
        return undefined;
    }

    /** All of them, used up ones included. */
    list(): FaultProgress[] {
        return this.#queue.map(({ fault, ...progress }) => ({ ...fault, ...progress }));
    }

    /** Forgets them all. */
    clear(): void {
        this.#queue = [];
    }
}

function applies(fault: Fault, { operation, instance, projectId, authorization }: FaultContext): boolean {
    return (
        (fault.operation === "*" || fault.operation === operation) &&
        (fault.instance === undefined || fault.instance === instance) &&
        (fault.projectId === undefined || fault.projectId === projectId) &&
        (fault.staleNonce === undefined || authorization === "digest") &&
        (fault.expireToken === undefined || authorization === "bearer")
    );
}
