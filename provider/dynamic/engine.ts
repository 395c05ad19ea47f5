import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Voice } from "../instance/waits";

/**
 * The engine's ear: messages that appear on the resource's own line.
 *
 * Pulumi's SDK has no call for that in a dynamic provider's process; its host starts the process with the engine's
 * address as first argument. Where that is missing, messages go to the console, and so to the whole stack.
 */
export class EngineLog {
    #client: EngineClient | undefined;
    readonly #address: string | undefined;

    constructor(address: string | undefined = process.argv[2]) {
        this.#address = address;
    }

    /** A voice for one resource. */
    voiceFor(urn: string | undefined): Voice {
        return {
            progress: (line) => this.#log(urn, LogSeverity.INFO, line, true),
            warn: (line) => this.#log(urn, LogSeverity.WARNING, line, false),
        };
    }

    #log(urn: string | undefined, severity: LogSeverity, message: string, ephemeral: boolean): void {
        if (this.#address === undefined || urn === undefined) {
            if (!ephemeral) {
                console.error(message);
            }
            return;
        }
        this.#client ??= new EngineClient(this.#address, credentials.createInsecure());
        const request = new LogRequest()
            .setUrn(urn)
            .setSeverity(severity)
            .setMessage(message)
            .setEphemeral(ephemeral);
        this.#client.log(request, () => {
            // A message that nobody hears must not stop what it tells of.
        });
    }
}
