import { execFile } from "node:child_process";
import { isRecord, list, record, text } from "../provider/atlas/json";
import { resourceType } from "../provider/dynamic/stub";
import { behindTheFirstDoor, instanceToken } from "../provider/plugin/tokens";
import { CommandError, type Terminal } from "./terminal";

/** A stack of the current Pulumi backend. */
export interface StackName {
    /** As `pulumi --stack` takes it: `organization/project/stack`. */
    name: string;
    organization?: string | undefined;
    /** Absent in backends that know no projects. */
    project?: string | undefined;
    stack: string;
}

/** A database in a stack's state. */
export interface HeldDatabase {
    /** The Pulumi id: `projectId/name`. */
    id: string;
    instanceId?: string | undefined;
    owner?: string | undefined;
    mark?: string | undefined;
}

/** What a stack's state says of databases. */
export interface StackState {
    held: HeldDatabase[];
    /** The URNs of those whose create was interrupted, or is under way. */
    creating: string[];
}

/** A stack, and its state or why it cannot be read. */
export type StackView = StackName & (({ readable: true } & StackState) | { readable: false; why: string });

/** The types of our resource, behind either door. */
const kinds: readonly unknown[] = [resourceType, instanceToken];

/** How many stacks are read at once: each is a process, which has a processor's work to do. */
const atOnce = 4;

/**
 * All stacks of the backend that the `pulumi` on PATH is logged in to.
 *
 * @throws CommandError where there is no such command, or where it cannot list them.
 */
export async function readStacks(terminal: Terminal): Promise<StackView[]> {
    const listed = await pulumi(terminal, ["stack", "ls", "--all", "--json", "--fully-qualify-stack-names"]);
    if (!listed.ok) {
        throw new CommandError(
            `The stacks of the Pulumi backend could not be listed (pulumi stack ls): ${listed.why}`,
        );
    }
    const names = list(listed.json).flatMap((stack) => text(record(stack)["name"]) ?? []);
    const views: StackView[] = [];
    const waiting = names.map((name, index) => ({ name, index }));
    const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            views[next.index] = await readStack(terminal, parseName(next.name));
        }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return views;
}

async function readStack(terminal: Terminal, stack: StackName): Promise<StackView> {
    const exported = await pulumi(terminal, ["stack", "export", "--stack", stack.name]);
    if (!exported.ok) {
        return { ...stack, readable: false, why: exported.why };
    }
    return { ...stack, readable: true, ...readState(exported.json) };
}

function parseName(name: string): StackName {
    const parts = name.split("/");
    const [stack = name, project, organization] = parts.toReversed();
    return { name, organization, project, stack };
}

function readState(exported: unknown): StackState {
    const deployment = record(record(exported)["deployment"]);
    const held = list(deployment["resources"])
        .filter(isRecord)
        // A `get` only looks at its database.
        .filter((resource) => kinds.includes(resource["type"]) && resource["external"] !== true)
        .map((resource) => {
            const outputs = record(resource["outputs"]);
            return {
                id: text(resource["id"]) ?? "",
                instanceId: text(outputs["instanceId"]),
                owner: text(outputs["__owner"]),
                mark: text(outputs["__mark"]),
            };
        });
    const creating = list(deployment["pending_operations"]).flatMap((operation) => {
        const { type, resource } = record(operation);
        const { urn, type: kind } = record(resource);
        return type === "creating" && kinds.includes(kind) && typeof urn === "string"
            ? [behindTheFirstDoor(urn)]
            : [];
    });
    return { held, creating };
}

type Answer = { ok: true; json: unknown } | { ok: false; why: string };

/** What a `pulumi` command answers in JSON, or why it does not. */
function pulumi({ env }: Terminal, args: readonly string[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const options = {
            env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
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
                        : { ok: false, why: inOneLine(stderr) || error.message },
                );
            } catch {
                resolve({ ok: false, why: "it did not answer in JSON" });
            }
        });
    });
}

function inOneLine(said: string): string {
    return said
        .replace(/^error: /, "")
        .replaceAll(/\s+/g, " ")
        .trim();
}
