// The file that keeps projects and clusters from one start to the next.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { ERA_CHANGE, eraOf } from "./control/era";
import { LIMITS, limit } from "./control/limits";
import { SIZE } from "./control/seed-snapshots";
import { PROJECT_ID } from "./control/schemas";
import type { EmulatorState } from "./emulation";
import { OptionError } from "./options";
import { BACKING_PROVIDERS } from "./regions";
import { InvalidInput, integer, mapOf, object, oneOf, parsed, read } from "./wire/validation";
import { FREQUENCIES, SNAPSHOT_STATUSES, SNAPSHOT_TYPES, type Snapshot } from "./world/backups";
import type { Cluster } from "./world/cluster";
import { STATE_NAMES } from "./world/history";
import { KINDS, SHARED_SIZES } from "./world/kinds";
import { RESTORE_ENDINGS, RestoreJob } from "./world/restores";

const instant = Type.Number();
const count = integer(0);
const text = Type.String();
const boolean = Type.Boolean();

const SNAPSHOT = object({
    id: text,
    createdAt: instant,
    startsAt: instant,
    finishesAt: instant,
    expiresAt: instant,
    frequencyType: oneOf(FREQUENCIES),
    snapshotType: oneOf(SNAPSHOT_TYPES),
    status: oneOf(SNAPSHOT_STATUSES),
    mongodVersion: text,
    storageSizeBytes: SIZE,
});

const CLUSTER = object({
    id: text,
    spec: object({
        name: text,
        kind: oneOf(KINDS),
        size: Type.Optional(oneOf(SHARED_SIZES)),
        backingProviderName: oneOf(BACKING_PROVIDERS),
        regionName: text,
        tags: Type.Array(object({ key: text, value: text })),
        terminationProtectionEnabled: boolean,
        continuousBackup: boolean,
    }),
    incarnation: count,
    createdAt: instant,
    readyAt: instant,
    goneAt: Type.Optional(instant),
    wasServerless: boolean,
    autoIndexing: boolean,
    conversions: count,
    changes: count,
    states: Type.Array(object({ stateName: oneOf([...STATE_NAMES, "GONE"]), from: instant })),
    backups: object({
        options: Type.Array(object({ from: instant, continuous: boolean })),
        placed: Type.Array(SNAPSHOT),
        seriesFrom: Type.Optional(instant),
    }),
});

const PLACE = object({ projectId: PROJECT_ID, name: text });

const FORMAT = { format: oneOf(["atlas-emulator state"]), version: oneOf([1]) };
const HEAD = Type.Object(FORMAT);
const STATE = object({
    ...FORMAT,
    seed: count,
    projectId: PROJECT_ID,
    /** The emulated instant. */
    now: instant,
    era: ERA_CHANGE,
    limits: LIMITS,
    projects: Type.Array(
        object({ id: PROJECT_ID, incarnations: mapOf(count), clusters: Type.Array(CLUSTER) }),
    ),
    restores: Type.Array(
        object({
            id: text,
            source: PLACE,
            target: PLACE,
            snapshot: SNAPSHOT,
            requestedAt: instant,
            startsAt: instant,
            endsAt: instant,
            ending: oneOf(RESTORE_ENDINGS),
        }),
    ),
});

/** What the file holds. */
export type SavedState = Static<typeof STATE>;

/** What a file holds; undefined where there is none. Throws {@link OptionError}. */
export function readState(file: string): SavedState | undefined {
    if (!existsSync(file)) {
        return undefined;
    }
    try {
        const content = parsed(readFileSync(file, "utf8"));
        // Of another program's file, or of another version's, that it is one is what is wrong.
        read(HEAD, content);
        return read(STATE, content);
    } catch (error) {
        const why = error instanceof InvalidInput ? (error.problems[0]?.description ?? "") : String(error);
        const where = error instanceof InvalidInput ? (error.problems[0]?.field ?? "") : "";
        throw new OptionError(
            `${file} is not a state file of this emulator: ${where || "it"} ${why}; choose another file, or delete it`,
        );
    }
}

/** Continues with what a file has kept. */
export function loadState(emulation: EmulatorState, { era, limits, projects, restores }: SavedState): void {
    const { world } = emulation;
    const { era: name = emulation.era, ...choices } = era;
    emulation.era = name;
    emulation.unknowns = { ...emulation.unknowns, ...choices };
    limit(emulation, limits);
    for (const { clusters, ...project } of projects) {
        const records = clusters.map((cluster) => ({
            ...cluster,
            backups: { ...cluster.backups, placed: cluster.backups.placed.map(snapshotOf) },
        }));
        world.add(project.id).load({ ...project, clusters: records });
    }
    const find = ({ projectId, name }: { projectId: string; name: string }) =>
        world.find(projectId)?.find(name, 0);
    for (const { source, target, snapshot, ...facts } of restores) {
        const [from, to] = [find(source), find(target)];
        if (from !== undefined && to !== undefined) {
            from.addRestore(
                new RestoreJob<Cluster>({
                    ...facts,
                    source: from,
                    target: to,
                    snapshot: snapshotOf(snapshot),
                }),
            );
        }
    }
}

function snapshotOf({ storageSizeBytes, ...snapshot }: Static<typeof SNAPSHOT>): Snapshot {
    return { ...snapshot, storageSizeBytes: BigInt(storageSizeBytes) };
}

function stateAt(emulation: EmulatorState, now: number): object {
    const { settings, identity, limits, world } = emulation;
    const all = world.projects();
    const placeOf = ({ projectId, spec: { name } }: Cluster) => ({ projectId, name });
    return {
        format: "atlas-emulator state",
        version: 1,
        seed: settings.seed,
        projectId: identity.projectId,
        now,
        era: eraOf(emulation),
        limits,
        projects: all.map((project) => project.record(now)),
        restores: all
            .flatMap((project) => project.list(now).flatMap(({ restores }) => restores))
            .map(({ id, source, target, snapshot, requestedAt, startsAt, endsAt, ending }) => ({
                ...{ id, snapshot, requestedAt, startsAt, endsAt, ending },
                source: placeOf(source),
                target: placeOf(target),
            })),
    };
}

/** Real milliseconds between two writes at least. */
const PAUSE = 500;

/**
 * Writes the file now, within a second of each change, and at the end. Throws {@link OptionError} if it can't be written at
 * the start.
 *
 * @returns a function that writes it for the last time.
 */
export function keepState(emulation: EmulatorState, file: string): () => void {
    const { clock, bell } = emulation;
    let written = "";
    let isOver = false;
    const write = (): void => {
        const now = clock.now();
        const state = stateAt(emulation, now);
        const content = textOf({ ...state, now: 0 });
        if (content !== written || isOver) {
            // A reader, or a process that is killed here, has the old file or the new one.
            writeFileSync(`${file}.new`, textOf(state));
            renameSync(`${file}.new`, file);
            written = content;
        }
    };
    const watch = async (): Promise<void> => {
        while (!isOver) {
            await bell.next;
            await clock.sleepReal(PAUSE);
            try {
                write();
            } catch (error) {
                process.emitWarning(`The emulator could not write its state file: ${String(error)}`);
            }
        }
    };
    try {
        write();
    } catch (error) {
        throw new OptionError(`could not write the state file ${file}: ${String(error)}`);
    }
    void watch();
    return () => {
        isOver = true;
        write();
    };
}

function textOf(state: object): string {
    // As text, a size of 64 bits survives every reader of JSON.
    return JSON.stringify(state, (_key, part: unknown) => (typeof part === "bigint" ? String(part) : part));
}
