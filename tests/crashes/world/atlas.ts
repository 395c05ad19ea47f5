// An Atlas with clusters of ours, of a stranger and of another stack; it can be copied as it is at a moment.
import { switchEra } from "../../../emulator/control/era";
import { EmulatorState } from "../../../emulator/emulation";
import { settingsFrom } from "../../../emulator/options";
import { appOf } from "../../../emulator/server/app";
import type { ClusterSpec } from "../../../emulator/world/cluster";
import { ownerTag, parseOwner, parseOwnerTag } from "../../../provider/instance/ownership/owner-tag";
import { control } from "../../emulated/control";
import { ownerIn } from "../../emulated/owner";
import { tagsOf, truths, type Truth } from "../../emulated/truth";
import { Forwarder } from "./forwarder";

/** A cluster, as much of it as a copy needs to be the same one with the same id. */
export interface Original {
    readonly spec: ClusterSpec;
    readonly createdAt: number;
}

/** Emulated seconds in one of ours: a create takes 0.6 s, a delete about one. There is time between two requests. */
const scale = 20;
/** The seed of ids and credentials, the same for all, so that a copied backend and a copied Atlas agree. */
const seed = 1;
const unlimited = 1_000_000;

/** Whose clusters ours are. */
export const stackName = { project: "shop", stack: "dev" };

/** Long ready. Emulated seconds. */
const ageSeconds = 25 * 60 * 60;
/** What some clusters of ours start with. */
export const restoreFrom = { name: "stranger", snapshotId: "5".repeat(24) };

/** Clusters that no run may touch: a stranger's, and another stack's with a resource of the same name as ours. */
const foreign = [
    {
        name: restoreFrom.name,
        tags: { owner: "somebody else" },
        snapshots: [{ id: restoreFrom.snapshotId, status: "completed" }],
    },
    {
        name: "theirs",
        tags: { team: "theirs", [ownerTag]: `${ownerIn({ ...stackName, stack: "prod" }, "fixed")}@abc123` },
    },
];

/** The emulator, and all forwarders into it. */
export class Atlas {
    readonly #emulation = new EmulatorState(settingsFrom({ scale, seed, answerDates: "real" }));
    readonly #app = appOf(this.#emulation);
    readonly #forwarders: Forwarder[] = [];

    private constructor() {
        const { limits } = this.#emulation;
        this.#emulation.limits = { ...limits, liveTokens: unlimited, tokenRequestsPerMinute: unlimited };
        switchEra(this.#emulation, { era: "classic" });
    }

    /** One without clusters of ours. */
    static async withStrangers(): Promise<Atlas> {
        const atlas = new Atlas();
        await atlas.#control("seed", {
            instances: foreign.map((database) => ({ ...database, ageSeconds })),
        });
        return atlas;
    }

    /** A copy. */
    static with(originals: readonly Original[]): Atlas {
        const atlas = new Atlas();
        const { clock } = atlas.#emulation;
        for (const { spec, createdAt } of originals) {
            const now = clock.now();
            atlas.#project.place(spec, now, now - createdAt);
        }
        return atlas;
    }

    /** What a copy is made of. */
    originals(): Original[] {
        return this.#project
            .list(this.#emulation.clock.now())
            .map(({ spec, createdAt }) => ({ spec, createdAt }));
    }

    get projectId(): string {
        return this.#emulation.identity.projectId;
    }

    /** Opens a forwarder for the next run of Pulumi. */
    async open(): Promise<Forwarder> {
        const forwarder = await Forwarder.open((request, bindings) => this.#app.fetch(request, bindings));
        this.#forwarders.push(forwarder);
        return forwarder;
    }

    /** The environment of a run that is to come through a forwarder. */
    env(forwarder: Forwarder): Readonly<Record<string, string>> {
        const { clientId, clientSecret, projectId } = this.#emulation.identity;
        return {
            MONGODB_ATLAS_BASE_URL: forwarder.url,
            MONGODB_ATLAS_PROJECT_ID: projectId,
            MONGODB_ATLAS_CLIENT_ID: clientId,
            MONGODB_ATLAS_CLIENT_SECRET: clientSecret,
        };
    }

    /** Every cluster that is there, ours and others'. */
    async databases(): Promise<{ readonly ours: readonly Truth[]; readonly others: readonly Truth[] }> {
        const all = await truths(this.#app);
        return {
            ours: all.filter((database) => resourceOf(database) !== undefined),
            // Snapshots, and the date of the next one, come with time, whoever does what; a restore only reads one.
            others: all
                .filter((database) => resourceOf(database) === undefined)
                .map((database) => ({
                    ...database,
                    snapshots: [],
                    restoreJobs: [],
                    providerSettings: { ...database.providerSettings, nextBackupDate: "" },
                })),
        };
    }

    /** How the restores to each cluster have ended, by its name. */
    async restores(): Promise<Record<string, string[]>> {
        const ended: Record<string, string[]> = {};
        for (const { targetDeploymentItemName: target, status } of (await truths(this.#app)).flatMap(
            ({ restoreJobs }) => restoreJobs,
        )) {
            ended[target] = [...(ended[target] ?? []), status];
        }
        return ended;
    }

    /** The name of the one cluster that a resource of ours has. */
    async nameOf(resource: string): Promise<string> {
        const { ours } = await this.databases();
        const [one] = ours.filter((database) => resourceOf(database) === resource);
        if (one === undefined) {
            throw new Error(`The resource ${resource} has no database.`);
        }
        return one.name;
    }

    /** Changes a cluster behind Pulumi's back; what is not said of the tags stays. */
    async change(
        instance: string,
        change: { readonly tags?: Readonly<Record<string, string>>; readonly stateName?: "GONE" },
    ): Promise<void> {
        const { spec } = this.#project.find(instance, this.#emulation.clock.now()) ?? {};
        const tags = tagsOf({ tags: spec?.tags ?? [] });
        await this.#control("state", { instance, ...change, tags: { ...tags, ...change.tags } });
    }

    async close(): Promise<void> {
        await Promise.all(this.#forwarders.map((forwarder) => forwarder.close()));
    }

    get #project() {
        const project = this.#emulation.world.find(this.projectId);
        if (project === undefined) {
            throw new Error("The emulator has no project.");
        }
        return project;
    }

    #control(path: string, body?: object): Promise<unknown> {
        return control(this.#app, path, body);
    }
}

/** The resource of our stack that a cluster was made for; undefined where it is another's. */
export function resourceOf(database: Truth): string | undefined {
    const ownership = parseOwnerTag(tagsOf(database));
    const owner = ownership && parseOwner(ownership.owner);
    const isOurs = owner?.project === stackName.project && owner.stack === stackName.stack;
    return isOurs ? owner.logicalName : undefined;
}
