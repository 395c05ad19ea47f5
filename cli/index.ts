#!/usr/bin/env node
// The package's command: what Pulumi's own commands do not do for these clusters.
import { exitWhereNodeIsTooOld } from "../provider/host/node-version";
import { run } from "./run";
import { errorMessage } from "./terminal";

async function main(): Promise<void> {
    try {
        process.exitCode = await run(process.argv.slice(2), {
            env: process.env,
            print: (text) => void process.stdout.write(text),
            say: (line) => void process.stderr.write(`${line}\n`),
        });
    } catch (error) {
        // A mistake of this program itself: a stack trace would tell a user nothing.
        process.stderr.write(`pulumi-atlas-serverless: unexpected failure: ${errorMessage(error)}\n`);
        process.exitCode = 1;
    }
}

exitWhereNodeIsTooOld();
void main();
