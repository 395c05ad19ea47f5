// An Atlas whose way to the client can fail at any request: the emulator, behind a gate that the test holds.
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { kindOf } from "../../../emulator/auth/authorize";
import { switchEra } from "../../../emulator/control/era";
import { EmulatorState } from "../../../emulator/emulation";
import type { Era } from "../../../emulator/eras";
import type { Fault as EmulatorFault } from "../../../emulator/faults/fault";
import { settingsFrom } from "../../../emulator/options";
import { appOf } from "../../../emulator/server/app";
import { ownerTag } from "../../../provider/instance/ownership/owner-tag";
import { control } from "../../emulated/control";
import { tagsOf, truths, type Truth } from "../../emulated/truth";
import { Exchange } from "./exchange";
import type { Resolution, Variables } from "./messages";
import { Run, type Plan } from "./run";

/** The two kinds of credentials that can fail on the way. */
export type CredentialKind = "account" | "key";

/** So fast that nothing takes time but what a test wants to take it. */
const scale = 1000;
/** Emulated seconds that no test lives to see: months of them are hours of ours. */
const endless = 10_000_000;
const always = 1_000_000_000;

/**
 * The emulator behind a gate. What a write begins in Atlas ends once a client's look has seen it, so that a run sends the
 * same requests each time, however fast the machine is.
 */
export class Atlas {
    readonly #emulation: EmulatorState;
    readonly #app: ReturnType<typeof appOf>;
    readonly #server: Server;
    readonly #runs = new Map<string, Run>();
    #begun = 0;
    #strays: string[] = [];
    /** Whether what a write begins ends at all. */
    isPaced = true;

    private constructor(emulation: EmulatorState) {
        this.#emulation = emulation;
        this.#app = appOf(emulation);
        this.#server = createAdaptorServer({
            fetch: (request, bindings) => this.#attend(request, bindings as HttpBindings),
            overrideGlobalObjects: false,
        }) as Server;
    }

    static async start(): Promise<Atlas> {
        const atlas = new Atlas(new EmulatorState(settingsFrom({ scale, answerDates: "real" })));
        // On this address alone: a name that is looked up to another one finds nobody there.
        atlas.#server.listen(0, "127.0.0.1");
        await once(atlas.#server, "listening");
        atlas.reset("classic");
        return atlas;
    }

    get projectId(): string {
        return this.#emulation.identity.projectId;
    }

    /** What must never be shown. */
    get secrets(): readonly string[] {
        const { clientId, clientSecret, privateKey } = this.#emulation.identity;
        return [clientSecret, privateKey, Buffer.from(`${clientId}:${clientSecret}`).toString("base64")];
    }

    /** Writes that came after the end of the run to which they belong. */
    get strays(): readonly string[] {
        return this.#strays;
    }

    /** Begins anew, in an era. */
    reset(era: Era): void {
        const emulation = this.#emulation;
        emulation.reset();
        emulation.limits = { ...emulation.limits, liveTokens: always, tokenRequestsPerMinute: always };
        switchEra(emulation, { era });
        this.plant();
        this.#runs.clear();
        this.#strays = [];
        this.isPaced = true;
    }

    /** Lets another era begin. */
    enter(era: Era): void {
        switchEra(this.#emulation, { era });
    }

    /** Plants faults of the emulator's own, in the place of earlier ones. */
    plant(...faults: readonly EmulatorFault[]): void {
        this.#emulation.faults.clear();
        for (const fault of [...faults, { operation: "*", times: always }]) {
            this.#emulation.faults.add({ takes: endless, ...fault });
        }
    }

    /** The next run of a provider. */
    begin(plan: Plan = {}): Run {
        this.#begun += 1;
        const run = new Run(`run-${this.#begun}.atlas.test`, plan);
        this.#runs.set(run.hostname, run);
        return run;
    }

    /** The environment in which a provider finds Atlas, for a run. */
    environment({ hostname }: Run, credential: CredentialKind): Variables {
        const { port } = this.#server.address() as AddressInfo;
        const { clientId, clientSecret, publicKey, privateKey } = this.#emulation.identity;
        const isAccount = credential === "account";
        return {
            MONGODB_ATLAS_BASE_URL: `http://${hostname}:${port}`,
            MONGODB_ATLAS_ALLOW_HTTP: "true",
            MONGODB_ATLAS_CLIENT_ID: isAccount ? clientId : null,
            MONGODB_ATLAS_CLIENT_SECRET: isAccount ? clientSecret : null,
            MONGODB_ATLAS_PUBLIC_KEY: isAccount ? null : publicKey,
            MONGODB_ATLAS_PRIVATE_KEY: isAccount ? null : privateKey,
        };
    }

    /** Looks up a name for a provider's process, which it does for each new connection. */
    lookUp(hostname: string): Resolution {
        return this.#runs.get(hostname)?.lookUp() ?? { address: "127.0.0.1" };
    }

    /** All clusters, by their names. */
    async clusters(): Promise<ReadonlyMap<string, Truth>> {
        return new Map((await truths(this.#app)).map((database) => [database.name, database]));
    }

    /** The names of all clusters that there ever were, as often as there was one. */
    born(): readonly string[] {
        const ever = this.#emulation.world.find(this.projectId)?.ever() ?? [];
        return ever.map(({ spec }) => spec.name);
    }

    /** A cluster's id; empty where there is none of that name. */
    idOf(name: string): string {
        const { world, clock } = this.#emulation;
        return world.find(this.projectId)?.find(name, clock.now())?.id ?? "";
    }

    /** Makes clusters that Pulumi does not know. */
    async seed(...instances: readonly object[]): Promise<void> {
        await this.#control("seed", { instances });
    }

    /** Changes a cluster behind everybody's back. */
    async change(instance: string, change: object): Promise<void> {
        await this.#control("state", { instance, ...change });
    }

    /** Changes its tags behind everybody's back; the owner's stays. */
    async retag(instance: string, tags: Readonly<Record<string, string>>): Promise<void> {
        const database = (await this.clusters()).get(instance);
        const mark = database && tagsOf(database)[ownerTag];
        await this.change(instance, { tags: { ...tags, ...(mark && { [ownerTag]: mark }) } });
    }

    async close(): Promise<void> {
        const closed = once(this.#server, "close");
        this.#server.close();
        this.#server.closeAllConnections();
        await closed;
    }

    #control(path: string, body?: object): Promise<unknown> {
        return control(this.#app, path, body);
    }

    async #attend(request: Request, bindings: HttpBindings): Promise<Response> {
        const { incoming, outgoing } = bindings;
        const { hostname, pathname } = new URL(request.url);
        const act = async (): Promise<Response> => {
            const answer = await this.#app.fetch(request, bindings);
            if (this.isPaced && request.method === "GET" && answer.ok) {
                this.#endChanges();
            }
            return answer;
        };
        const exchange = new Exchange(this.#emulation, request, bindings, act);
        const run = this.#runs.get(hostname);
        if (run === undefined || run.isOver) {
            if (request.method !== "GET") {
                this.#strays.push(`${request.method} ${pathname} of ${hostname}`);
            }
            return exchange.cut();
        }
        // Where names are what fails, each request looks its host's name up.
        outgoing.shouldKeepAlive = run.plan.resolution === undefined;
        const what = `${request.method} ${shortened(pathname)}`;
        return run.serve({ what, authorization: kindOf(incoming.headers.authorization) }, exchange);
    }

    /** A look has seen what is under way: it is over. */
    #endChanges(): void {
        const { world, clock } = this.#emulation;
        const now = clock.now();
        for (const database of world.projects().flatMap((project) => project.list(now))) {
            const stateName = database.stateAt(now);
            for (const job of database.restores) {
                if (now < job.endsAt) {
                    job.end("completed", now);
                }
            }
            if (stateName === "DELETING") {
                database.begin("DELETING", now, 0);
            } else if (stateName !== "IDLE" && !database.deletionRequested) {
                database.begin("IDLE", now);
            }
        }
    }
}

/** A path without API version, project and cluster. */
function shortened(pathname: string): string {
    const [, version = "", rest = pathname] =
        /^\/api\/atlas\/([^/]+)\/groups\/[^/]+\/(.*)$/.exec(pathname) ?? [];
    const path = rest.replace(/^(serverless|flexClusters)\/[^/]+/, "$1/{name}").replace(/^\/api\//, "");
    return version === "v1.0" ? `${path} (v1.0)` : path;
}
