// One run of a provider, as Atlas sees it: its requests, and what befalls them.
import type { AuthorizationKind } from "../../../emulator/auth/authorize";
import type { Exchange } from "./exchange";
import type { Resolution } from "./messages";

/** A request, as it came to the gate. */
export interface Seen {
    /** Method and path, without what differs from cluster to cluster: `GET serverless/{name}`. */
    readonly what: string;
    readonly authorization: AuthorizationKind;
}

/** What befalls a request; gives what is answered. */
export type Fault = (exchange: Exchange, seen: Seen) => Response | Promise<Response>;

/** What is to befall which requests of a run: from one on (the first is 1), so many. */
export interface Plan {
    readonly from?: number;
    readonly times?: number;
    /** For requests that arrive. */
    readonly fault?: Fault;
    /** What the name is looked up to for those that do not. */
    readonly resolution?: Resolution;
    /** Called before each request reaches Atlas. */
    readonly before?: (ordinal: number, seen: Seen) => Promise<unknown> | undefined;
}

export class Run {
    /** Each run has a host name of its own, and thereby a connection of its own, as a new process has. */
    readonly hostname: string;
    readonly plan: Plan;
    readonly #seen: Seen[] = [];
    #lookups = 0;
    #met = 0;
    /** Once it is over, nothing more may come. */
    isOver = false;

    constructor(hostname: string, plan: Plan) {
        this.hostname = hostname;
        this.plan = plan;
    }

    /** Its requests so far, in their order. */
    get seen(): readonly Seen[] {
        return this.#seen;
    }

    /** How often its fault has befallen a request. */
    get met(): number {
        return this.#met;
    }

    /** Looks its host up. */
    lookUp(): Resolution {
        this.#lookups += 1;
        const { resolution } = this.plan;
        return resolution !== undefined && this.#isPlanned(this.#lookups)
            ? resolution
            : { address: "127.0.0.1" };
    }

    /** Notes a request, and lets befall it what is to befall it; gives what is answered. */
    async serve(seen: Seen, exchange: Exchange): Promise<Response> {
        this.#seen.push(seen);
        const ordinal = this.#seen.length;
        const { before, fault } = this.plan;
        await before?.(ordinal, seen);
        return fault !== undefined && this.#isPlanned(ordinal) ? fault(exchange, seen) : exchange.act();
    }

    #isPlanned(ordinal: number): boolean {
        const { from = 1, times = 1 } = this.plan;
        const isPlanned = ordinal >= from && ordinal < from + times;
        this.#met += isPlanned ? 1 : 0;
        return isPlanned;
    }
}
