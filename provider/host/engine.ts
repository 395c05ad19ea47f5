import { setTimeout as delay } from "node:timers/promises";
import { Client, credentials, status, type MethodDefinition, type requestCallback } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceRequest, LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { InterruptedError } from "../atlas/errors";
import type { Logger } from "../instance/operation-context";

/** Between two looks whether the engine is still there, while the process works for it. Milliseconds. */
const heartbeat = 5000;
/** A connection that breaks off is tried again after so long, before the engine is given up. Milliseconds. */
const reconnectDelay = 500;

/**
 * The engine's address as Pulumi tells it to a process that it starts: the last argument (`--logflow` and `--tracing` put theirs
 * before it); undefined where a person has started it.
 */
export function addressInArguments(): string | undefined {
    return process.argv.slice(2).at(-1);
}

/**
 * The engine that this process works for: it shows messages on a resource's own line, and it may be gone.
 *
 * Pulumi's SDK has no call for either in a dynamic provider's process. Without an address, messages go to the console, and so
 * to the whole stack, and the engine counts as there.
 */
export class Engine {
    #client: Client | undefined;
    #isWatched = false;
    #address: string | undefined;
    /** Whether an engine has started this process, and not a person for engines to come. */
    readonly #isStarted: boolean;

    /** @param address Where it is asked; undefined where no engine has started this process. */
    constructor(address: string | undefined) {
        this.#address = address;
        this.#isStarted = address !== undefined;
    }

    /** Where it is asked; undefined where nobody has said so. */
    get address(): string | undefined {
        return this.#address;
    }

    /** Another engine uses this process from now on. */
    attach(address: string): void {
        this.#address = address;
        this.#client = undefined;
    }

    /**
     * Law: no write without an engine. When an engine is killed, this process lives on, beside the next one perhaps.
     *
     * @throws InterruptedError where the engine is gone.
     */
    async assertAlive(): Promise<void> {
        if (!(await this.#isThere())) {
            throw new InterruptedError(
                "The Pulumi engine is no longer running, so the request was not sent. " +
                    "Run the command again.",
            );
        }
    }

    /** Calls `end` when the engine has no more need of this process: it says so, or the one that started it is gone. */
    onShutdown(end: () => void): void {
        if (this.#isWatched) {
            return;
        }
        this.#isWatched = true;
        // It does not hand on a person's ^C: an operation that is under way then comes to its end first.
        process.once("SIGINT", end);
        if (!this.#isStarted) {
            return;
        }
        const look = setInterval(() => {
            void this.#isThere().then((isThere) => {
                if (!isThere) {
                    clearInterval(look);
                    end();
                }
            });
        }, heartbeat).unref();
    }

    /** The logger of one resource. */
    loggerFor(urn: string | undefined): Logger {
        return {
            progress: (line) => this.#log(urn, LogSeverity.INFO, line, true),
            info: (line) => this.#log(urn, LogSeverity.INFO, line, false),
            warn: (line) => this.#log(urn, LogSeverity.WARNING, line, false),
        };
    }

    /** Tells those who watch, with `--debug`; where no engine listens, nobody. */
    debug(line: string): void {
        if (this.#address !== undefined) {
            this.#log("", LogSeverity.DEBUG, line, false);
        }
    }

    #log(urn: string | undefined, severity: LogSeverity, message: string, ephemeral: boolean): void {
        if (this.#address === undefined || urn === undefined) {
            if (!ephemeral) {
                console.error(message);
            }
            return;
        }
        const request = new LogRequest()
            .setUrn(urn)
            .setSeverity(severity)
            .setMessage(message)
            .setEphemeral(ephemeral);
        this.#call(this.#address, EngineService.log, request, () => {
            // A message that nobody hears must not stop what it tells of.
        });
    }

    async #isThere(): Promise<boolean> {
        if (this.#address === undefined || (await this.#answers(this.#address))) {
            return true;
        }
        await delay(reconnectDelay);
        return this.#answers(this.#address);
    }

    /** Whether anything answers, be it with an error: only a connection that cannot be had tells of an end. */
    #answers(address: string): Promise<boolean> {
        return new Promise((resolve) => {
            this.#call(address, EngineService.getRootResource, new GetRootResourceRequest(), (error) =>
                resolve(error?.code !== status.UNAVAILABLE),
            );
        });
    }

    /** With a client of this package: the SDK's own takes no credentials of a copy of grpc-js that is not its own. */
    #call<Request, Response>(
        address: string,
        { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
        request: Request,
        answered: requestCallback<Response>,
    ): void {
        // The engine is on this machine, where no proxy for the world outside leads.
        const options = { "grpc.enable_http_proxy": 0 };
        this.#client ??= new Client(address, credentials.createInsecure(), options);
        this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, answered);
    }
}
