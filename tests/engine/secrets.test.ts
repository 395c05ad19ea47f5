// What a run leaves behind, and that no credential is in it: the state, what is printed, the logs.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Cloud, declaring } from "./cloud.ts";
import { PulumiStack } from "./harness/index.ts";
import type { ConfigValue } from "./harness/index.ts";

let cloud: Cloud;
let log: string[];
beforeEach(async () => {
    log = [];
    cloud = await Cloud.start({ log: (line) => log.push(line) });
});
afterEach(() => cloud.close());

/** Everything that a run says when it is asked to say everything. */
const loudly = ["--logtostderr", "--logflow", "-v=9"];

const kinds = ["service account", "API key", "access token"] as const;

/** The lines in which the engine logs the configuration on its way to any provider. */
const enginesOwn = /^.*Marshaling property for RPC\[Provider\[\w+\]\.Configure\(\)\.inputs\].*$/gm;

/** A credential in the two places it can come from, and what must never be seen of it. */
interface Marked {
    readonly env: Record<string, string>;
    readonly config: Record<string, ConfigValue>;
    readonly marks: readonly string[];
}

async function marked(kind: (typeof kinds)[number]): Promise<Marked> {
    const { clientId, clientSecret, publicKey, privateKey } = cloud.emulator;
    switch (kind) {
        case "service account":
            return {
                env: { MONGODB_ATLAS_CLIENT_ID: clientId, MONGODB_ATLAS_CLIENT_SECRET: clientSecret },
                config: { "atlas:clientId": clientId, "atlas:clientSecret": { secret: clientSecret } },
                marks: [clientSecret, Buffer.from(`${clientId}:${clientSecret}`).toString("base64")],
            };
        case "API key":
            return {
                env: { MONGODB_ATLAS_PUBLIC_KEY: publicKey, MONGODB_ATLAS_PRIVATE_KEY: privateKey },
                config: { "atlas:publicKey": publicKey, "atlas:privateKey": { secret: privateKey } },
                // The digest of the key is as good as the key.
                marks: [
                    privateKey,
                    createHash("md5").update(`${publicKey}:MMS Public API:${privateKey}`).digest("hex"),
                ],
            };
        case "access token": {
            const token = await cloud.accessToken();
            return {
                env: { MONGODB_ATLAS_ACCESS_TOKEN: token },
                config: { "atlas:accessToken": { secret: token } },
                marks: [token],
            };
        }
    }
}

/** The tokens that the provider gets for itself begin so. */
const grantedToken = "mdb_sa_at_";

/** Takes a database through its life, with a failure on the way, and gives all that was said and kept. */
async function life(stack: PulumiStack): Promise<Record<string, string>> {
    const left: Record<string, string> = {};
    const say = async (title: string, ...args: string[]): Promise<number | null> => {
        const { output, code } = await stack.run(...args);
        left[title] = output;
        return code;
    };
    expect(await say("up", "up", "--yes", ...loudly)).toBe(0);
    left["state file"] = await stack.stateFile();
    left["state"] = (await stack.expect("stack", "export")).stdout;
    left["the state of the databases, secrets shown"] = await revealed(stack);
    await cloud.change("orders", { terminationProtectionEnabled: true });
    expect(await say("refresh", "refresh", "--yes", "--skip-preview", ...loudly)).toBe(0);
    expect(await say("failed destroy", "destroy", "--yes", "--skip-preview", ...loudly)).not.toBe(0);
    expect(left["failed destroy"]).toContain("termination protection");
    left["state after a failure"] = await stack.stateFile();
    await cloud.change("orders", { terminationProtectionEnabled: false });
    expect(await say("destroy", "destroy", "--yes", "--skip-preview", ...loudly)).toBe(0);
    left["state at the end"] = await stack.stateFile();
    left["the server's log"] = log.join("\n");
    expect(log.length).toBeGreaterThan(5);
    return left;
}

/** The state in clear text, without the engine's own copy of the configuration in the provider's entry. */
async function revealed(stack: PulumiStack): Promise<string> {
    const { stdout } = await stack.expect("stack", "export", "--show-secrets");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { type: string }[] } };
    return JSON.stringify(
        deployment.resources.filter(({ type }) => type !== "pulumi:providers:pulumi-nodejs"),
    );
}

function found(left: Record<string, string>, marks: readonly string[]): string[] {
    return Object.entries(left).flatMap(([title, text]) =>
        marks.filter((mark) => text.includes(mark)).map((mark) => `${mark} in ${title}`),
    );
}

test.each(kinds)("the secrets of a %s from the environment are nowhere", async (kind) => {
    const { env, marks } = await marked(kind);
    const stack = await PulumiStack.create({
        env: {
            ...env,
            MONGODB_ATLAS_BASE_URL: cloud.emulator.baseUrl,
            MONGODB_ATLAS_PROJECT_ID: cloud.projectId,
        },
        program: declaring({ name: "orders" }),
    });
    const left = await life(stack);
    expect(found(left, [...marks, ...Object.values(env), grantedToken])).toEqual([]);
});

test("secrets of the configuration are only where the engine keeps them, encrypted", async () => {
    const all = await Promise.all(kinds.map(marked));
    const stack = await PulumiStack.create({
        config: {
            ...Object.fromEntries(all.flatMap(({ config }) => Object.entries(config))),
            "atlas:baseUrl": cloud.emulator.baseUrl,
            "atlas:projectId": cloud.projectId,
        },
        program: declaring({ name: "orders" }),
    });
    const left = await life(stack);
    left["settings"] = readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8");
    // Asked to log everything, the engine itself logs what it tells a provider of the configuration.
    const quiet = Object.entries(left).map(([title, text]) => [title, text.replace(enginesOwn, "")] as const);
    expect(found(Object.fromEntries(quiet), [...all.flatMap(({ marks }) => marks), grantedToken])).toEqual(
        [],
    );
});

test("what the state keeps of the provider is one short line without a value of anybody's", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "orders" }) });
    await stack.up();
    for (const { inputs, outputs } of await stack.resources()) {
        for (const kept of [inputs?.["__provider"], outputs?.["__provider"]]) {
            expect(kept).toBe('exports.handler = () => require("pulumi-atlas-serverless/dynamic").provider;');
            expect(Buffer.byteLength(kept as string)).toBeLessThanOrEqual(100);
        }
    }
    await stack.destroy();
});
