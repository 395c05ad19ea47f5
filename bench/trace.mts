// What was noted in the provider's process (see instrument.cjs).
import { existsSync, readFileSync } from "node:fs";
import { parse, type JsonReader } from "./json.mts";

/** A call of the engine to the provider. Instants are epoch milliseconds. */
export interface ProviderCall {
    readonly method: string;
    /** The resource's name in the program. */
    readonly name: string;
    readonly begin: number;
    readonly end: number;
    readonly failed: boolean;
}

/** What the provider processes of one operation did. */
export interface Trace {
    readonly processes: readonly number[];
    readonly calls: readonly ProviderCall[];
}

function callOf(line: JsonReader): ProviderCall {
    return {
        method: line.at("method").text(),
        name: line.at("name").text(),
        begin: line.at("begin").number(),
        end: line.at("end").number(),
        failed: line.object()["failed"] === true,
    };
}

/** Reads a trace; one that was never begun is empty. */
export function readTrace(file: string): Trace {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const lines = text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => parse(line, "a line of the trace"));
    const calls = lines.filter((line) => line.at("event").text() === "call");
    return {
        processes: [...new Set(lines.map((line) => line.at("pid").number()))],
        calls: calls.map(callOf),
    };
}
