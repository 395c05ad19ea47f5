// The rows of axes.test.ts: so many resources, from create to delete, with one kind of trouble in each operation.
import { declaredAt } from "../emulated/owner";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { startEmulator, type Emulator, type Era } from "../../emulator/index";
import { AtlasClient } from "../../provider/atlas/http/client";
import type { Credential, Settings } from "../../provider/atlas/settings";
import { FlexApi } from "../../provider/atlas/api/flex";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../provider/atlas/log-once";
import { ServerlessApi } from "../../provider/atlas/api/serverless";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import type { State } from "../../provider/instance/state";
import { PartialFailureError } from "../../provider/instance/partial-failure";
import { tokenOf } from "../emulator/support";
import { scaledClock } from "./scaled-clock";

const credentials: readonly Credential["kind"][] = ["accessToken", "serviceAccount", "apiKey"];
const widths = [1, 20, 100] as const;
const troubles = ["no fault", "one 429 on each", "slow answers", "cancel in the middle"] as const;
const operations = ["create", "read", "update", "delete"] as const;

/** One row of the table. */
interface Row {
    readonly credential: Credential["kind"];
    readonly width: number;
    readonly era: Era;
    readonly trouble: (typeof troubles)[number];
}

/** What came of one operation on all resources of a row, for comparison with what must. */
interface Cell {
    /** Whether all of them ended within the time that Pulumi gives them. */
    readonly endsInTime: boolean;
    /** How many failed, where nobody cancelled; why is in `failures`. */
    readonly failures: readonly string[];
    /** Writes that were sent after the cancel. */
    readonly sentAfterCancel: number;
    /** Clusters that exist and that no state, and no partial failure, holds; and those that two hold. */
    readonly unheld: readonly string[];
    readonly heldTwice: readonly string[];
    /** Clusters beyond the number of resources. */
    readonly surplus: number;
}

/** Rows that are run at once. */
const lanes = 4;
/** As many seconds pass on the clock and in the emulator as in one real second. */
const haste = 40;
/** What each resource gives each operation, in minutes of the clock. */
const minutes = 60;

/** An emulator, and the rows that are run on it. */
class Bench {
    readonly #emulator: Emulator;
    readonly #accessToken: string;
    /** Told of each answer, by the project of its request. */
    readonly #listeners: Map<string, () => void>;
    #projects = 0;

    private constructor(emulator: Emulator, accessToken: string, listeners: Map<string, () => void>) {
        this.#emulator = emulator;
        this.#accessToken = accessToken;
        this.#listeners = listeners;
    }

    static async start(era: Row["era"]): Promise<Bench> {
        const listeners = new Map<string, () => void>();
        const log = (line: string): void => {
            const [, projectId = ""] = /\/groups\/([0-9a-f]+)/.exec(line) ?? [];
            listeners.get(projectId)?.();
        };
        const emulator = await startEmulator({ era, scale: haste, answerDates: "real", log });
        const bench = new Bench(emulator, await tokenOf(emulator), listeners);
        await bench.#control("limits", { tokenRequestsPerMinute: 100_000, liveTokens: 100_000 });
        return bench;
    }

    close(): Promise<void> {
        return this.#emulator.close();
    }

    /** Runs a row in a project of its own. */
    async run(row: Row): Promise<Record<(typeof operations)[number], Cell>> {
        this.#projects += 1;
        const projectId = this.#projects.toString(16).padStart(24, "a");
        await this.#control("seed", { projects: [projectId] });
        const names = Array.from({ length: row.width }, (_, index) => `db-${this.#projects}-${index}`);
        const states = new Map<string, State>();
        const inputs = (name: string, team: string): CheckedInputs => ({
            projectId,
            name,
            providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
            tags: { team },
            ...declaredAt(name),
            __timeouts: { create: `${minutes}m`, update: `${minutes}m`, delete: `${minutes}m` },
        });
        const create = async (lifecycle: Lifecycle, name: string): Promise<void> => {
            const state = states.get(name);
            states.set(
                name,
                await (state === undefined
                    ? lifecycle.create(inputs(name, "shop"), logger)
                    : lifecycle.update(state, inputs(name, "shop"), logger)),
            );
        };
        const stateOf = (name: string): State => {
            const state = states.get(name);
            if (state === undefined) {
                throw new Error(`${name} is in no state`);
            }
            return state;
        };
        const read = async (lifecycle: Lifecycle, name: string): Promise<void> => {
            const state = await lifecycle.read(stateOf(name), logger);
            if (state?.instanceId !== stateOf(name).instanceId) {
                throw new Error(`${name} was not read`);
            }
        };
        const update = async (lifecycle: Lifecycle, name: string): Promise<void> => {
            states.set(name, await lifecycle.update(stateOf(name), inputs(name, "web"), logger));
        };
        const remove = async (lifecycle: Lifecycle, name: string): Promise<void> => {
            const state = states.get(name);
            if (state !== undefined) {
                await lifecycle.remove(state, logger);
                states.delete(name);
            }
        };
        const course = { row, projectId, names, states };
        return {
            create: await this.#cell(course, create),
            read: await this.#cell(course, read, 1),
            update: await this.#cell(course, update),
            delete: await this.#cell(course, remove),
        };
    }

    /**
     * One operation on all resources at once; where it was cancelled, once more by another process, which must finish it.
     *
     * @param middle As many answers are given by the middle of it, where it is cancelled.
     */
    async #cell(
        course: Course,
        act: (lifecycle: Lifecycle, name: string) => Promise<void>,
        middle = Math.max(course.row.width / 2, 1),
    ): Promise<Cell> {
        const { row, projectId, names, states } = course;
        await this.#plant(course);
        const cancel = new AbortController();
        let answers = 0;
        if (row.trouble === "cancel in the middle") {
            this.#listeners.set(projectId, () => {
                answers += 1;
                if (answers >= middle) {
                    cancel.abort(new Error("told to stop"));
                }
            });
        }
        let sentAfterCancel = 0;
        const watch = (message: unknown): void => {
            const { request } = message as { request: ClientRequest };
            const isWrite = request.method !== "GET" && request.path.includes(`/groups/${projectId}/`);
            sentAfterCancel += isWrite && cancel.signal.aborted ? 1 : 0;
        };
        const perform = async (signal?: AbortSignal): Promise<string[]> => {
            const lifecycle = this.#process(row.credential, signal);
            const outcomes = await Promise.allSettled(names.map((name) => act(lifecycle, name)));
            return outcomes.flatMap((outcome, index) => {
                if (outcome.status === "fulfilled") {
                    return [];
                }
                const reason: unknown = outcome.reason;
                if (reason instanceof PartialFailureError) {
                    states.set(names[index] ?? "", reason.state);
                }
                return [reason instanceof Error ? reason.message : String(reason)];
            });
        };
        const begun = performance.now();
        subscribe("http.client.request.start", watch);
        let failures = await perform(cancel.signal);
        unsubscribe("http.client.request.start", watch);
        const seconds = (performance.now() - begun) / 1000;
        this.#listeners.delete(projectId);
        const holding = await this.#holding(course);
        if (cancel.signal.aborted) {
            failures = await perform();
        }
        return { endsInTime: seconds * haste < minutes * 60, failures, sentAfterCancel, ...holding };
    }

    async #plant({ row, projectId, names }: Course): Promise<void> {
        const answer = { status: 429, headers: { "Retry-After": "2" } };
        const lists = ["listServerlessInstances", "listFlexClusters"];
        if (row.trouble === "one 429 on each") {
            await this.#control("faults", [
                ...names.map((instance) => ({ operation: "*", instance, answer })),
                ...lists.map((operation) => ({ operation, projectId, answer })),
            ]);
        }
        if (row.trouble === "slow answers") {
            const slow = { operation: "*", projectId, times: 100_000, delaySeconds: 0.1 };
            await this.#control("faults", [slow]);
        }
    }

    /** Who holds what there is just now. */
    async #holding({ row, projectId, states }: Course) {
        const response = await fetch(`${this.#emulator.baseUrl}/_emulator/state`);
        const { projects } = (await response.json()) as {
            projects: { id: string; instances: { id: string }[] }[];
        };
        const there = projects.find(({ id }) => id === projectId)?.instances.map(({ id }) => id) ?? [];
        const held = [...states.values()].map(({ instanceId }) => instanceId);
        return {
            unheld: there.filter((id) => !held.includes(id)),
            heldTwice: held.filter((id, index) => held.indexOf(id) !== index),
            surplus: Math.max(there.length - row.width, 0),
        };
    }

    /** The life of clusters in a process of its own: with its own connection, token, nonces and sightings. */
    #process(kind: Credential["kind"], signal: AbortSignal | undefined): Lifecycle {
        const clock = scaledClock(haste);
        const { baseUrl, clientId, clientSecret, publicKey, privateKey } = this.#emulator;
        const all: Record<Credential["kind"], Credential> = {
            accessToken: { kind: "accessToken", accessToken: this.#accessToken },
            serviceAccount: { kind: "serviceAccount", clientId, clientSecret },
            apiKey: { kind: "apiKey", publicKey, privateKey },
        };
        const settings: Settings = { baseUrl, credential: all[kind], source: "the test" };
        const logOnce = new LogOnce();
        const client = new AtlasClient(settings, clock, logOnce);
        const serverless = new ServerlessApi(client);
        const clusters = new Clusters(serverless, new FlexApi(client), logOnce, clock);
        return new Lifecycle(clusters, clock, { interruption: signal });
    }

    async #control(path: string, body: unknown): Promise<void> {
        const response = await fetch(`${this.#emulator.baseUrl}/_emulator/${path}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        });
        if (!response.ok) {
            throw new Error(`${path}: ${await response.text()}`);
        }
    }
}

/** A row under way. */
interface Course {
    readonly row: Row;
    readonly projectId: string;
    readonly names: readonly string[];
    /** The state of each resource that has one, as Pulumi would keep it. */
    readonly states: Map<string, State>;
}

const logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };

/** All cells of an era, as axes.test.ts tells how they are read. */
export function describeAxes(era: Era): void {
    const rows: Row[] = widths.flatMap((width) =>
        credentials.flatMap((credential) => troubles.map((trouble) => ({ era, width, credential, trouble }))),
    );
    const cells = new Map<Row, ReturnType<Bench["run"]>>();
    let bench: Bench;
    beforeAll(async () => {
        bench = await Bench.start(era);
        const ends: Promise<unknown>[] = [];
        rows.forEach((row, index) => {
            const before = ends[index - lanes] ?? Promise.resolve();
            const run = before.then(() => bench.run(row));
            cells.set(row, run);
            ends.push(run.catch(() => undefined));
        });
    });
    afterAll(() => bench.close());

    const table = rows.flatMap((row) => operations.map((operation) => ({ operation, ...row, row })));
    it.each(table)(
        "$operation, $credential, $width at once, $era, $trouble",
        async ({ operation, row }) => {
            expect((await cells.get(row))?.[operation]).toEqual({
                endsInTime: true,
                failures: [],
                sentAfterCancel: 0,
                unheld: [],
                heldTwice: [],
                surplus: 0,
            });
        },
        120_000,
    );
}
