// A provider's process, started as the engine starts it and asked what the engine asks first.
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { root } from "../tools/paths.mts";
import { signalGroup, spawnGroup } from "../tools/processes.mts";

// The generated modules have names that Node does not find in them by itself.
const { CheckRequest, ConfigureRequest } = providerMessages;
const { Struct } = structMessages;

/** The program that runs dynamic providers, and the plugin. */
const programs = {
    dynamic: join(root, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider", "index.js"),
    plugin: join(root, "dist", "plugin", "pulumi-resource-atlas-serverless"),
} as const;

/** What the check is of. */
const urns = {
    dynamic: "urn:pulumi:bench::bench::pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance::orders",
    plugin: "urn:pulumi:bench::bench::atlas-serverless:index:ServerlessInstance::orders",
} as const;

/** Nobody listens there: the provider has nothing to say in a check that finds nothing wrong. */
const engineAddress = "127.0.0.1:1";

const environment = {
    PULUMI_NODEJS_PROJECT: "bench",
    PULUMI_NODEJS_STACK: "bench",
    MONGODB_ATLAS_CLIENT_ID: "mdb_sa_id_bench",
    MONGODB_ATLAS_CLIENT_SECRET: "mdb_sa_sk_bench",
};

/**
 * The seconds from the start of a process to its answer to a first check; of a dynamic provider in a folder that has it,
 * and with the stub that the engine would send.
 */
export async function firstAnswer(
    folder: string,
    program: keyof typeof programs,
    stub?: string,
): Promise<number> {
    const start = performance.now();
    const child = spawnGroup(process.execPath, [programs[program], engineAddress], {
        cwd: folder,
        env: { ...process.env, ...environment },
        stdio: ["ignore", "pipe", "inherit"],
    });
    const kill = () => signalGroup(child, "SIGKILL");
    process.once("exit", kill);
    try {
        const port = await firstLine(child.stdout);
        const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
        await configure(client);
        await check(client, urns[program], stub === undefined ? {} : { __provider: stub });
        const seconds = Math.round(performance.now() - start) / 1000;
        client.close();
        return seconds;
    } finally {
        kill();
        process.removeListener("exit", kill);
    }
}

async function firstLine(output: Readable | null): Promise<string> {
    if (output !== null) {
        for await (const line of createInterface({ input: output })) {
            return line;
        }
    }
    throw new Error("The provider's process ended without a word.");
}

function configure(client: ResourceProviderClient): Promise<void> {
    const request = new ConfigureRequest().setArgs(Struct.fromJavaScript({}));
    return new Promise((resolve, reject) => {
        client.configure(request, (error) => (error === null ? resolve() : reject(error)));
    });
}

function check(client: ResourceProviderClient, urn: string, more: Record<string, string>): Promise<void> {
    const inputs = {
        ...more,
        projectId: "0123456789abcdef01234567",
        name: "orders",
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    };
    const request = new CheckRequest()
        .setUrn(urn)
        .setOlds(Struct.fromJavaScript({}))
        .setNews(Struct.fromJavaScript(inputs));
    return new Promise((resolve, reject) => {
        client.check(request, (error) => (error === null ? resolve() : reject(error)));
    });
}
