import { AtlasClient } from "./client";
import { systemClock, type Clock } from "./clock";
import type { Settings } from "./credentials";
import { FlexGeneration } from "./flex";
import { Databases } from "./generations";
import { Notices } from "./notices";
import { ServerlessGeneration } from "./serverless";

/** An account's databases, and the clock that goes with them. */
export interface Connection {
    databases: Databases;
    clock: Clock;
    /** Ends what the process holds at Atlas: the service account's token. Nothing can be asked afterwards. */
    close: () => Promise<void>;
}

/**
 * The databases of an account. Connect once per account and process: token, nonces and sockets are shared in it.
 *
 * @param say Told, once each, what a person should know of Atlas's own changes.
 */
export function connect(settings: Settings, say: (line: string) => void = () => undefined): Connection {
    const notices = new Notices(say);
    const client = new AtlasClient(settings, systemClock, notices);
    const serverless = new ServerlessGeneration(client, settings.serverlessApi);
    const databases = new Databases(serverless, new FlexGeneration(client), notices, client.clock);
    return { databases, clock: client.clock, close: () => client.close() };
}
