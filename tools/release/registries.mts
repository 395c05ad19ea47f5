// The registries of a rehearsal, on 127.0.0.1, as empty of this package as the real ones are: Verdaccio for npm, and one server
// for the rest, which are files: an index of Python packages, a proxy of Go modules, and the plugin's archives.
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { cacheHome, fillCache } from "../engine/cache.mts";
import { toStandardError } from "../engine/progress.mts";
import { must, signalGroup, spawnGroup } from "../processes.mts";

/** A registry of npm packages, as many teams run one of their own. */
const verdaccio = { name: "verdaccio", version: "6.10.4" };

/** What is published and asked for in a rehearsal. */
export interface Registries {
    /** npm's. It has all other packages from the registry that npm is set to. */
    readonly npm: string;
    /** What npm must know to publish there. */
    readonly npmToken: string;
    /** The index of Python packages: nothing but ours. */
    readonly pypi: string;
    /** Where a Python package is uploaded. */
    readonly pypiUpload: string;
    /** The proxy of Go modules: nothing but ours. */
    readonly go: string;
    /** Where Pulumi downloads the plugin. */
    readonly plugins: string;
    /** The folder of the last. */
    readonly pluginsFolder: string;
    /** Gives a Go module out, as a proxy does once its tag is in a repository. */
    addGoModule(repository: string, tag: string): Promise<void>;
    close(): Promise<void>;
}

/** Starts them in a folder. */
export async function startRegistries(folder: string): Promise<Registries> {
    const files = await startFiles(join(folder, "files"));
    const npm = await startVerdaccio(join(folder, "npm"));
    const token = await tokenFrom(npm.url);
    return {
        npm: npm.url,
        npmToken: token,
        pypi: `${files.url}/pypi/simple`,
        pypiUpload: `${files.url}/pypi/upload`,
        go: `${files.url}/go`,
        plugins: `${files.url}/plugins`,
        pluginsFolder: join(folder, "files", "plugins"),
        addGoModule: (repository, tag) => addGoModule(join(folder, "files", "go"), repository, tag),
        close: async () => {
            await npm.close();
            await files.close();
        },
    };
}

/** Verdaccio's own folder: fetched once, as the rest of the tools are. */
async function verdaccioFolder(): Promise<string> {
    const folder = join(
        cacheHome(),
        "pulumi-atlas-serverless",
        "release",
        `${verdaccio.name}-${verdaccio.version}`,
    );
    if (!existsSync(folder)) {
        await fillCache(folder, toStandardError, fetchVerdaccio);
    }
    return join(folder, "node_modules", verdaccio.name);
}

async function fetchVerdaccio(folder: string): Promise<boolean> {
    // One of its dependencies is asked for by a tag, which a mirror need not have.
    const manifest = {
        private: true,
        dependencies: { [verdaccio.name]: verdaccio.version },
        overrides: { "node-fetch": "2.7.0" },
    };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    await must("npm", ["install", "--ignore-scripts", ...quiet], { cwd: folder });
    return true;
}

async function startVerdaccio(folder: string): Promise<{ url: string; close: () => Promise<void> }> {
    mkdirSync(folder, { recursive: true });
    const others = (await must("npm", ["config", "get", "registry"], { cwd: folder })).trim();
    const config = {
        storage: join(folder, "storage"),
        auth: { htpasswd: { file: join(folder, "htpasswd") } },
        uplinks: { others: { url: others, timeout: "120s" } },
        packages: {
            "pulumi-atlas-serverless": { access: "$all", publish: "$authenticated" },
            "**": { access: "$all", proxy: "others" },
        },
        web: { enable: false },
        log: { type: "stdout", level: "warn", colors: false },
    };
    // JSON is YAML, too.
    writeFileSync(join(folder, "config.yaml"), JSON.stringify(config));
    const port = await freePort();
    const child = spawnGroup(
        process.execPath,
        [
            join(await verdaccioFolder(), "bin", "verdaccio"),
            "--config",
            join(folder, "config.yaml"),
            "--listen",
            `127.0.0.1:${port}`,
        ],
        { stdio: ["ignore", "pipe", "pipe"] },
    );
    const exited = once(child, "exit");
    const kill = () => signalGroup(child, "SIGKILL");
    process.once("exit", kill);
    let said = "";
    child.stderr?.on("data", (text: Buffer) => (said += text.toString()));
    const url = `http://127.0.0.1:${port}/`;
    await new Promise<void>((resolve, reject) => {
        child.stdout?.on("data", (text: Buffer) => {
            said += text.toString();
            if (said.includes("http address")) {
                resolve();
            }
        });
        void exited.then(() => reject(new Error(`Verdaccio did not start:\n${said}`)));
    });
    return {
        url,
        close: async () => {
            process.removeListener("exit", kill);
            kill();
            await exited;
        },
    };
}

/** What a person who is registered there publishes with. */
async function tokenFrom(npm: string): Promise<string> {
    const name = "rehearsal";
    const answer = await fetch(`${npm}-/user/org.couchdb.user:${name}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name, password: `${name}-${process.pid}` }),
    });
    const { token } = (await answer.json()) as { token?: string };
    if (token === undefined) {
        throw new Error(`Verdaccio answered ${answer.status} and no token.`);
    }
    return token;
}

const [html, binary] = ["text/html", "application/octet-stream"];

async function startFiles(folder: string): Promise<{ url: string; close: () => Promise<void> }> {
    for (const part of ["pypi/simple", "go", "plugins"]) {
        mkdirSync(join(folder, part), { recursive: true });
    }
    const server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
        const answer =
            request.method === "POST"
                ? takePackage(join(folder, "pypi/simple"), request)
                : page(folder, pathname);
        void answer.then(
            // Pip reads no index that says nothing of its kind.
            (body) => response.setHeader("Content-Type", typeof body === "string" ? html : binary).end(body),
            () => response.writeHead(404).end(),
        );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: async () => {
            server.close();
            server.closeAllConnections();
            await once(server, "close");
        },
    };
}

/** A file, or the links to what a folder holds. */
async function page(folder: string, pathname: string): Promise<Buffer | string> {
    const path = join(folder, decodeURIComponent(pathname));
    if (!statSync(path).isDirectory()) {
        return readFile(path);
    }
    const links = readdirSync(path).map((name) => `<a href="${encodeURIComponent(name)}">${name}</a>`);
    return `<!DOCTYPE html><html><body>${links.join("\n")}</body></html>`;
}

/** What `twine upload` sends: a form with the package's name and the file. */
async function takePackage(index: string, request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
        chunks.push(chunk as Buffer);
    }
    const sent = new Response(Buffer.concat(chunks), {
        headers: { "Content-Type": request.headers["content-type"] ?? "" },
    });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- one small form, from this machine
    const form = await sent.formData();
    const [name, content] = [form.get("name"), form.get("content")];
    if (typeof name !== "string" || !(content instanceof File)) {
        throw new Error("This is no package.");
    }
    // By the name that pip asks for.
    const folder = join(index, name.toLowerCase().replaceAll(/[-_.]+/g, "-"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, content.name), Buffer.from(await content.arrayBuffer()));
    return "";
}

/** Makes the files of the Go module protocol from a tag like `sdk/go/v1.2.3`, whose folder is the module. */
async function addGoModule(proxy: string, repository: string, tag: string): Promise<void> {
    const [, folder = "", version = ""] = /^(.*)\/(v[^/]+)$/.exec(tag) ?? [];
    const git = (...args: string[]) => must("git", args, { cwd: repository });
    const manifest = await git("show", `${tag}:${folder}/go.mod`);
    const module = /^module (\S+)$/m.exec(manifest)?.[1] ?? "";
    const versions = join(
        proxy,
        module.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`),
        "@v",
    );
    mkdirSync(versions, { recursive: true });
    const time = (await git("log", "-1", "--format=%cI", tag)).trim();
    writeFileSync(join(versions, `${version}.info`), JSON.stringify({ Version: version, Time: time }));
    writeFileSync(join(versions, `${version}.mod`), manifest);
    const archive = join(versions, `${version}.zip`);
    await git(
        "archive",
        "--format=zip",
        `--prefix=${module}@${version}/`,
        `--output=${archive}`,
        `${tag}:${folder}`,
    );
    const list = readdirSync(versions).filter((name) => name.endsWith(".info"));
    writeFileSync(join(versions, "list"), list.map((name) => `${name.slice(0, -".info".length)}\n`).join(""));
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return port;
}
