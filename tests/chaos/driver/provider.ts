// A process of dynamic providers: the real one, started as the engine starts it and asked what the engine asks.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { credentials, Metadata, type CallOptions, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { FromProcess, Resolution, ToProcess, Variables } from "./messages";

/** Properties of a resource, as they go over the wire. */
export type Properties = Readonly<Record<string, unknown>>;

/** What a provider answers to a create, a read or an update. */
export interface Answered {
    readonly id: string;
    readonly outputs: Properties;
    /** Only a read gives them. */
    readonly inputs?: Properties;
}

/** How a resource differs from what is declared. */
export interface Difference {
    readonly changes: boolean;
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace: boolean;
}

/** A provider's "no". */
export class Refusal extends Error {
    override readonly name = "Refusal";
    /** What there is all the same: Pulumi keeps it, with the reasons in place of the message. */
    readonly partial: (Answered & { readonly reasons: readonly string[] }) | undefined;

    constructor(error: ServiceError) {
        super(error.details);
        this.partial = partialOf(error);
    }
}

/** Looks names up for a process. */
export type Names = (hostname: string) => Resolution;

const root = resolve(__dirname, "../../..");
const script = join(root, "node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js");
/** An answer that takes longer will never come. Milliseconds. */
const patience = 120_000;

/** What follows a request in a call. */
type CallRest<T> = [Metadata, Partial<CallOptions>, (error: ServiceError | null, response: T) => void];

/** How to start a process. */
export interface ProcessOptions {
    /** The engine's address. */
    readonly engine: string;
    readonly names: Names;
}

/** A running process. Its module state outlives operations, as with the real engine; its environment can change. */
export class ProviderProcess {
    readonly #child: ChildProcess;
    readonly #client: ResourceProviderClient;
    readonly #output: string[];

    private constructor(child: ChildProcess, port: string, output: string[]) {
        this.#child = child;
        this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
        this.#output = output;
    }

    static async start({ engine, names }: ProcessOptions): Promise<ProviderProcess> {
        const child = fork(script, [engine], {
            cwd: root,
            execArgv: ["--import", join(__dirname, "inside.mts")],
            env: {
                PATH: process.env["PATH"],
                PULUMI_NODEJS_PROJECT: "shop",
                PULUMI_NODEJS_STACK: "dev",
            },
            stdio: ["ignore", "pipe", "pipe", "ipc"],
        });
        child.on("message", (message: FromProcess) => {
            if ("question" in message) {
                tell(child, { question: message.question, resolution: names(message.hostname) });
            }
        });
        const output: string[] = [];
        const lines = [child.stdout, child.stderr].map((stream) => {
            if (stream === null) {
                throw new Error("The provider's process has no output.");
            }
            return createInterface({ input: stream }).on("line", (line) => output.push(line));
        });
        const ended = once(child, "exit").then(() => {
            throw new Error(`The provider's process ended:\n${output.join("\n")}`);
        });
        const [port] = (await Promise.race([once(lines[0] as NodeJS.EventEmitter, "line"), ended])) as [
            string,
        ];
        ended.catch(() => undefined);
        output.shift();
        const started = new ProviderProcess(child, port, output);
        await started.#configure();
        return started;
    }

    async #configure(): Promise<void> {
        const request = new messages.ConfigureRequest().setArgs(structOf({}));
        await this.#ask((...call) => this.#client.configure(request, ...call));
    }

    get pid(): number {
        return this.#child.pid ?? -1;
    }

    /** What it has written since this was asked last. */
    written(): readonly string[] {
        return this.#output.splice(0);
    }

    /** Changes its environment. */
    async setEnvironment(environment: Variables): Promise<void> {
        const taken = new Promise<void>((done) => {
            const hear = (message: FromProcess): void => {
                if ("taken" in message) {
                    this.#child.off("message", hear);
                    done();
                }
            };
            this.#child.on("message", hear);
        });
        tell(this.#child, { environment });
        await taken;
    }

    /** @throws Refusal where the inputs are not accepted. */
    async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: string[] }> {
        const request = new messages.CheckRequest().setOlds(structOf(olds)).setNews(structOf(news));
        const response = await this.#ask<messages.CheckResponse>((...call) =>
            this.#client.check(request, ...call),
        );
        return {
            inputs: propertiesOf(response.getInputs()),
            failures: response.getFailuresList().map((failure) => failure.getReason()),
        };
    }

    async diff(id: string, olds: Properties, news: Properties): Promise<Difference> {
        const request = new messages.DiffRequest().setId(id).setOlds(structOf(olds)).setNews(structOf(news));
        const response = await this.#ask<messages.DiffResponse>((...call) =>
            this.#client.diff(request, ...call),
        );
        return {
            changes: response.getChanges() !== messages.DiffResponse.DiffChanges.DIFF_NONE,
            replaces: response.getReplacesList(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
        };
    }

    async create(inputs: Properties): Promise<Answered> {
        const request = new messages.CreateRequest().setProperties(structOf(inputs));
        const response = await this.#ask<messages.CreateResponse>((...call) =>
            this.#client.create(request, ...call),
        );
        return { id: response.getId(), outputs: propertiesOf(response.getProperties()) };
    }

    /** Undefined where the resource is gone. */
    async read(id: string, outputs: Properties, inputs: Properties): Promise<Answered | undefined> {
        const request = new messages.ReadRequest()
            .setId(id)
            .setProperties(structOf(outputs))
            .setInputs(structOf(inputs));
        const response = await this.#ask<messages.ReadResponse>((...call) =>
            this.#client.read(request, ...call),
        );
        return response.getId() === ""
            ? undefined
            : {
                  id: response.getId(),
                  outputs: propertiesOf(response.getProperties()),
                  inputs: propertiesOf(response.getInputs()),
              };
    }

    async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
        const request = new messages.UpdateRequest()
            .setId(id)
            .setOlds(structOf(olds))
            .setNews(structOf(news));
        const response = await this.#ask<messages.UpdateResponse>((...call) =>
            this.#client.update(request, ...call),
        );
        return propertiesOf(response.getProperties());
    }

    async delete(id: string, outputs: Properties): Promise<void> {
        const request = new messages.DeleteRequest().setId(id).setProperties(structOf(outputs));
        await this.#ask((...call) => this.#client.delete(request, ...call));
    }

    /** Ends it at once. */
    async stop(): Promise<void> {
        this.#client.close();
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const ended = once(this.#child, "exit");
            this.#child.kill("SIGKILL");
            await ended;
        }
    }

    #ask<T>(call: (...rest: CallRest<T>) => unknown): Promise<T> {
        return new Promise((resolve, reject) => {
            call(new Metadata(), { deadline: Date.now() + patience }, (error, response) =>
                error === null ? resolve(response) : reject(new Refusal(error)),
            );
        });
    }
}

function tell(child: ChildProcess, message: ToProcess): void {
    child.send(message);
}

function structOf(properties: Properties): Struct {
    return Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
}

function propertiesOf(struct: Struct | undefined): Properties {
    return struct?.toJavaScript() ?? {};
}

/** What a partial failure carries, in the field of gRPC's own for an error's details. */
function partialOf({ metadata }: ServiceError): Refusal["partial"] {
    const [status] = metadata.get("grpc-status-details-bin");
    if (!Buffer.isBuffer(status)) {
        return undefined;
    }
    const [detail] = Status.deserializeBinary(status).getDetailsList();
    const failed = detail?.unpack(
        (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
        "pulumirpc.ErrorResourceInitFailed",
    );
    return failed
        ? {
              id: failed.getId(),
              outputs: propertiesOf(failed.getProperties()),
              reasons: failed.getReasonsList(),
          }
        : undefined;
}
