import { AtlasClient } from "./client";
import type { Clock } from "./clock";
import type { Settings } from "./credentials";
import { Databases } from "./generations";
import { ServerlessGeneration } from "./serverless";

/** An account's databases, and the clock that goes with them. */
export interface Connection {
    databases: Databases;
    clock: Clock;
}

/** The databases of an account. Connect once per account and process: token, nonces and sockets are shared in it. */
export function connect(settings: Settings): Connection {
    const client = new AtlasClient(settings);
    return { databases: new Databases(new ServerlessGeneration(client)), clock: client.clock };
}
