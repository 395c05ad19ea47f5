// What a run leaves behind, and that no credential is in it: the state, what is printed, the logs.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Cloud, declaring } from "../engine/cloud.ts";
import { isPlugin, namespace } from "../engine/entry-point.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import type { ConfigValue } from "../engine/harness/index.ts";
import { resourcesInState } from "../engine/state-file.ts";
import { stub } from "../../provider/dynamic/stub";

let cloud: Cloud;
let log: string[];
beforeEach(async () => {
    log = [];
    cloud = await Cloud.start({ log: (line) => log.push(line) });
});
afterEach(() => cloud.close());

const searched = { places: 0, hits: 0 };
afterAll(() => {
    // Standard output belongs to jest, which may be asked to write JSON there.
    process.stderr.write(`secrets: ${searched.places} places searched, ${searched.hits} hits\n`);
});

/** Everything that a run says when it is asked to say everything. */
const loudly = ["--logtostderr", "--logflow", "-v=9"];

const kinds = ["service account", "API key", "access token"] as const;

/** The lines of the engine's own log in which it tells a provider of the configuration. */
const enginesOwn =
    /^\{"time":.*"(Unm|M)arshaling property for RPC\[Provider\[[^\]]*\]\.(CheckConfig\([^)]*\)|Configure\(\))\.inputs\].*$/gm;

/** A credential in the two places it can come from, and what must never be seen of it. */
interface Marked {
    readonly env: Record<string, string>;
    readonly config: Record<string, ConfigValue>;
    readonly marks: readonly string[];
    /** The variable that holds the secret, and one that Atlas refuses. */
    readonly wrong: Readonly<Record<string, string>>;
}

/** A secret that no text of ours may repeat, though it is of no use. */
const refused = "mdb_sa_sk_refused0refused0refused0refused0refused0";

async function marked(kind: (typeof kinds)[number]): Promise<Marked> {
    const { clientId, clientSecret, publicKey, privateKey } = cloud.emulator;
    switch (kind) {
        case "service account":
            return {
                env: { MONGODB_ATLAS_CLIENT_ID: clientId, MONGODB_ATLAS_CLIENT_SECRET: clientSecret },
                config: {
                    [`${namespace}:clientId`]: clientId,
                    [`${namespace}:clientSecret`]: { secret: clientSecret },
                },
                wrong: { MONGODB_ATLAS_CLIENT_SECRET: refused },
                marks: [clientSecret, Buffer.from(`${clientId}:${clientSecret}`).toString("base64")],
            };
        case "API key":
            return {
                env: { MONGODB_ATLAS_PUBLIC_KEY: publicKey, MONGODB_ATLAS_PRIVATE_KEY: privateKey },
                config: {
                    [`${namespace}:publicKey`]: publicKey,
                    [`${namespace}:privateKey`]: { secret: privateKey },
                },
                wrong: { MONGODB_ATLAS_PRIVATE_KEY: refused },
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
                config: { [`${namespace}:accessToken`]: { secret: token } },
                wrong: { MONGODB_ATLAS_ACCESS_TOKEN: refused },
                marks: [token],
            };
        }
    }
}

/** The tokens that the provider gets for itself begin so. */
const grantedToken = "mdb_sa_at_";

/** Takes a cluster through its life, with a failure on the way, and gives all that was said and kept. */
async function life(stack: PulumiStack): Promise<Record<string, string>> {
    const left: Record<string, string> = {};
    const say = async (title: string, ...args: string[]): Promise<number | null> => {
        const { output, code } = await stack.run(...args);
        left[title] = output;
        return code;
    };
    // The engine has its flag for the events only where somebody debugs it.
    stack.setEnv({ PULUMI_DEBUG_COMMANDS: "1" });
    const events = join(stack.folder, "events.json");
    expect(await say("up", "up", "--yes", "--event-log", events, ...loudly)).toBe(0);
    left["the events of up"] = readFileSync(events, "utf8");
    expect(left["the events of up"]).toContain("resourcePreEvent");
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
    await crash(stack, left);
    expect(await say("up after the crash", "up", "--yes", "--skip-preview", ...loudly)).toBe(0);
    expect(await say("destroy after that", "destroy", "--yes", "--skip-preview", ...loudly)).toBe(0);
    left["the server's log"] = log.join("\n");
    expect(log.length).toBeGreaterThan(5);
    return left;
}

/** `kill -9` of everything, in mid-create. */
async function crash(stack: PulumiStack, left: Record<string, string>): Promise<void> {
    await cloud.fault({ operation: "createServerlessInstance", takes: 10_000 });
    const run = stack.start("up", "--yes", "--skip-preview", ...loudly);
    await run.waitFor("creating: CREATING");
    await stack.killAll();
    left["what a crashed run has said"] = run.output;
    left["state after the crash"] = await stack.stateFile();
    await cloud.change("orders", { stateName: "IDLE" });
    await stack.expect("cancel", "--yes");
}

/** The state in clear text, without the engine's own copy of the configuration in the provider's entry. */
async function revealed(stack: PulumiStack): Promise<string> {
    const { stdout } = await stack.expect("stack", "export", "--show-secrets");
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { type: string }[] } };
    return JSON.stringify(deployment.resources.filter(({ type }) => !type.startsWith("pulumi:providers:")));
}

function found(left: Readonly<Record<string, string>>, marks: readonly string[]): string[] {
    const hits = Object.entries(left).flatMap(([title, text]) =>
        marks.filter((mark) => text.includes(mark)).map((mark) => `${mark} in ${title}`),
    );
    searched.places += Object.keys(left).length;
    searched.hits += hits.length;
    return hits;
}

test.each(kinds)("the secrets of a %s from the environment are nowhere", async (kind) => {
    const { env, marks, wrong } = await marked(kind);
    const stack = await PulumiStack.create({
        env: {
            ...env,
            MONGODB_ATLAS_BASE_URL: cloud.emulator.baseUrl,
            MONGODB_ATLAS_PROJECT_ID: cloud.projectId,
        },
        program: declaring({ name: "orders" }),
    });
    const left = await life(stack);
    stack.setEnv(wrong);
    const { output, code } = await stack.run("up", "--yes", "--skip-preview", ...loudly);
    expect(code).not.toBe(0);
    expect(output).toContain("401");
    left["up with a wrong secret"] = output;
    expect(found(left, [...marks, ...Object.values(env), grantedToken, refused])).toEqual([]);
});

test("secrets of the configuration are only where the engine keeps them, encrypted", async () => {
    const all = await Promise.all(kinds.map(marked));
    const stack = await PulumiStack.create({
        config: {
            ...Object.fromEntries(all.flatMap(({ config }) => Object.entries(config))),
            [`${namespace}:baseUrl`]: cloud.emulator.baseUrl,
            [`${namespace}:projectId`]: cloud.projectId,
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
    for (const { inputs, outputs } of await resourcesInState(stack)) {
        // The plugin keeps it in the outputs alone, for the way back to the dynamic provider.
        for (const properties of isPlugin ? [outputs] : [inputs, outputs]) {
            expect(properties?.["__provider"]).toBe(stub);
            expect(Buffer.byteLength(stub)).toBeLessThanOrEqual(520);
        }
    }
    await stack.destroy();
});
