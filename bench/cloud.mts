// An emulated Atlas of a measurement's own, seen from behind: what it was asked, and when things really happened in it.
import { startEmulator, type Emulator } from "../tools/engine/emulator.mts";
import { parse, type Reading } from "./json.mts";

/** The times of Atlas's life that are measured in. */
export type Era = "classic" | "sunset";

/** How an emulator is to be. */
export interface CloudOptions {
    readonly era?: Era;
    /** Time runs this much faster; 1 where waiting is what is measured. */
    readonly scale?: number;
    readonly seed?: number;
}

/** One request that was answered. */
export interface RequestSeen {
    readonly operation: string;
    readonly status: number;
    /** Epoch milliseconds of its arrival and of its answer. */
    readonly begin: number;
    readonly end: number;
}

/** What was asked of an emulator since its counters were cleared. */
export interface Requests {
    readonly total: number;
    readonly byOperation: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
    /** Tokens that were given out. */
    readonly tokens: number;
    /** The last thousand, in their order. */
    readonly latest: readonly RequestSeen[];
}

/** When things happened to a database: epoch milliseconds. */
export interface Life {
    readonly name: string;
    readonly createdAt: number;
    readonly readyAt: number;
    readonly goneAt: number | undefined;
    readonly changes: readonly { readonly from: number; readonly until: number }[];
}

function requestSeen(request: Reading): RequestSeen {
    const begin = Date.parse(request.at("time").text());
    return {
        operation: request.at("operation").text(),
        status: request.at("status").number(),
        begin,
        end: begin + request.at("milliseconds").number(),
    };
}

function lifeOf(life: Reading): Life {
    return {
        name: life.at("name").text(),
        createdAt: life.at("createdAt").number(),
        readyAt: life.at("readyAt").number(),
        goneAt: life.optional("goneAt")?.number(),
        changes: life
            .at("changes")
            .list()
            .map((change) => ({ from: change.at("from").number(), until: change.at("until").number() })),
    };
}

/** A running emulator with its control door. */
export class Cloud {
    readonly #emulator: Emulator;

    private constructor(emulator: Emulator) {
        this.#emulator = emulator;
    }

    static async start({ era = "classic", scale = 1, seed = 1 }: CloudOptions = {}): Promise<Cloud> {
        const args = ["--era", era, "--scale", String(scale), "--seed", String(seed)];
        return new Cloud(await startEmulator(args));
    }

    /** What a program needs to reach it. */
    get env(): Readonly<Record<string, string>> {
        return this.#emulator.env;
    }

    async requests(): Promise<Requests> {
        const stats = await this.#ask("stats");
        return {
            total: stats.at("total").number(),
            byOperation: stats.at("operations").numbers(),
            byStatus: stats.at("statuses").numbers(),
            tokens: stats.at("tokens").number(),
            latest: stats.at("requests").list().map(requestSeen),
        };
    }

    /** Begins to count anew. */
    async clearRequests(): Promise<void> {
        await this.#ask("stats", "DELETE");
    }

    /** The lives of all databases; of several with one name, the last one's. */
    async lives(): Promise<ReadonlyMap<string, Life>> {
        const lives = (await this.#ask("timeline")).list().map(lifeOf);
        return new Map(lives.map((life) => [life.name, life]));
    }

    /** Sets limits; what is not said is as published. */
    async limit(limits: object): Promise<void> {
        await this.#ask("limits", "POST", limits);
    }

    /** Plants a fault. */
    async plant(fault: object): Promise<void> {
        await this.#ask("faults", "POST", fault);
    }

    stop(): Promise<void> {
        return this.#emulator.stop();
    }

    async #ask(route: string, method = "GET", body?: object): Promise<Reading> {
        const answer = await fetch(`${this.#emulator.baseUrl}/_emulator/${route}`, {
            method,
            ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        if (!answer.ok) {
            throw new Error(`The emulator answered ${method} ${route} with ${answer.status}: ${text}`);
        }
        return parse(text, `the emulator's ${route}`);
    }
}
