import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { GetRootResourceResponse } from "@pulumi/pulumi/proto/engine_pb";
import { Engine } from "../../provider/host/engine";

/** An engine that only says that it is there. */
async function startEngine(): Promise<{ address: string; kill: () => void }> {
    const server = new Server();
    server.addService(EngineService, {
        getRootResource: (_call: unknown, answer: (error: null, response: GetRootResourceResponse) => void) =>
            answer(null, new GetRootResourceResponse()),
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        );
    });
    return { address: `127.0.0.1:${port}`, kill: () => server.forceShutdown() };
}

describe("law: no write without an engine", () => {
    it("an engine that answers is there", async () => {
        const { address, kill } = await startEngine();
        try {
            await expect(new Engine(address).assertAlive()).resolves.toBeUndefined();
        } finally {
            kill();
        }
    });

    it("one that was there, and was killed, is gone", async () => {
        const { address, kill } = await startEngine();
        const engine = new Engine(address);
        await engine.assertAlive();
        kill();
        await expect(engine.assertAlive()).rejects.toThrow(
            "The Pulumi engine is no longer running, so the request was not sent. Run the command again.",
        );
    });

    it.each(["https_proxy", "http_proxy", "grpc_proxy"])(
        "one on this machine is there, whatever proxy %s names for the world outside",
        async (name) => {
            const { address, kill } = await startEngine();
            // Nobody listens there.
            const replaced = jest.replaceProperty(process, "env", {
                ...process.env,
                [name]: "http://127.0.0.1:9",
            });
            try {
                await expect(new Engine(address).assertAlive()).resolves.toBeUndefined();
            } finally {
                replaced.restore();
                kill();
            }
        },
    );

    it("one is there for a program whose SDK has a copy of grpc-js of its own", async () => {
        const files = ["@pulumi/pulumi/proto/engine_grpc_pb", "@pulumi/pulumi/proto/engine_pb"] as const;
        const copies = new Map<string, unknown>();
        jest.isolateModules(() => files.forEach((file) => copies.set(file, jest.requireActual(file))));
        const { address, kill } = await startEngine();
        try {
            await jest.isolateModulesAsync(async () => {
                files.forEach((file) => jest.doMock(file, () => copies.get(file)));
                const { Engine: Other } = await import("../../provider/host/engine.ts");
                await expect(new Other(address).assertAlive()).resolves.toBeUndefined();
            });
        } finally {
            files.forEach((file) => jest.dontMock(file));
            kill();
        }
    });

    it("an older one that does not know the question is there all the same", async () => {
        const server = new Server();
        const port = await new Promise<number>((resolve) => {
            server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_error, bound) =>
                resolve(bound),
            );
        });
        try {
            await expect(new Engine(`127.0.0.1:${port}`).assertAlive()).resolves.toBeUndefined();
        } finally {
            server.forceShutdown();
        }
    });
});
