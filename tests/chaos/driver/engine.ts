// A small stand-in for Pulumi's engine: it is there when a provider asks for it, and hears what a provider says.
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse, LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** What a provider said of a resource. */
export interface Message {
    readonly urn: string;
    readonly severity: "progress" | "info" | "warning" | "error";
    readonly text: string;
}

/** The engine, as far as a provider's process calls it. */
export class Engine {
    readonly address: string;
    readonly #server: Server;
    #messages: Message[] = [];

    private constructor(server: Server, messages: Message[], port: number) {
        this.#server = server;
        this.#messages = messages;
        this.address = `127.0.0.1:${port}`;
    }

    static async start(): Promise<Engine> {
        const messages: Message[] = [];
        const server = new Server();
        server.addService(EngineService, {
            log: ({ request }: ServerUnaryCall<LogRequest, Empty>, answer: sendUnaryData<Empty>) => {
                messages.push(messageOf(request));
                answer(null, new Empty());
            },
            getRootResource: (_call: unknown, answer: sendUnaryData<GetRootResourceResponse>) =>
                answer(null, new GetRootResourceResponse()),
        });
        const port = await new Promise<number>((resolve, reject) =>
            server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
                error === null ? resolve(bound) : reject(error),
            ),
        );
        return new Engine(server, messages, port);
    }

    /** What it has heard since this was asked last. */
    heard(): readonly Message[] {
        return this.#messages.splice(0);
    }

    /** Is gone from one moment to the next, as after `kill -9`. */
    stop(): void {
        this.#server.forceShutdown();
    }
}

function messageOf(request: LogRequest): Message {
    const severities = {
        [LogSeverity.DEBUG]: "progress",
        [LogSeverity.INFO]: "info",
        [LogSeverity.WARNING]: "warning",
        [LogSeverity.ERROR]: "error",
    } as const;
    return {
        urn: request.getUrn(),
        severity: request.getEphemeral() ? "progress" : severities[request.getSeverity()],
        text: request.getMessage(),
    };
}
