import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../provider/atlas/connect";
import type { Settings } from "../provider/atlas/settings";
import type { Clusters } from "../provider/atlas/clusters/clusters";
import type { RequestOptions } from "../provider/atlas/retry";

/** So many accounts that nobody asks just now stay connected: a program may deploy for hundreds. */
const mostIdle = 16;

/** An account that is connected, and how many ask it just now. */
interface Account {
    readonly connection: Connection;
    users: number;
}

/** By their settings, the one that was asked last at the end. */
const accounts = new Map<string, Account>();
let isListening = false;

/** Asks an account, which is connected for it where it is not yet, or no more. */
export async function withClusters<Result>(
    settings: Settings,
    query: (clusters: Clusters, options: RequestOptions) => Promise<Result>,
): Promise<Result> {
    const { connect } = await import("../provider/atlas/connect.ts");
    // What follows, up to the first request, is one step.
    const key = JSON.stringify(settings);
    const account = accounts.get(key) ?? {
        connection: connect(settings, {
            info: (line) => void pulumi.log.info(line),
            warn: (line) => void pulumi.log.warn(line),
            debug: (line) => void pulumi.log.debug(line),
        }),
        users: 0,
    };
    accounts.delete(key);
    accounts.set(key, account);
    closeAtExit();
    account.users += 1;
    try {
        const { clusters, functionOptions } = account.connection;
        return await query(clusters, functionOptions());
    } finally {
        account.users -= 1;
        const idle = [...accounts].filter(([, { users }]) => users === 0);
        close(idle.slice(0, -mostIdle));
    }
}

/** A program's end is told more than once: a resource's hooks still run after it, and may connect again. */
function closeAtExit(): void {
    if (!isListening) {
        isListening = true;
        process.on("beforeExit", () => close([...accounts]));
    }
}

function close(some: readonly (readonly [string, Account])[]): void {
    for (const [key, { connection }] of some) {
        accounts.delete(key);
        void connection.close();
    }
}
