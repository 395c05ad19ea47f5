// Preloaded into every process of a measured run; in a provider's it notes when each call of the engine began and ended.
// It listens to the connection, so all providers are measured alike, and know nothing of it.
"use strict";

const { openSync, writeSync } = require("node:fs");
const http2 = require("node:http2");

/** The calls that are told one by one. */
const watched = new Set(["Check", "Diff", "Create", "Read", "Update", "Delete"]);

/** Milliseconds since 1970, with fractions. */
const now = () => performance.timeOrigin + performance.now();

function instrument(file) {
    const output = openSync(file, "a");
    const write = (line) => writeSync(output, `${JSON.stringify({ pid: process.pid, ...line })}\n`);
    write({ event: "start" });
    const { createServer } = http2;
    http2.createServer = (...args) => {
        const server = createServer(...args);
        server.prependListener("stream", (stream, headers) => {
            const method = headers[":path"].split("/").at(-1);
            if (watched.has(method)) {
                watch(stream, (call) => write({ event: "call", method: method.toLowerCase(), ...call }));
            }
        });
        return server;
    };
}

function watch(stream, done) {
    const begin = now();
    const { emit, respond, sendTrailers } = stream;
    let name = "";
    const ended = (headers) => {
        const status = headers["grpc-status"];
        if (status !== undefined) {
            done({ name, begin, end: now(), failed: Number(status) !== 0 });
        }
    };
    stream.emit = function (event, chunk) {
        if (event === "data") {
            // The last part of a URN is the resource's name in the program (see programs.mts).
            name ||= /::(orders-\d+)/.exec(chunk.toString("latin1"))?.[1] ?? "";
        }
        return Reflect.apply(emit, this, arguments);
    };
    stream.respond = function (headers) {
        ended(headers ?? {});
        return Reflect.apply(respond, this, arguments);
    };
    stream.sendTrailers = function (headers) {
        ended(headers);
        return Reflect.apply(sendTrailers, this, arguments);
    };
}

const [, program = ""] = process.argv;
const providers = /[\\/](cmd[\\/]dynamic-provider([\\/]index\.js)?|pulumi-resource-atlas-serverless)$/;
if (process.env.BENCH_TRACE && providers.test(program)) {
    instrument(process.env.BENCH_TRACE);
}
