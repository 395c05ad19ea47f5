// The emulator for the time of one command.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../paths.mts";
import { signalGroup, spawnGroup } from "../processes.mts";

/** A running emulator. */
export interface Emulator extends Ready {
    /** What a program needs to reach it. */
    readonly env: Readonly<Record<string, string>>;
    stop(): Promise<void>;
}

/** The line that the emulator writes when it is ready. */
export interface Ready {
    readonly baseUrl: string;
    readonly projectId: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly publicKey: string;
    readonly privateKey: string;
}

function isReady(value: unknown): value is Ready {
    return (
        typeof value === "object" &&
        value !== null &&
        ["baseUrl", "projectId", "clientId", "clientSecret", "publicKey", "privateKey"].every(
            (key) => typeof (value as Record<string, unknown>)[key] === "string",
        )
    );
}

/** Starts the built emulator on a free port. */
export async function startEmulator(args: readonly string[] = []): Promise<Emulator> {
    const file = join(root, "dist", "emulator", "cli.js");
    if (!existsSync(file)) {
        throw new Error("The emulator is not built: run `npm run build` first.");
    }
    // In a group of its own, so that a ^C does not take it from under an operation that is coming to its end.
    const child = spawnGroup(process.execPath, [file, "--port", "0", ...args], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    // However this process ends, short of `kill -9`, the emulator ends with it.
    const kill = () => signalGroup(child, "SIGKILL");
    process.once("exit", kill);
    const stop = async () => {
        if (child.exitCode === null && child.signalCode === null) {
            signalGroup(child, "SIGTERM");
            const patience = setTimeout(kill, 2000);
            await exited;
            clearTimeout(patience);
        }
        process.removeListener("exit", kill);
    };
    if (child.stdout === null) {
        throw new Error("The emulator has no standard output.");
    }
    const first = once(createInterface({ input: child.stdout }), "line") as Promise<[string]>;
    const line = await Promise.race([first, exited.then(() => undefined)]);
    try {
        const ready: unknown = JSON.parse(line?.[0] ?? "");
        if (!isReady(ready)) {
            throw new Error("The first line of the emulator is incomplete.");
        }
        return {
            ...ready,
            env: {
                MONGODB_ATLAS_BASE_URL: ready.baseUrl,
                MONGODB_ATLAS_PROJECT_ID: ready.projectId,
                MONGODB_ATLAS_CLIENT_ID: ready.clientId,
                MONGODB_ATLAS_CLIENT_SECRET: ready.clientSecret,
            },
            stop,
        };
    } catch (cause) {
        await stop();
        throw new Error("The emulator did not start; see above.", { cause });
    }
}
