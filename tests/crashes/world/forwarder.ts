// One way into the emulator: each run of Pulumi has a forwarder of its own, so that every request tells whose it is.
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import type { Moment } from "../moments";

const host = "127.0.0.1";

/** What answers the requests that come through a forwarder. */
type Fetch = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

/** What a request is for. */
export type Purpose = "token" | "look" | "write";

/** A request that came through the forwarder. */
export interface Passage {
    readonly purpose: Purpose;
    /** Method and path. */
    readonly what: string;
    /** When it arrived, by `performance.now()`. */
    readonly at: number;
}

/** Something that waits for a moment. */
interface Watch {
    readonly moment: Moment;
    seen: number;
    /** Lets it happen, and tells who waits for it. */
    readonly act: () => Promise<void>;
}

/** A forwarder; what waits for a request is told of it, and may hold it. */
export class Forwarder {
    readonly #server: Server;
    readonly #port: number;
    readonly #passages: Passage[] = [];
    #watch: Watch | undefined;

    private constructor(server: Server, port: number) {
        this.#server = server;
        this.#port = port;
    }

    static async open(fetch: Fetch): Promise<Forwarder> {
        const attend: Fetch = (request, bindings) => forwarder.#attend(request, bindings, fetch);
        const server = createAdaptorServer({
            fetch: (request, bindings) => attend(request, bindings as HttpBindings),
            overrideGlobalObjects: false,
        }) as Server;
        server.listen(0, host);
        await once(server, "listening");
        const forwarder = new Forwarder(server, (server.address() as AddressInfo).port);
        return forwarder;
    }

    get url(): string {
        return `http://${host}:${this.#port}`;
    }

    /** All that came, in its order. */
    get passages(): readonly Passage[] {
        return this.#passages;
    }

    /**
     * Does something when a moment comes, and answers with what that gave; never, if the moment does not come.
     * A request that was only received, or acted on, waits meanwhile.
     */
    when<T>(moment: Moment, act: () => Promise<T>): Promise<T> {
        return new Promise((resolve, reject) => {
            this.#watch = { moment, seen: 0, act: () => act().then(resolve, reject) };
        });
    }

    /** Whether a moment is still to come. */
    get isAwaiting(): boolean {
        return this.#watch !== undefined;
    }

    /** Resets every connection, and refuses new ones for some milliseconds. */
    async cut(milliseconds: number): Promise<void> {
        const closed = once(this.#server, "close");
        this.#server.close();
        this.#server.closeAllConnections();
        await closed;
        await delay(milliseconds);
        this.#server.listen(this.#port, host);
        await once(this.#server, "listening");
    }

    async close(): Promise<void> {
        const closed = once(this.#server, "close");
        this.#server.close();
        this.#server.closeAllConnections();
        await closed;
    }

    async #attend(request: Request, bindings: HttpBindings, fetch: Fetch): Promise<Response> {
        const passage = passageOf(request);
        this.#passages.push(passage);
        const watch = this.#awaits(passage);
        if (watch?.moment.point === "received") {
            await this.#happens(watch);
        }
        const answer = await fetch(request, bindings);
        if (watch?.moment.point === "acted on") {
            await this.#happens(watch);
        } else if (watch?.moment.point === "answered") {
            bindings.outgoing.once("close", () => void this.#happens(watch));
        }
        return answer;
    }

    #awaits({ purpose }: Passage): Watch | undefined {
        const watch = this.#watch;
        if (watch === undefined || (watch.moment.request !== "any" && watch.moment.request !== purpose)) {
            return undefined;
        }
        watch.seen += 1;
        if (watch.seen !== watch.moment.ordinal) {
            return undefined;
        }
        this.#watch = undefined;
        return watch;
    }

    async #happens({ moment, act }: Watch): Promise<void> {
        await delay(moment.delay);
        await act();
    }
}

function passageOf({ method, url }: Request): Passage {
    const { pathname } = new URL(url);
    const isToken = pathname.startsWith("/api/oauth/");
    const purpose = isToken ? "token" : method === "GET" ? "look" : "write";
    return { purpose, what: `${method} ${pathname}`, at: performance.now() };
}
