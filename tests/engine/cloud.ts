// An Atlas of a test's own, and the programs that declare databases in it.
import { startEmulator, type Emulator } from "../../emulator/index.ts";

/** A database as the emulator shows it. */
export interface CloudInstance {
    readonly id: string;
    readonly name: string;
    readonly stateName: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
    readonly terminationProtectionEnabled: boolean;
    readonly providerSettings: { readonly backingProviderName: string; readonly regionName: string };
    readonly serverlessBackupOptions: { readonly serverlessContinuousBackupEnabled: boolean };
    readonly snapshots: readonly { readonly id: string }[];
}

/** What the emulator counted. */
export interface Stats {
    readonly total: number;
    readonly tokens: number;
    readonly challenges: number;
    readonly operations: Readonly<Record<string, number>>;
}

/** A local Atlas that is so fast that a database is ready in about a fifth of a second. */
export class Cloud {
    readonly emulator: Emulator;

    private constructor(emulator: Emulator) {
        this.emulator = emulator;
    }

    static async start(): Promise<Cloud> {
        const cloud = new Cloud(await startEmulator({ scale: 60 }));
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

    /** All databases, by their names. */
    async databases(): Promise<Record<string, CloudInstance>> {
        const state = (await this.#get("state")) as { projects: { instances: CloudInstance[] }[] };
        return Object.fromEntries(
            state.projects.flatMap(({ instances }) => instances).map((instance) => [instance.name, instance]),
        );
    }

    /** The tags of a database. */
    async tags(name: string): Promise<Record<string, string>> {
        const { tags = [] } = (await this.databases())[name] ?? {};
        return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
    }

    stats(): Promise<Stats> {
        return this.#get("stats") as Promise<Stats>;
    }

    /** Makes databases that Pulumi does not know. */
    async seed(...instances: object[]): Promise<void> {
        await this.#post("seed", { instances });
    }

    /** Changes a database behind Pulumi's back; `stateName: "GONE"` removes it. */
    async change(instance: string, change: object): Promise<void> {
        await this.#post("state", { instance, ...change });
    }

    /** Plants faults. */
    async fault(...faults: object[]): Promise<void> {
        await this.#post("faults", faults);
    }

    async clearFaults(): Promise<void> {
        await fetch(`${this.emulator.baseUrl}/_emulator/faults`, { method: "DELETE" });
    }

    close(): Promise<void> {
        return this.emulator.close();
    }

    async #get(path: string): Promise<unknown> {
        return (await fetch(`${this.emulator.baseUrl}/_emulator/${path}`)).json();
    }

    async #post(path: string, body: object): Promise<void> {
        const url = `${this.emulator.baseUrl}/_emulator/${path}`;
        const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
        if (!answer.ok) {
            throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
        }
    }
}

/** Where most of the tests' databases are. */
export const virginia = { backingProviderName: "AWS", regionName: "US_EAST_1" };

/** A program that declares one database by the name `orders` in Pulumi and shows it. */
export function declaring(args: object, options: object = {}): string {
    return `
        const atlas = require("pulumi-atlas-serverless");
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
