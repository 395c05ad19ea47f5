// An Atlas in this process, whose time stands still while anything happens, and what a provider's process has of it.
import { switchEra } from "../../../emulator/control/era";
import { EmulatorState } from "../../../emulator/emulation";
import type { Era } from "../../../emulator/eras";
import { settingsFrom } from "../../../emulator/options";
import { listen, type Listener } from "../../../emulator/server/listen";
import type { Cluster, ClusterSpec } from "../../../emulator/world/cluster";
import type { Project } from "../../../emulator/world/world";
import { AtlasClient } from "../../../provider/atlas/http/client";
import type { Clock } from "../../../provider/atlas/clock";
import type { Settings } from "../../../provider/atlas/settings";
import { FlexApi } from "../../../provider/atlas/api/flex";
import { Clusters } from "../../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../../provider/atlas/log-once";
import { ServerlessApi } from "../../../provider/atlas/api/serverless";
import { HeldMarks } from "../../../provider/instance/ownership/held-marks";
import { Lifecycle } from "../../../provider/instance/lifecycle/lifecycle";
import type { Process } from "./stack";
import { ServedTime, StillTime } from "./time";

const always = 1_000_000_000;

class StillEmulation extends EmulatorState {
    readonly time = new StillTime();
    override readonly clock = new ServedTime(this.time);
}

/** The emulator, at a time that its clients share. */
export class Atlas {
    readonly emulation: EmulatorState;
    readonly time: StillTime;
    readonly #listener: Listener;

    private constructor(emulation: StillEmulation, listener: Listener) {
        this.emulation = emulation;
        this.time = emulation.time;
        this.#listener = listener;
    }

    static async start(era: Era = "classic"): Promise<Atlas> {
        const emulation = new StillEmulation(settingsFrom({ era, answerDates: "real" }));
        // By a clock on the wall, the cases of an hour come all at once.
        emulation.limits = { ...emulation.limits, tokenRequestsPerMinute: always, liveTokens: always };
        return new Atlas(emulation, await listen(emulation));
    }

    get baseUrl(): string {
        return this.#listener.baseUrl;
    }

    get projectId(): string {
        return this.emulation.identity.projectId;
    }

    get project(): Project {
        const project = this.emulation.world.find(this.projectId);
        if (project === undefined) {
            throw new Error("The project is not there.");
        }
        return project;
    }

    /** This moment, as the emulator has it. */
    get now(): number {
        return this.emulation.clock.now();
    }

    /** The clusters that there are now. */
    clusters(): Cluster[] {
        return this.project.list(this.now);
    }

    /** The cluster of a name, now. */
    find(name: string): Cluster | undefined {
        return this.project.find(name, this.now);
    }

    /** Makes a cluster that nobody asked for, and that is ready. */
    place(spec: Pick<ClusterSpec, "name"> & Partial<ClusterSpec>): Cluster {
        const usual = {
            kind: this.emulation.rules.becomes("serverless"),
            backingProviderName: "AWS",
            regionName: "US_EAST_1",
            tags: [],
            terminationProtectionEnabled: false,
            continuousBackup: false,
        } as const;
        return this.project.place({ ...usual, ...spec }, this.now, 60_000);
    }

    /** Lets an era begin. */
    enter(era: Era, newIds = false): void {
        switchEra(this.emulation, { era, newIds });
    }

    settings(): Settings {
        const { clientId, clientSecret } = this.emulation.identity;
        return {
            baseUrl: this.baseUrl,
            credential: { kind: "serviceAccount", clientId, clientSecret },
            source: "the environment",
        };
    }

    /** What a new process of a provider has. */
    process(): Process & { readonly clusters: Clusters } {
        const clusters = databasesWith(this.settings(), this.time);
        const heldMarks = new HeldMarks();
        return { clusters, heldMarks, lifecycle: new Lifecycle(clusters, this.time, { heldMarks }) };
    }

    /** Lets time pass until the work is done. */
    run<T>(work: () => Promise<T>): Promise<T> {
        return this.time.run(work);
    }

    close(): Promise<void> {
        return this.#listener.close();
    }
}

/** An account's clusters, by a clock of the test's. */
export function databasesWith(settings: Settings, clock: Clock): Clusters {
    const logOnce = new LogOnce();
    const client = new AtlasClient(settings, clock, logOnce);
    const serverless = new ServerlessApi(client, settings.serverlessApi);
    return new Clusters(serverless, new FlexApi(client), logOnce, clock);
}

/** With an Atlas of its own, which ends with the work. */
export async function withAtlas<T>(era: Era, work: (atlas: Atlas) => Promise<T>): Promise<T> {
    const atlas = await Atlas.start(era);
    try {
        return await work(atlas);
    } finally {
        await atlas.close();
    }
}
