// What can be done with a request that stands at the gate.
import { once } from "node:events";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { invalidate } from "../../../emulator/auth/authorize";
import type { EmulatorState } from "../../../emulator/emulation";

/** A request at the gate, and what can be done with it. */
export class Exchange {
    readonly #emulation: EmulatorState;
    readonly #request: Request;
    readonly #bindings: HttpBindings;
    readonly #serve: () => Promise<Response>;

    constructor(
        emulation: EmulatorState,
        request: Request,
        bindings: HttpBindings,
        serve: () => Promise<Response>,
    ) {
        this.#emulation = emulation;
        this.#request = request;
        this.#bindings = bindings;
        this.#serve = serve;
    }

    /** Lets Atlas act; gives its answer. */
    act(): Promise<Response> {
        return this.#serve();
    }

    /** Resets the connection. */
    cut(): Response {
        this.#bindings.incoming.socket.resetAndDestroy();
        return RESPONSE_ALREADY_SENT;
    }

    /** Says nothing until the client hangs up. */
    async silence(): Promise<Response> {
        // What is not read would keep the end of the connection from being noticed.
        await this.#request.arrayBuffer().catch(() => undefined);
        const { socket } = this.#bindings.incoming;
        if (!socket.destroyed) {
            await once(socket, "close");
        }
        return RESPONSE_ALREADY_SENT;
    }

    /** Sends the head and the first half of an answer, and resets the connection. */
    async breakOff(answer: Response): Promise<Response> {
        const text = await answer.text();
        const headers = { ...Object.fromEntries(answer.headers), "content-length": text.length };
        this.#bindings.outgoing
            .writeHead(answer.status, headers)
            .write(text.slice(0, text.length / 2), () => this.cut());
        return RESPONSE_ALREADY_SENT;
    }

    /** Ends the token or the nonce that the request came with. */
    spoil(): void {
        const { method = "", url: target = "", headers } = this.#bindings.incoming;
        const { identity, tokens, nonces, clock } = this.#emulation;
        const claim = { method, target, authorization: headers.authorization };
        invalidate(claim, { identity, tokens, nonces, now: clock.real() });
    }
}
