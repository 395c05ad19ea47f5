import { AtlasClient } from "./http/client";
import { systemClock, type Clock } from "./clock";
import { baseUrlKey, isLoopback, isMongodbHost, type Settings } from "./settings";
import { FlexApi } from "./api/flex";
import { Clusters } from "./clusters/clusters";
import { LogOnce, type LogLines } from "./log-once";
import type { RequestOptions } from "./retry";
import { ServerlessApi } from "./api/serverless";

/** An account's clusters, and the clock that goes with them. */
export interface Connection {
    clusters: Clusters;
    clock: Clock;
    /**
     * How long a function that begins now may take: ten minutes, as long as a create would wait for the limit on requests.
     *
     * @param signal Aborts when nobody wants its answer any longer.
     */
    functionOptions: (signal?: AbortSignal) => RequestOptions;
    /** Ends what the process holds at Atlas: the service account's token. Nothing can be asked afterwards. */
    close: () => Promise<void>;
}

/** What a connection asks of those who use it. */
export interface ConnectOptions extends LogLines {
    /** Asked before each request that changes something; where it rejects, nothing is sent. */
    beforeWrite?: () => Promise<void>;
    /** Told of each HTTP request, in one line without a secret. */
    debug?: (line: string) => void;
    /** The time by which it waits. Default: the machine's. */
    clock?: Clock;
}

/** Milliseconds that a function may take. */
const functionTimeout = 600_000;

/** The clusters of an account. Connect once per account and process: token, nonces and sockets are shared in it. */
export function connect(
    settings: Settings,
    { beforeWrite, debug, clock = systemClock, ...lines }: ConnectOptions = {},
): Connection {
    const logOnce = new LogOnce(lines);
    const warning = untrustedHostWarning(settings);
    if (warning !== undefined) {
        logOnce.warn("host", warning);
    }
    const client = new AtlasClient(settings, clock, logOnce, beforeWrite, debug);
    const serverless = new ServerlessApi(client, settings.serverlessApi);
    const clusters = new Clusters(serverless, new FlexApi(client), logOnce, clock);
    return {
        clusters,
        clock,
        functionOptions: (signal) => ({ signal, deadline: clock.now() + functionTimeout }),
        close: () => client.close(),
    };
}

/** What a person is told where credentials go to a server that is neither MongoDB's nor on this machine. */
export function untrustedHostWarning(settings: Settings): string | undefined {
    const { baseUrl } = settings;
    const { hostname } = new URL(baseUrl);
    const key = baseUrlKey(settings);
    return isMongodbHost(hostname) || isLoopback(hostname)
        ? undefined
        : `The Atlas credentials are being sent to ${baseUrl}, which is not a MongoDB domain. If this is not ` +
              `intended, check MONGODB_ATLAS_BASE_URL and ${key}.`;
}
