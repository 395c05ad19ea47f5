// What the page shows, all of one instant. No secret, no body, no header, no query.
import type { EmulatorState } from "../emulation";
import type { Era } from "../eras";
import type { FaultProgress } from "../faults/faults";
import { OPERATIONS } from "../operations/routes";
import { accountsOf, type Role } from "../identity";
import type { RefusedRequests, RequestCount, RequestRecord } from "../stats";
import type { Cluster, Tag, ClusterRestore } from "../world/cluster";
import { merged } from "../world/history";
import type { StateSpan } from "../world/history";
import type { Kind } from "../world/kinds";

const MOST_DATABASES = 100;
const MOST_STAYS = 12;
const MOST_RESTORES = 20;
const MOST_REQUESTS = 50;
const MOST_REFUSALS = 20;

/** A cluster. Instants are emulated milliseconds since 1970. */
export interface ClusterSummary {
    readonly id: string;
    readonly projectId: string;
    readonly name: string;
    readonly kind: Kind;
    readonly tags: readonly Tag[];
    readonly createdAt: number;
    /** Its latest states up to what is due; `until` is null where no end is known. */
    readonly stays: readonly (Omit<StateSpan, "until"> & { readonly until: number | null })[];
}

/** A restore job. Instants are emulated milliseconds since 1970; `endsAt` and `ending` are what is due. */
export interface RestoreSummary extends Pick<
    ClusterRestore,
    "id" | "requestedAt" | "startsAt" | "endsAt" | "ending"
> {
    readonly from: string;
    readonly to: string;
    readonly snapshotId: string;
}

/** A fault, without the body and the headers that it may answer with. */
export type FaultSummary = Omit<FaultProgress, "answer"> & {
    readonly answer?: Pick<NonNullable<FaultProgress["answer"]>, "status" | "errorCode" | "contentType">;
};

/** An event of `GET /_emulator/events`. */
export interface Overview {
    readonly era: Era;
    /** Emulated seconds per real second. */
    readonly scale: number;
    /** The emulated instant. */
    readonly now: number;
    /** The operations that a fault can be for. */
    readonly operations: readonly string[];
    /** The newest first, those that are gone last. */
    readonly databases: readonly ClusterSummary[];
    /** How many clusters are not shown. */
    readonly moreDatabases: number;
    /** The latest first, of the clusters that are shown. */
    readonly restores: readonly RestoreSummary[];
    /** The latest first, each with its number; `path` is without the query. */
    readonly requests: readonly (RequestRecord & { readonly number: number })[];
    /** What the accounts have asked for; without what they prove to be them with. */
    readonly accounts: readonly (RequestCount & { readonly role: Role })[];
    /** The latest first. */
    readonly refusals: readonly RefusedRequests[];
    readonly faults: readonly FaultSummary[];
}

/** The overview of this instant. */
export function overviewOf(emulation: EmulatorState): Overview {
    const now = emulation.clock.now();
    const all = emulation.world
        .projects()
        .flatMap((project) => project.ever())
        .toSorted((a, b) => Number(a.isGone(now)) - Number(b.isGone(now)) || b.createdAt - a.createdAt);
    const databases = all.slice(0, MOST_DATABASES);
    return {
        era: emulation.era,
        scale: emulation.settings.scale,
        now,
        operations: OPERATIONS,
        databases: databases.map(databaseShown),
        moreDatabases: all.length - databases.length,
        restores: databases
            .flatMap(({ restores }) => restores)
            .toSorted((a, b) => b.requestedAt - a.requestedAt)
            .slice(0, MOST_RESTORES)
            .map(restoreShown),
        requests: emulation.stats
            .latest(MOST_REQUESTS)
            .map((request) => ({ ...request, path: request.path.replace(/\?.*/s, "") })),
        accounts: accountsOf(emulation.identity).map(({ role }) => ({
            role,
            ...emulation.stats.countOf(role),
        })),
        refusals: emulation.stats.refusals(MOST_REFUSALS),
        faults: emulation.faults.list().map(faultShown),
    };
}

function databaseShown({ id, projectId, spec, createdAt, stays }: Cluster): ClusterSummary {
    const { name, kind, tags } = spec;
    const shown = merged(stays)
        .slice(-MOST_STAYS)
        .map((stay) => ({ ...stay, until: Number.isFinite(stay.until) ? stay.until : null }));
    return { id, projectId, name, kind, tags, createdAt, stays: shown };
}

function restoreShown({ id, requestedAt, startsAt, endsAt, ending, ...job }: ClusterRestore): RestoreSummary {
    const times = { requestedAt, startsAt, endsAt, ending };
    return {
        id,
        from: job.source.spec.name,
        to: job.target.spec.name,
        snapshotId: job.snapshot.id,
        ...times,
    };
}

function faultShown({ answer, ...fault }: FaultProgress): FaultSummary {
    if (answer === undefined) {
        return fault;
    }
    const { status, errorCode, contentType } = answer;
    return {
        ...fault,
        answer: { status, ...(errorCode && { errorCode }), ...(contentType && { contentType }) },
    };
}
