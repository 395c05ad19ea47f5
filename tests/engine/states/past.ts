// An Atlas as it was when a state was written: the same clusters with the same ids and the same addresses.
import { EmulatorState } from "../../../emulator/emulation";
import { settingsFrom } from "../../../emulator/options";
import { listen, type Listener } from "../../../emulator/server/listen";
import type { Cluster } from "../../../emulator/world/cluster";
import { parseState, type State } from "../../../provider/instance/state";
import type { StackExport } from "../harness/index.ts";
import type { Story } from "./stories.ts";

const always = 1_000_000;

/** A running emulator with the clusters of a state. */
export class Past {
    readonly databases: readonly Cluster[];
    readonly #emulation: EmulatorState;
    readonly #listener: Listener;

    private constructor(emulation: EmulatorState, listener: Listener, databases: readonly Cluster[]) {
        this.#emulation = emulation;
        this.#listener = listener;
        this.databases = databases;
    }

    /** Ids and addresses come from the emulator's seed, and from name and time of a create: all of them are as they were. */
    static async of({ deployment }: StackExport, { secretTags = {} }: Story): Promise<Past> {
        const states = (deployment.resources ?? [])
            .map(({ outputs }) => parseState(outputs))
            .filter((state) => state !== undefined);
        const isFlex = states.some(({ servedBy }) => servedBy === "flex");
        const emulation = new EmulatorState(
            settingsFrom({ scale: 60, answerDates: "real", era: isFlex ? "sunset" : "classic" }),
        );
        emulation.limits = { ...emulation.limits, tokenRequestsPerMinute: always, liveTokens: always };
        const databases = states.map((state) =>
            place(emulation, { ...state, tags: { ...state.tags, ...secretTags } }),
        );
        return new Past(emulation, await listen(emulation), databases);
    }

    /** The environment of a program that uses it. */
    get env(): Readonly<Record<string, string>> {
        const { projectId, clientId, clientSecret } = this.#emulation.identity;
        return {
            MONGODB_ATLAS_BASE_URL: this.#listener.baseUrl,
            MONGODB_ATLAS_PROJECT_ID: projectId,
            MONGODB_ATLAS_CLIENT_ID: clientId,
            MONGODB_ATLAS_CLIENT_SECRET: clientSecret,
        };
    }

    /** The names of the clusters that are left. */
    left(): string[] {
        const now = this.#emulation.clock.now();
        const projects = this.#emulation.world.projects();
        return projects.flatMap((project) => project.list(now)).map(({ spec }) => spec.name);
    }

    close(): Promise<void> {
        return this.#listener.close();
    }
}

/** Puts a cluster where it was; a state tells all of it that a person can see, and its owner besides. */
function place(emulation: EmulatorState, state: State): Cluster {
    const { clock, world } = emulation;
    const {
        name,
        tags,
        providerSettings,
        terminationProtectionEnabled,
        createDate = "",
        __owner,
        __mark,
    } = state;
    const ownerTag = __mark === undefined ? {} : { "pulumi-owner": `${__owner ?? ""}@${__mark}` };
    const now = clock.now();
    return world.add(state.projectId).place(
        {
            name,
            kind: state.servedBy,
            backingProviderName: providerSettings.backingProviderName as "AWS" | "AZURE" | "GCP",
            regionName: providerSettings.regionName,
            tags: Object.entries({ ...tags, ...ownerTag }).map(([key, value]) => ({ key, value })),
            terminationProtectionEnabled,
            continuousBackup: state.serverlessBackupOptions.serverlessContinuousBackupEnabled === true,
        },
        now,
        // In the middle of the second of its create.
        now - (Date.parse(createDate) + 500),
    );
}
