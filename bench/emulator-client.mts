// An emulated Atlas of a measurement's own, seen from behind: what it was asked, and when things really happened in it.
import { startEmulator, type Emulator } from "../tools/engine/emulator.mts";
import { parse, type JsonReader } from "./json.mts";

/** How a client says who it is: a service account or an API key. */
export type Credential = "account" | "key";

/** What was asked of an emulator since its counters were cleared. */
export interface Requests {
    readonly total: number;
    readonly byOperation: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
}

/** When things happened to a cluster: epoch milliseconds. */
export interface ClusterTimeline {
    /** As Pulumi knows it: `projectId/name`. */
    readonly id: string;
    readonly createdAt: number;
    readonly readyAt: number;
    readonly restoredAt: number | undefined;
    readonly goneAt: number | undefined;
    readonly changes: readonly { readonly from: number; readonly until: number }[];
}

/** What can take Atlas a while. */
export type ChangeKind = "create" | "update" | "destroy";

/** The request that begins a change. */
const requestOf = {
    create: "createFlexCluster",
    update: "updateFlexCluster",
    destroy: "deleteFlexCluster",
} as const satisfies Record<ChangeKind, string>;

/** What a client waits for: when its cluster is ready, with a snapshot's data if it has any, changed, or gone; undefined where the emulator knows of no such moment. */
export function endOf(kind: ChangeKind, timeline: ClusterTimeline | undefined): number | undefined {
    switch (kind) {
        case "create":
            return timeline?.restoredAt ?? timeline?.readyAt;
        case "update":
            return timeline?.changes.at(-1)?.until;
        case "destroy":
            return timeline?.goneAt;
    }
}

/** A snapshot, and the cluster that it is of. */
export interface RestoreSource {
    readonly name: string;
    readonly snapshotId: string;
}

/** How long a change is to take, without the client's knowledge. */
export interface Duration {
    readonly kind: ChangeKind;
    readonly seconds: number;
    /** Only for clusters of that project, and of that name. */
    readonly projectId?: string;
    readonly instance?: string;
}

/** A running emulator of today's Atlas, in real time, with its control API. */
export class EmulatorClient {
    readonly #emulator: Emulator;

    private constructor(emulator: Emulator) {
        this.#emulator = emulator;
    }

    static async start(seed = 1): Promise<EmulatorClient> {
        return new EmulatorClient(await startEmulator(["--era", "sunset", "--seed", String(seed)]));
    }

    get projectId(): string {
        return this.#emulator.projectId;
    }

    /** What a program needs to reach it. */
    env(credential: Credential): Readonly<Record<string, string>> {
        const { baseUrl, projectId, clientId, clientSecret, publicKey, privateKey } = this.#emulator;
        return {
            MONGODB_ATLAS_BASE_URL: baseUrl,
            MONGODB_ATLAS_PROJECT_ID: projectId,
            ...(credential === "account"
                ? { MONGODB_ATLAS_CLIENT_ID: clientId, MONGODB_ATLAS_CLIENT_SECRET: clientSecret }
                : { MONGODB_ATLAS_PUBLIC_KEY: publicKey, MONGODB_ATLAS_PRIVATE_KEY: privateKey }),
        };
    }

    async requests(): Promise<Requests> {
        const stats = await this.#ask("stats");
        return {
            total: stats.at("total").number(),
            byOperation: stats.at("operations").numbers(),
            byStatus: stats.at("statuses").numbers(),
        };
    }

    /** Starts counting from zero. */
    async clearRequests(): Promise<void> {
        await this.#ask("stats", "DELETE");
    }

    /** The timelines of all clusters by Pulumi's id, `projectId/name`; of several with one, the last one's. */
    async timelines(): Promise<ReadonlyMap<string, ClusterTimeline>> {
        const timelines = (await this.#ask("timeline")).list().map(timelineOf);
        return new Map(timelines.map((timeline) => [timeline.id, timeline]));
    }

    /** Sets limits; what is not said is as published. */
    async limit(limits: object): Promise<void> {
        await this.#ask("limits", "POST", limits);
    }

    /** Sets how long changes take from now on, in place of what was set before. */
    async setDurations(durations: readonly Duration[]): Promise<void> {
        await this.#ask("faults", "DELETE");
        const faults = durations.map(({ kind, seconds, ...whose }) => ({
            ...whose,
            operation: requestOf[kind],
            takes: seconds,
            times: Number.MAX_SAFE_INTEGER,
        }));
        await this.#ask("faults", "POST", faults);
    }

    /** Adds projects. */
    async addProjects(projects: readonly string[]): Promise<void> {
        await this.#ask("seed", "POST", { projects });
    }

    /** Adds a cluster with a completed snapshot. */
    async addSnapshot({ name, snapshotId }: RestoreSource): Promise<void> {
        const snapshots = [{ id: snapshotId, status: "completed" }];
        await this.#ask("seed", "POST", { instances: [{ name, kind: "flex", snapshots }] });
    }

    /** Adds clusters that are like one that is there but for their names. */
    async copy(original: string, names: readonly string[]): Promise<void> {
        const clusters = (await this.#ask("state")).at("projects").list()[0]?.at("instances").list();
        const tags =
            clusters
                ?.find((one) => one.at("name").text() === original)
                ?.at("tags")
                .list() ?? [];
        const copied = tags.map((tag) => [tag.at("key").text(), tag.at("value").text()] as const);
        const instances = names.map((name) => ({ name, kind: "flex", tags: Object.fromEntries(copied) }));
        await this.#ask("seed", "POST", { instances });
    }

    stop(): Promise<void> {
        return this.#emulator.stop();
    }

    async #ask(route: string, method = "GET", body?: object): Promise<JsonReader> {
        const answer = await fetch(`${this.#emulator.baseUrl}/_emulator/${route}`, {
            method,
            ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        if (!answer.ok) {
            throw new Error(`The emulator answered ${method} ${route} with ${answer.status}: ${text}`);
        }
        return parse(text, `the emulator's ${route}`);
    }
}

function timelineOf(timeline: JsonReader): ClusterTimeline {
    return {
        id: `${timeline.at("projectId").text()}/${timeline.at("name").text()}`,
        createdAt: timeline.at("createdAt").number(),
        readyAt: timeline.at("readyAt").number(),
        restoredAt: timeline.optional("restoredAt")?.number(),
        goneAt: timeline.optional("goneAt")?.number(),
        changes: timeline
            .at("changes")
            .list()
            .map((change) => ({ from: change.at("from").number(), until: change.at("until").number() })),
    };
}
