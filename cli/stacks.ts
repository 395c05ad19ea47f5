import { execFile } from "node:child_process";
import { isRecord, asArray, asRecord, asString } from "../provider/atlas/json-readers";
import { resourceType } from "../provider/dynamic/stub";
import { identityDigest, ownerOf, slotIn, slotOf } from "../provider/instance/ownership/owner-tag";
import { instanceToken, packageName } from "../provider/plugin/tokens";
import { CommandError, UsageError, type CliContext } from "./terminal";

/** Where Pulumi keeps states. */
export interface Backend {
    /** Its address, without what may be secret in it. */
    name: string;
    /** What PULUMI_BACKEND_URL must be to reach it; undefined where it is what the surroundings say. */
    url?: string | undefined;
}

/** A stack of a backend. */
export interface StackName {
    /** As `pulumi --stack` takes it: `organization/project/stack`. */
    name: string;
    /** The name of its backend. */
    backend: string;
    /** Absent in backends that know no projects. */
    project?: string | undefined;
    stack: string;
}

/** A cluster in a stack's state. */
export interface HeldCluster {
    /** The Pulumi id: `projectId/name`. */
    id: string;
    instanceId?: string | undefined;
    mark?: string | undefined;
    /** The slot that the state recorded. */
    slot?: string | undefined;
}

/** A create that a state says is under way, or that was interrupted. */
export interface PendingCreate {
    /** The Atlas project. */
    projectId?: string | undefined;
    /** The readable owner that the cluster's tag names. */
    owner: string;
    /** The slots that the cluster's tag may name. */
    slots: readonly string[];
}

/** What a stack's state says of clusters. */
export interface StackState {
    /** The digests of what identifies it, with which the slots of its clusters begin. */
    identities: readonly string[];
    held: HeldCluster[];
    creating: PendingCreate[];
}

/** A stack, and its state or why it cannot be read. */
export type StackView = StackName & (({ readable: true } & StackState) | { readable: false; why: string });

/** The types of our resource, through either entry point. */
const kinds: readonly unknown[] = [resourceType, instanceToken];

/** How many stacks are read at once: each is a process, which has a processor's work to do. */
const atOnce = 4;

/**
 * The backends at these addresses; without any, the one that the `pulumi` on PATH is logged in to.
 *
 * @throws UsageError where one is no URL; CommandError where there is no such command.
 */
export async function backendsAt(urls: readonly string[], terminal: CliContext): Promise<Backend[]> {
    if (urls.some((url) => !url.includes("://"))) {
        throw new UsageError("--backend must be a URL, such as s3://bucket or file:///folder");
    }
    if (urls.length > 0) {
        return [...new Set(urls)].map((url) => ({ name: withoutSecrets(url), url }));
    }
    const ambient = terminal.env["PULUMI_BACKEND_URL"];
    if (ambient !== undefined && ambient !== "") {
        return [{ name: withoutSecrets(ambient) }];
    }
    const told = await pulumi(terminal, undefined, ["whoami", "--verbose", "--json"]);
    const url = told.ok ? asString(asRecord(told.json)["url"]) : undefined;
    return [{ name: url === undefined ? "the current backend" : withoutSecrets(url) }];
}

/**
 * All stacks of the backends, by the `pulumi` on PATH.
 *
 * @throws CommandError where there is no such command, or where it cannot list them.
 */
export async function readStacks(backends: readonly Backend[], terminal: CliContext): Promise<StackView[]> {
    const views: StackView[] = [];
    for (const backend of backends) {
        views.push(...(await readBackend(backend, terminal)));
    }
    return views;
}

async function readBackend(backend: Backend, terminal: CliContext): Promise<StackView[]> {
    const listed = await pulumi(terminal, backend.url, [
        "stack",
        "ls",
        "--all",
        "--json",
        "--fully-qualify-stack-names",
    ]);
    if (!listed.ok) {
        throw new CommandError(
            `Could not list the stacks in ${backend.name} (pulumi stack ls): ${listed.why}`,
        );
    }
    const names = asArray(listed.json).flatMap((stack) => asString(asRecord(stack)["name"]) ?? []);
    const views: StackView[] = [];
    const waiting = names.map((name, index) => ({ name, index }));
    const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            views[next.index] = await readStack(terminal, backend, parseName(next.name, backend));
        }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return views;
}

async function readStack(terminal: CliContext, { url }: Backend, stack: StackName): Promise<StackView> {
    const exported = await pulumi(terminal, url, ["stack", "export", "--stack", stack.name]);
    return exported.ok
        ? { ...stack, readable: true, ...readState(exported.json) }
        : { ...stack, readable: false, why: exported.why };
}

function parseName(name: string, backend: Backend): StackName {
    const [stack = name, project] = name.split("/").toReversed();
    return { name, backend: backend.name, project, stack };
}

function readState(exported: unknown): StackState {
    const deployment = asRecord(asRecord(exported)["deployment"]);
    const resources = asArray(deployment["resources"]).filter(isRecord);
    const identities = resources.filter(isIdentity).flatMap(({ id }) => asString(id) ?? []);
    const held = resources
        // A `get` only reads its cluster.
        .filter(({ type, external }) => kinds.includes(type) && external !== true)
        .map((resource) => {
            const outputs = asRecord(resource["outputs"]);
            return {
                id: asString(resource["id"]) ?? "",
                instanceId: asString(outputs["instanceId"]),
                // States of old may hold an empty one.
                mark: asString(outputs["__mark"]) || undefined,
                slot: slotIn(asString(outputs["__owner"])),
            };
        });
    const creating = asArray(deployment["pending_operations"]).flatMap((operation) => {
        const { type, resource } = asRecord(operation);
        const { urn, type: kind, inputs, provider } = asRecord(resource);
        if (type !== "creating" || !kinds.includes(kind) || typeof urn !== "string") {
            return [];
        }
        // What identified the state may be destroyed by now; the note of the create outlives it.
        const own = [asString(asRecord(inputs)["__identity"]), asString(provider)?.split("::").at(-1)];
        const slots = [...identities, ...own].flatMap(
            (identity) =>
                slotOf({ __urn: urn, ...(identity !== undefined && { __identity: identity }) }) ?? [],
        );
        const projectId = asString(asRecord(inputs)["projectId"]);
        return [{ projectId, owner: ownerOf({ __urn: urn }), slots }];
    });
    return { identities: identities.map(identityDigest), held, creating };
}

/** Whether its id identifies the state: the SDK's own resource (`sdk/identity`), or a provider of the plugin. */
function isIdentity({ type, urn }: Record<string, unknown>): boolean {
    return (
        type === `pulumi:providers:${packageName}` ||
        (type === "pulumi:index:Stash" && asString(urn)?.endsWith(`::${packageName}`) === true)
    );
}

type Answer = { ok: true; json: unknown } | { ok: false; why: string };

/** What a `pulumi` command answers in JSON, or why it does not. */
function pulumi({ env }: CliContext, url: string | undefined, args: readonly string[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const options = {
            env: {
                ...env,
                PULUMI_SKIP_UPDATE_CHECK: "true",
                ...(url !== undefined && { PULUMI_BACKEND_URL: url }),
            },
            maxBuffer: Number.POSITIVE_INFINITY,
        };
        execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
            if (error?.code === "ENOENT") {
                reject(
                    new CommandError(
                        "There is no command pulumi on PATH, and without it nobody knows what the stacks hold. Install it " +
                            "(https://www.pulumi.com/docs/install), or add its folder to PATH.",
                    ),
                );
                return;
            }
            try {
                resolve(
                    error === null
                        ? { ok: true, json: JSON.parse(stdout) as unknown }
                        : { ok: false, why: told(stderr || error.message, options.env.PULUMI_BACKEND_URL) },
                );
            } catch {
                resolve({ ok: false, why: "it did not answer in JSON" });
            }
        });
    });
}

/** What `pulumi` said, in one line, without what may be secret in a backend's address. */
function told(said: string, url = ""): string {
    const known = url === "" ? said : said.replaceAll(url, withoutSecrets(url));
    return known
        .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'`]*[^\s"'`.,:;)]/gi, withoutSecrets)
        .replace(/^error: /, "")
        .replaceAll(/\s+/g, " ")
        .trim();
}

/** A backend's address without user, password and options, in each of which there may be a secret. */
function withoutSecrets(url: string): string {
    const [scheme = "", rest] = url.split("://", 2);
    if (rest === undefined) {
        return "the current backend";
    }
    if (scheme === "file") {
        return `file://${rest.replace(/\?.*/, "")}`;
    }
    const { host, pathname, search, hash }: Partial<URL> = URL.canParse(url) ? new URL(url) : {};
    // An @ elsewhere belongs to a password that was not escaped.
    return host === undefined || [pathname, search, hash].join("").includes("@")
        ? `${scheme}://...`
        : `${scheme}://${host}${pathname}`;
}
