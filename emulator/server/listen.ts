// The socket: listening on loopback unless it is told otherwise, and closing without leaving anything open or cutting off what is
// nearly answered.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import type { EmulatorState } from "../emulation";
import { appOf } from "./app";
import { refusalOf } from "./guard";
import { failureReply, responseOf } from "./replies";

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
    const { host, allowedHosts } = emulation.settings;
    const own = urlHostOf(host);
    const hosts = [own, ...allowedHosts.map((name) => name.toLowerCase())];
    // The framework would otherwise put its own Request and Response in place of the whole process's.
    const server = createAdaptorServer({
        fetch: (request, bindings) => {
            const refusal = refusalOf(request, hosts);
            return refusal === undefined ? app.fetch(request, bindings) : responseOf(failureReply(refusal));
        },
        overrideGlobalObjects: false,
    }) as Server;
    // Atlas's edge keeps idle connections for longer than Node's default of 5 s.
    server.keepAliveTimeout = 65_000;
    const port = await bind(server, emulation.settings.port, host);
    let closing: Promise<void> | undefined;
    return {
        baseUrl: `http://${own}:${port}`,
        close: () => (closing ??= closeServer(server)),
    };
}

/** By which host this machine's own clients reach an address: that of all addresses, for one, is none to send anything to. */
function urlHostOf(address: string): string {
    const reached = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
    return reached.includes(":") ? `[${reached}]` : reached;
}

function bind(server: Server, port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
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
