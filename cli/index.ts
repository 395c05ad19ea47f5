#!/usr/bin/env node
// The package's command: what Pulumi's own commands do not do for these clusters.
import { createInterface } from "node:readline/promises";
import { exitWhereNodeIsTooOld } from "../provider/host/node-version";
import { run } from "./run";
import { errorMessage } from "./terminal";

async function main(): Promise<void> {
    try {
        process.exitCode = await run(process.argv.slice(2), {
            env: process.env,
            print: (text) => void process.stdout.write(text),
            say: (line) => void process.stderr.write(`${line}\n`),
            ...(process.stdin.isTTY && { ask }),
        });
    } catch (error) {
        // A mistake of this program itself: a stack trace would tell a user nothing.
        process.stderr.write(`pulumi-atlas-serverless: unexpected failure: ${errorMessage(error)}\n`);
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
void main();
