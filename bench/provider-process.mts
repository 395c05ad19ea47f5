// A provider's process, started as the engine starts it and asked what the engine asks.
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ChildProcess } from "node:child_process";
import { credentials, Server, ServerCredentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import type { CheckResponse, CreateResponse, UpdateResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import structMessages, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { root } from "../tools/paths.mts";
import { signalGroup, spawnGroup } from "../tools/processes.mts";

// The generated modules have names that Node does not find in them by itself.
const { CheckRequest, ConfigureRequest, CreateRequest, DeleteRequest, UpdateRequest } = providerMessages;
const { Struct } = structMessages;

/** The program that runs dynamic providers, and the plugin; and the type that each serves. */
const programs = {
    dynamic: {
        file: join(root, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider", "index.js"),
        type: "pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance",
    },
    plugin: {
        file: join(root, "dist", "plugin", "pulumi-resource-atlas-serverless"),
        type: "atlas-serverless:index:ServerlessInstance",
    },
} as const;

/** A resource's inputs or outputs. */
export type Properties = Record<string, JavaScriptValue>;

/** How a process is started. */
export interface StartOptions {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    /** Where its engine listens; by default nobody does, and nothing that writes can be asked. */
    readonly engineAddress?: string;
}

/** A running provider. */
export class ProviderProcess {
    readonly #child: ChildProcess;
    readonly #client: ResourceProviderClient;
    readonly #type: string;
    readonly #kill: () => void;

    private constructor(child: ChildProcess, port: string, type: string, kill: () => void) {
        this.#child = child;
        this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
        this.#type = type;
        this.#kill = kill;
    }

    /** Starts a process and configures it. */
    static async start(
        entryPoint: keyof typeof programs,
        { cwd, env, engineAddress = "127.0.0.1:1" }: StartOptions,
    ): Promise<ProviderProcess> {
        const { file, type } = programs[entryPoint];
        const child = spawnGroup(process.execPath, [file, engineAddress], {
            cwd,
            env: {
                PATH: process.env["PATH"],
                PULUMI_NODEJS_PROJECT: "bench",
                PULUMI_NODEJS_STACK: "bench",
                ...env,
            },
            stdio: ["ignore", "pipe", "inherit"],
        });
        const kill = () => signalGroup(child, "SIGKILL");
        process.once("exit", kill);
        const provider = new ProviderProcess(child, await firstLine(child), type, kill);
        const configuration = new ConfigureRequest().setId("bench").setArgs(Struct.fromJavaScript({}));
        await promised((done) => provider.#client.configure(configuration, done));
        return provider;
    }

    async check(name: string, inputs: Properties): Promise<Properties> {
        const request = new CheckRequest()
            .setUrn(this.#urn(name))
            .setOlds(Struct.fromJavaScript({}))
            .setNews(Struct.fromJavaScript(inputs));
        const response = await promised<CheckResponse>((done) => this.#client.check(request, done));
        const [failure] = response.getFailuresList();
        if (failure !== undefined) {
            throw new Error(`${name}: ${failure.getReason()}`);
        }
        return response.getInputs()?.toJavaScript() ?? {};
    }

    /** Creates a resource, and gives its state. */
    async create(name: string, inputs: Properties): Promise<{ id: string; state: Properties }> {
        const request = new CreateRequest()
            .setUrn(this.#urn(name))
            .setProperties(Struct.fromJavaScript(inputs));
        const response = await promised<CreateResponse>((done) => this.#client.create(request, done));
        return { id: response.getId(), state: response.getProperties()?.toJavaScript() ?? {} };
    }

    /** Updates a resource, and gives its state. */
    async update(name: string, id: string, state: Properties, inputs: Properties): Promise<Properties> {
        const request = new UpdateRequest()
            .setUrn(this.#urn(name))
            .setId(id)
            .setOlds(Struct.fromJavaScript(state))
            .setNews(Struct.fromJavaScript(inputs));
        const response = await promised<UpdateResponse>((done) => this.#client.update(request, done));
        return response.getProperties()?.toJavaScript() ?? {};
    }

    async delete(name: string, id: string, state: Properties): Promise<void> {
        const request = new DeleteRequest()
            .setUrn(this.#urn(name))
            .setId(id)
            .setProperties(Struct.fromJavaScript(state));
        await promised((done) => this.#client.delete(request, done));
    }

    stop(): void {
        this.#client.close();
        this.#kill();
        process.removeListener("exit", this.#kill);
        this.#child.unref();
    }

    #urn(name: string): string {
        return `urn:pulumi:bench::bench::${this.#type}::${name}`;
    }
}

/** What a provider takes for its engine: somebody who answers, if only that there is nothing to be had. */
export async function startEngineStandIn(): Promise<{ address: string; stop: () => void }> {
    const server = new Server();
    const port = await promised<number>((done) =>
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), done),
    );
    return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

/** The seconds from the start of a process to its answer to a first check; of a dynamic provider with the stub that the engine would send. */
export async function firstAnswer(
    cwd: string,
    entryPoint: keyof typeof programs,
    stub?: string,
): Promise<number> {
    const start = performance.now();
    const env = {
        MONGODB_ATLAS_CLIENT_ID: "mdb_sa_id_bench",
        MONGODB_ATLAS_CLIENT_SECRET: "mdb_sa_sk_bench",
    };
    const provider = await ProviderProcess.start(entryPoint, { cwd, env });
    try {
        await provider.check("orders", {
            ...(stub !== undefined && { __provider: stub }),
            projectId: "0123456789abcdef01234567",
            name: "orders",
            providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        });
        return Math.round(performance.now() - start) / 1000;
    } finally {
        provider.stop();
    }
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
    if (stdout !== null) {
        for await (const line of createInterface({ input: stdout })) {
            return line;
        }
    }
    throw new Error("The provider's process ended without a word.");
}

function promised<T>(
    call: (done: (error: ServiceError | Error | null, response: T) => void) => void,
): Promise<T> {
    return new Promise((resolve, reject) => {
        call((error, response) => (error === null ? resolve(response) : reject(error)));
    });
}
