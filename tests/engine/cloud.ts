// An Atlas of a test's own, and the programs that declare clusters in it.
import { packagePath } from "./entry-point.ts";
import { startEmulator, type Emulator, type EmulatorOptions } from "../../emulator/index.ts";

/** The tag that tells a cluster's owner, spelled out: clusters in Atlas carry it for years. */
export const ownerTag = "pulumi-owner";

/** A cluster as the emulator shows it. */
export interface CloudInstance {
    readonly id: string;
    readonly name: string;
    readonly stateName: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
    readonly terminationProtectionEnabled: boolean;
    readonly providerSettings: { readonly backingProviderName: string; readonly regionName: string };
    readonly serverlessBackupOptions: { readonly serverlessContinuousBackupEnabled: boolean };
    readonly snapshots: readonly { readonly id: string }[];
    /** The restore jobs of its snapshots. */
    readonly restoreJobs: readonly { readonly status: string }[];
    /** Whose data it has, if they are not its own. */
    readonly restoredFrom: { readonly snapshotId: string } | null;
    /** What it really is by now, whichever generation of the API shows it. */
    readonly kind: string;
}

/** What the emulator counted. */
export interface Stats {
    readonly total: number;
    readonly tokens: number;
    readonly challenges: number;
    readonly operations: Readonly<Record<string, number>>;
    /** The last thousand requests, in their order. */
    readonly requests: readonly {
        readonly operation: string;
        readonly method: string;
        readonly path: string;
        readonly status: number;
    }[];
}

/**
 * An Atlas emulator that is so fast that a cluster is ready in about a fifth of a second; by default of the time when both generations of
 * the API were served, for the tests of today's Atlas say so.
 */
export class Cloud {
    readonly emulator: Emulator;

    private constructor(emulator: Emulator) {
        this.emulator = emulator;
    }

    static async start(options: EmulatorOptions = {}): Promise<Cloud> {
        const cloud = new Cloud(
            await startEmulator({ scale: 60, era: "classic", answerDates: "real", ...options }),
        );
        // Each run of Pulumi is two processes, and so two tokens: a suite needs more of them than a person.
        await cloud.#post("limits", { tokenRequestsPerMinute: 100_000, liveTokens: 100_000 });
        return cloud;
    }

    /** The environment of a program that uses it. */
    get env(): Readonly<Record<string, string>> {
        return this.emulator.env;
    }

    get projectId(): string {
        return this.emulator.projectId;
    }

    /** A token of the service account, as somebody fetches it who then hands it on. */
    async accessToken(): Promise<string> {
        const answer = await this.#oauth("token", "grant_type=client_credentials");
        return ((await answer.json()) as { access_token: string }).access_token;
    }

    /** Makes a token worthless before its time. */
    async revoke(token: string): Promise<void> {
        await this.#oauth("revoke", `token=${token}&token_type_hint=access_token`);
    }

    /** All clusters, by their names. */
    async databases(): Promise<Record<string, CloudInstance>> {
        const state = (await this.#get("state")) as { projects: { instances: CloudInstance[] }[] };
        return Object.fromEntries(
            state.projects.flatMap(({ instances }) => instances).map((instance) => [instance.name, instance]),
        );
    }

    /** The tags of a cluster that a user has given it. */
    async tags(name: string): Promise<Record<string, string>> {
        const all = Object.entries(await this.#allTags(name));
        return Object.fromEntries(all.filter(([key]) => key !== ownerTag));
    }

    /** Whose a cluster is, as its tag says; undefined where it has none. */
    async owner(name: string): Promise<string | undefined> {
        return (await this.#allTags(name))[ownerTag];
    }

    stats(): Promise<Stats> {
        return this.#get("stats") as Promise<Stats>;
    }

    /** Makes clusters that Pulumi does not know. */
    async seed(...instances: object[]): Promise<void> {
        await this.#post("seed", { instances });
    }

    /** The same in another project, which is added if it is new. */
    async seedIn(projectId: string, ...instances: object[]): Promise<void> {
        await this.#post("seed", { projectId, instances });
    }

    /** Changes a cluster behind Pulumi's back; `stateName: "GONE"` removes it. */
    async change(instance: string, change: object): Promise<void> {
        await this.#post("state", { instance, ...change });
    }

    /** Lets another era begin, or chooses what nobody knows of the service. */
    async era(change: object): Promise<void> {
        await this.#post("era", change);
    }

    /** Turns one cluster into another kind, as MongoDB does. */
    async convert(instance: string, to: "flex" | "free" | "dedicated"): Promise<void> {
        await this.#post("convert", { instance, to });
    }

    /** Plants faults. */
    async fault(...faults: object[]): Promise<void> {
        await this.#post("faults", faults);
    }

    /** Begins to count anew. */
    async clearStats(): Promise<void> {
        await fetch(`${this.emulator.baseUrl}/_emulator/stats`, { method: "DELETE" });
    }

    async clearFaults(): Promise<void> {
        await fetch(`${this.emulator.baseUrl}/_emulator/faults`, { method: "DELETE" });
    }

    close(): Promise<void> {
        return this.emulator.close();
    }

    async #allTags(name: string): Promise<Record<string, string>> {
        const { tags = [] } = (await this.databases())[name] ?? {};
        return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
    }

    #oauth(what: "token" | "revoke", body: string): Promise<Response> {
        const { baseUrl, clientId, clientSecret } = this.emulator;
        return fetch(`${baseUrl}/api/oauth/${what}`, {
            method: "POST",
            headers: {
                Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
                "Content-Type": "application/x-www-form-urlencoded",
            },
            body,
        });
    }

    async #get(path: string): Promise<unknown> {
        return (await fetch(`${this.emulator.baseUrl}/_emulator/${path}`)).json();
    }

    async #post(path: string, body: object): Promise<void> {
        const url = `${this.emulator.baseUrl}/_emulator/${path}`;
        const headers = { "Content-Type": "application/json" };
        const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
        if (!answer.ok) {
            throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
        }
    }
}

/** Where most of the tests' clusters are. */
export const virginia = { backingProviderName: "AWS", regionName: "US_EAST_1" };

/** A program that declares one cluster by the name `orders` in Pulumi and shows it. */
export function declaring(args: object, options: object = {}): string {
    return `
        const atlas = require("${packagePath}");
        const orders = new atlas.ServerlessInstance(
            "orders",
            ${JSON.stringify({ providerSettings: virginia, ...args })},
            ${JSON.stringify(options)},
        );
        exports.orders = {
            id: orders.id, name: orders.name, tags: orders.tags, stateName: orders.stateName,
            uri: orders.connectionStrings.standardSrv, instanceId: orders.instanceId,
        };
    `;
}

/** A program with several clusters: by the resource's name its arguments and options. */
export function declaringAll(
    all: Readonly<Record<string, readonly [args: object, options?: object]>>,
): string {
    return `
        const atlas = require("${packagePath}");
        for (const [name, [args, options]] of Object.entries(${JSON.stringify(all)})) {
            new atlas.ServerlessInstance(name, { providerSettings: ${JSON.stringify(virginia)}, ...args }, options);
        }
    `;
}
