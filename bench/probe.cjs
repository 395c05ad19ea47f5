// Preloaded into every process of a measured run; in the one that runs dynamic providers it notes when each call of
// the engine began and ended, and how much memory there was. So all providers are measured alike, and know nothing of it.
"use strict";

const { openSync, writeSync } = require("node:fs");
const { createRequire } = require("node:module");

/** The calls that are told one by one. */
const watched = new Set(["check", "diff", "create", "read", "update", "delete"]);

/** Milliseconds since 1970, with fractions. */
const now = () => performance.timeOrigin + performance.now();

function observe(program, file) {
    const output = openSync(file, "a");
    const write = (line) => writeSync(output, `${JSON.stringify({ pid: process.pid, ...line })}\n`);
    write({ event: "start", at: performance.timeOrigin });

    const { Server } = createRequire(program)("@grpc/grpc-js");
    const { addService, bindAsync } = Server.prototype;

    Server.prototype.addService = function (service, implementation) {
        const observed = Object.fromEntries(
            Object.keys(service)
                .filter((method) => typeof implementation[method] === "function")
                .map((method) => [method, observedCall(implementation, method, write)]),
        );
        return addService.call(this, service, observed);
    };

    Server.prototype.bindAsync = function (address, credentials, callback) {
        return bindAsync.call(this, address, credentials, (error, port) => {
            write({ event: "ready", at: now() });
            callback(error, port);
        });
    };
}

function observedCall(implementation, method, write) {
    if (!watched.has(method)) {
        return implementation[method].bind(implementation);
    }
    return (call, callback) => {
        const begin = now();
        // The last part of a URN is the resource's name in the program.
        const name = call.request.getUrn().split("::").at(-1);
        implementation[method](call, (error, ...answer) => {
            const failed = Boolean(error);
            const memory = process.resourceUsage().maxRSS * 1024;
            write({ event: "call", method, name, begin, end: now(), failed, memory });
            callback(error, ...answer);
        });
    };
}

const [, program = ""] = process.argv;
if (process.env.BENCH_TRACE && /[\\/]cmd[\\/]dynamic-provider([\\/]index\.js)?$/.test(program)) {
    observe(program, process.env.BENCH_TRACE);
}
