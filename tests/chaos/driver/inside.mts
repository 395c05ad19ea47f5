// What runs in a provider's process before the provider does. The process is the real one, but nothing in it waits for
// time to pass, its names are looked up by the test, and the test can give it another environment.
import dns from "node:dns";
import type { LookupAddress } from "node:dns";
import http from "node:http";
import timers, { type TimerOptions } from "node:timers";
import promises from "node:timers/promises";
import grpc from "@grpc/grpc-js";
import engine from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { FromProcess, Resolution, ToProcess } from "./messages.ts";

// Time: it stands still while anything goes on, and jumps to the next sleeper's when nothing does.

interface Sleeper {
    readonly at: number;
    readonly wake: () => void;
}

/** So many turns of the event loop in which nothing happens mean that nothing will. */
const calm = 20;

let now = performance.now();
/** The next to wake stands first. */
let sleepers: readonly Sleeper[] = [];
/** Requests that have no answer yet. */
let underWay = 0;
let quietTurns = 0;
let isWatching = false;

function stir(): void {
    quietTurns = 0;
    if (!isWatching) {
        isWatching = true;
        setImmediate(watch);
    }
}

function watch(): void {
    const [next, ...others] = sleepers;
    isWatching = next !== undefined && underWay === 0;
    if (next === undefined || !isWatching) {
        return;
    }
    quietTurns += 1;
    if (quietTurns > calm) {
        quietTurns = 0;
        now = Math.max(now, next.at);
        sleepers = others;
        next.wake();
    }
    setImmediate(watch);
}

performance.now = () => now;
function sleep(milliseconds: number, wake: () => void): Sleeper {
    const sleeper = { at: now + milliseconds, wake };
    sleepers = [...sleepers, sleeper].toSorted((one, other) => one.at - other.at);
    stir();
    return sleeper;
}

function forget(sleeper: Sleeper): void {
    sleepers = sleepers.filter((one) => one !== sleeper);
}

// The provider takes its timers from these modules. What takes the global ones, such as gRPC, has the machine's time.
Object.assign(timers, {
    setTimeout: (wake: () => void, milliseconds: number) => sleep(milliseconds, wake),
    clearTimeout: forget,
});
promises.setTimeout = <T,>(milliseconds = 0, value?: T, { signal }: TimerOptions = {}): Promise<T> =>
    new Promise<void>((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper = sleep(milliseconds, resolve);
        signal?.addEventListener("abort", () => {
            forget(sleeper);
            reject(signal.reason as Error);
        });
    }).then(() => value as T);

function begun(): () => void {
    underWay += 1;
    return () => {
        underWay -= 1;
        stir();
    };
}

const request = http.request as (...args: unknown[]) => http.ClientRequest;
http.request = (...args: unknown[]) => request(...args).once("close", begun());

type Answer = (...results: unknown[]) => void;
const isAnswer = (value: unknown): value is Answer => typeof value === "function";
type Send = (this: grpc.Client, path: string, ...rest: unknown[]) => unknown;
const client = grpc.Client.prototype as unknown as { makeUnaryRequest: Send };
const send = client.makeUnaryRequest;
client.makeUnaryRequest = function (path, ...rest) {
    const answer = rest.at(-1);
    if (path !== engine.EngineService.getRootResource.path || !isAnswer(answer)) {
        return send.call(this, path, ...rest);
    }
    const ended = begun();
    return send.call(this, path, ...rest.slice(0, -1), (...results: unknown[]) => {
        ended();
        answer(...results);
    });
};

// Names, and the environment.

const asked = new Map<number, (resolution: Resolution) => void>();
let questions = 0;

process.on("message", (message: ToProcess) => {
    if ("resolution" in message) {
        asked.get(message.question)?.(message.resolution);
        asked.delete(message.question);
        return;
    }
    for (const [name, value] of Object.entries(message.environment)) {
        if (value === null) {
            // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the environment has no other way
            delete process.env[name];
        } else {
            process.env[name] = value;
        }
    }
    tell({ taken: message.environment });
});
process.once("disconnect", () => process.exit());
// Waiting for the test keeps no process alive.
process.channel?.unref();

function tell(message: FromProcess): void {
    process.send?.(message);
}

type Found = (
    error: NodeJS.ErrnoException | null,
    address: string | LookupAddress[],
    family?: number,
) => void;

const ordinary = dns.lookup as (hostname: string, options: object, found: Found) => void;

/** Stands in for the lookup of a name, which Node does anew for each connection. */
function lookup(hostname: string, options: { all?: boolean }, found: Found): void {
    if (!hostname.endsWith(".test")) {
        ordinary(hostname, options, found);
        return;
    }
    questions += 1;
    const question = questions;
    asked.set(question, (resolution) => {
        if ("code" in resolution) {
            const { code } = resolution;
            const error = new Error(`getaddrinfo ${code} ${hostname}`);
            found(Object.assign(error, { code, syscall: "getaddrinfo", hostname }), "");
        } else if (options.all === true) {
            found(null, [{ address: resolution.address, family: 4 }]);
        } else {
            found(null, resolution.address, 4);
        }
    });
    tell({ question, hostname });
}

dns.lookup = lookup as typeof dns.lookup;
