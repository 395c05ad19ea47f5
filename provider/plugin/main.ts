#!/usr/bin/env node
// Pulumi's plugin `resource-atlas-serverless`: serves the engine that has started it, and tells it the port in a line.
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { addressInArguments, Engine } from "../host/engine";
import { exitWhereNodeIsTooOld } from "../host/node-version";
import { PluginService } from "./service";

/** Bytes: the state of a cluster is small, but nobody should have to know. */
const largestMessage = 400 * 1024 * 1024;

function main(): void {
    const server = new Server({
        "grpc.max_receive_message_length": largestMessage,
        "grpc.max_send_message_length": largestMessage,
    });
    const service = new PluginService(new Engine(addressInArguments()));
    service.endWithEngine();
    server.addService(ResourceProviderService, Object.fromEntries(Object.entries(service)));
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error !== null) {
            process.stderr.write(`pulumi-resource-atlas-serverless: could not listen: ${error.message}\n`);
            process.exit(1);
        }
        process.stdout.write(`${port}\n`);
    });
}

exitWhereNodeIsTooOld();
main();
