// The socket: listening on loopback alone, and closing without leaving anything open or cutting off what is nearly answered.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import type { EmulatorState } from "../emulation";
import { appOf } from "./app";
import { refusalOf } from "./guard";
import { failureReply, responseOf } from "./replies";

const HOST = "127.0.0.1";

/** How long requests that are under way may take until they are cut off, once it closes. Milliseconds. */
const GRACE = 1000;

/** An emulator that can be reached. */
export interface Listener {
    readonly baseUrl: string;
    readonly close: () => Promise<void>;
}

/** Starts to listen; rejects where the port cannot be had. */
export async function listen(emulation: EmulatorState): Promise<Listener> {
    const app = appOf(emulation);
    // The framework would otherwise put its own Request and Response in place of the whole process's.
    const server = createAdaptorServer({
        fetch: (request, bindings) => {
            const refusal = refusalOf(request);
            return refusal === undefined ? app.fetch(request, bindings) : responseOf(failureReply(refusal));
        },
        overrideGlobalObjects: false,
    }) as Server;
    // Atlas's edge keeps idle connections for longer than Node's default of 5 s.
    server.keepAliveTimeout = 65_000;
    const port = await bind(server, emulation.settings.port);
    let closing: Promise<void> | undefined;
    return {
        baseUrl: `http://${HOST}:${port}`,
        close: () => (closing ??= closeServer(server)),
    };
}

function bind(server: Server, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, HOST, () => {
            server.off("error", reject);
            resolve((server.address() as AddressInfo).port);
        });
    });
}

async function closeServer(server: Server): Promise<void> {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    // Idle connections are closed at once; the page's stream of events, for one, would never end by itself.
    await Promise.race([closed, delay(GRACE, undefined, { ref: false })]);
    server.closeAllConnections();
    await closed;
}
