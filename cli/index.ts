#!/usr/bin/env node
// The package's command: what Pulumi's own commands do not do for these clusters.
import { createInterface } from "node:readline/promises";
import { exitWhereNodeIsTooOld } from "../provider/host/node-version";
import { OutputError, survivesClosedStreams, writeError, writeOut } from "../provider/host/standard-output";
import { printable } from "./printable";
import { run } from "./run";
import { errorMessage } from "./terminal";

async function main(): Promise<void> {
    try {
        process.exitCode = await run(process.argv.slice(2), {
            env: process.env,
            input: process.stdin,
            // A reader that has enough is no failure.
            print: async (text) => {
                await writeOut(text);
            },
            say: writeError,
            ...(process.stdin.isTTY && { ask }),
        });
    } catch (error) {
        // Any other is a mistake of this program itself: a stack trace would tell a user nothing.
        const what =
            error instanceof OutputError ? error.message : `unexpected failure: ${errorMessage(error)}`;
        writeError(printable(`pulumi-atlas-serverless: ${what}`));
        process.exitCode = 1;
    }
}

async function ask(question: string): Promise<string> {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
        return await lines.question(question);
    } finally {
        lines.close();
    }
}

exitWhereNodeIsTooOld();
survivesClosedStreams();
void main();
