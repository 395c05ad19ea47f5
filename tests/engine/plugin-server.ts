// A server of the archives that Pulumi downloads plugins from, as a release has one.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { version } from "../../provider/version.ts";

const root = resolve(__dirname, "../..");

/** This machine's platform, as archives are named by it. */
export const thisPlatform = `${process.platform.replace("win32", "windows")}-${process.arch.replace("x64", "amd64")}`;

/** The name of the plugin's archive for a platform. */
export function archiveName(platform: string = thisPlatform, of: string = version): string {
    return `pulumi-resource-atlas-serverless-v${of}-${platform}.tar.gz`;
}

/** Packs the archives as `npm run plugins` does, without building what other tests use at the same time. */
export async function packArchives(folder: string, ...platforms: string[]): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const program = join(root, "tools/plugin-archives/main.mts");
    await promisify(execFile)(process.execPath, [program, folder, ...platforms]);
}

/** Serves what is in a folder, by the files' names. */
export class PluginServer {
    readonly #server: Server;

    private constructor(server: Server) {
        this.#server = server;
    }

    static async start(folder: string): Promise<PluginServer> {
        const server = createServer((request, response) => {
            const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
            readFile(join(folder, basename(pathname))).then(
                (bytes) => response.end(bytes),
                () => response.writeHead(404).end(),
            );
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return new PluginServer(server);
    }

    get url(): string {
        return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    }

    async close(): Promise<void> {
        this.#server.close();
        this.#server.closeAllConnections();
        await once(this.#server, "close");
    }
}
