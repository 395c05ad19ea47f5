import type { Instance, RestoreJob, Snapshot } from "../../atlas/api/instance";
import { mayHaveBeenApplied } from "../../atlas/api/error-predicates";
import type { Clock } from "../../atlas/clock";
import { readTargetOf } from "../../atlas/clusters/batched-reads";
import type { Clusters, RestoreJobs } from "../../atlas/clusters/clusters";
import {
    ChangeBlockedError,
    NotFoundError,
    ResourceLostError,
    RestoreFailedError,
    WaitTimeoutError,
} from "../../atlas/errors";
import { compact } from "../../atlas/json-readers";
import {
    disappeared,
    doesNotExist,
    noRestoreStarted,
    restoreFailed,
    restoreTimedOut,
    snapshotNotRestorable,
} from "../messages";
import { formatDuration } from "../model/durations";
import { restoreSourceOf, type CheckedInputs } from "../model/inputs";
import type { OperationContext } from "../operation-context";
import { pollUntil } from "../polling/poller";
import { progressOf } from "../polling/progress";
import { maxAge } from "../polling/waiters";
import type { RestoredFrom } from "../state";
import { assertNotTransferred, assertSameCluster } from "./guarded-update";

/** A snapshot that can be restored, and its cluster. */
export interface CheckedSource {
    instance: Instance;
    snapshotId: string;
}

/** What is to be restored to a cluster, and what is known of the cluster. */
export interface RestoreRequest {
    source: CheckedSource;
    /** Whether the same create has made the cluster, so that there can be no restore job yet. */
    isNew: boolean;
    /** Whether a restore may be started: not where the cluster may have got data meanwhile. */
    mayStart: boolean;
}

/** By what a cluster is ours: its owner tag as last seen, and the ownership ID. */
interface Claim {
    claim: string | undefined;
    mark: string | undefined;
}

/** How often a restore is started whose answer is lost; the list of restore jobs tells whether an earlier one was accepted. */
const sends = 3;
/** Between two of them. Milliseconds. */
const pause = 2000;
/** A restore job that Atlas accepted may be missing in its list for so long. Milliseconds. */
const graceToAppear = 10_000;

/**
 * The data that a new cluster starts with. Law: nothing is ever restored to a cluster that was there before: a restore replaces
 * all data of its target.
 */
export class Restoration {
    readonly #clusters: Clusters;
    readonly #clock: Clock;

    constructor(clusters: Clusters, clock: Clock) {
        this.#clusters = clusters;
        this.#clock = clock;
    }

    /**
     * The snapshot that a program names, before anything is made of it; undefined where it names none.
     *
     * @throws NotFoundError where its cluster or itself does not exist; ChangeBlockedError where it cannot be restored.
     */
    async source(inputs: CheckedInputs, { options }: OperationContext): Promise<CheckedSource | undefined> {
        const named = restoreSourceOf(inputs);
        if (named === undefined) {
            return undefined;
        }
        const { snapshotId, name, projectId } = named;
        const instance = await this.#clusters.read(
            { groupId: projectId, name, preferredApi: "flex" },
            { maxAge: maxAge.read, ...options },
        );
        if (instance === undefined) {
            throw NotFoundError.proved(doesNotExist({ projectId, name }));
        }
        const snapshot = await this.#clusters.getSnapshot(instance, snapshotId, options);
        if (!isRestorable(snapshot, this.#clusters.now())) {
            throw new ChangeBlockedError(snapshotNotRestorable(instance, snapshot));
        }
        return { instance, snapshotId };
    }

    /**
     * Sees to it that a cluster has the data of a snapshot: finds the restore job that an interrupted create has started, or
     * starts one, and waits for its end. Undefined where there is none and none may be started.
     *
     * @param owner By what the cluster is ours: the tag as last seen, and the ownership ID that is on it or is to be.
     */
    async ensure(
        target: Instance,
        owner: Claim,
        { source, isNew, mayStart }: RestoreRequest,
        context: OperationContext,
    ): Promise<RestoredFrom | undefined> {
        const found = isNew ? undefined : await this.#find(source, target, context);
        if (found === undefined && !mayStart) {
            context.logger.warn(noRestoreStarted(target, source.snapshotId));
            return undefined;
        }
        const job = found ?? (await this.#start(source, target, owner, isNew, context));
        const { status, finishedAt } = await this.#untilEnded(source, target, job, context);
        if (status !== "completed") {
            throw new RestoreFailedError(restoreFailed(source.instance, target, source.snapshotId, status));
        }
        const { instance } = source;
        return compact<RestoredFrom>({
            snapshotId: job.snapshotId ?? source.snapshotId,
            name: instance.name,
            projectId: instance.groupId,
            finishedAt,
        });
    }

    /** Waits for a restore that an interrupted create has started: until it ends, Atlas changes nothing about its target. */
    async untilNoneRuns(target: Instance, source: CheckedSource, context: OperationContext): Promise<void> {
        const job = await this.#find(source, target, context);
        if (job !== undefined) {
            await this.#untilEnded(source, target, job, context);
        }
    }

    /**
     * The restore job of an interrupted create, if it did not end in vain. Of whichever snapshot: once a cluster has got data,
     * nothing replaces them.
     */
    async #find(
        { instance }: CheckedSource,
        target: Instance,
        { options }: OperationContext,
    ): Promise<RestoreJob | undefined> {
        const jobs = await this.#clusters.listRestoreJobs(instance, options);
        const ours = jobs.filter(
            (job) =>
                job.targetName === target.name &&
                job.targetProjectId === target.groupId &&
                // Earlier ones were for another cluster of that name.
                Date.parse(job.createdAt) >= wholeSeconds(Date.parse(target.createDate ?? "")),
        );
        return ours.find(({ status }) => status === "completed") ?? ours.find((job) => !hasEnded(job));
    }

    async #start(
        { instance: source, snapshotId }: CheckedSource,
        target: Instance,
        { claim, mark }: Claim,
        isNew: boolean,
        context: OperationContext,
    ): Promise<RestoreJob> {
        const { options } = context;
        const stillRight = async (): Promise<void> => {
            const now = await this.#clusters.read(readTargetOf(target), options);
            if (now === undefined) {
                throw new ResourceLostError(disappeared(target));
            }
            assertSameCluster(target, now, "restore a snapshot to");
            assertNotTransferred(now, claim, mark);
        };
        assertNotTransferred(target, claim, mark);
        for (let sent = 1; ; sent += 1) {
            if (!isNew || sent > 1) {
                await stillRight();
            }
            try {
                return await this.#clusters.startRestore(source, { snapshotId, target }, options, stillRight);
            } catch (error) {
                if (!mayHaveBeenApplied(error)) {
                    throw error;
                }
                const found = await this.#find({ instance: source, snapshotId }, target, context);
                if (found !== undefined) {
                    return found;
                }
                if (sent >= sends) {
                    throw error;
                }
                await this.#clock.sleep(pause, options.signal);
            }
        }
    }

    /** The restore job as it ended. */
    async #untilEnded(
        { instance: source }: CheckedSource,
        target: Instance,
        started: RestoreJob,
        { logger, options }: OperationContext,
    ): Promise<RestoreJob> {
        if (hasEnded(started)) {
            return started;
        }
        const begun = this.#clock.now();
        let last = started;
        await pollUntil<RestoreJobs>(this.#clock, {
            change: "restore",
            ...options,
            requestRead: (sendBy, onRetry) => this.#clusters.requestRestoreJobs(source, { sendBy, onRetry }),
            isOver: ({ jobs }, waited) => {
                const job = jobs.find(({ id }) => id === started.id);
                if (job === undefined && waited >= graceToAppear) {
                    last = { ...last, status: "gone" };
                    return true;
                }
                last = job ?? last;
                return hasEnded(last);
            },
            onPoll: progressOf(logger, "restoring the snapshot", () => last.status),
            atDeadline: (lastFailure) => {
                const duration = formatDuration(this.#clock.now() - begun);
                throw new WaitTimeoutError(restoreTimedOut(target, { duration, job: last, lastFailure }));
            },
        });
        logger.progress(`restored after ${formatDuration(this.#clock.now() - begun)}`);
        return last;
    }
}

function isRestorable({ status = "completed", expiresAt }: Snapshot, now: number): boolean {
    return status === "completed" && !(Date.parse(expiresAt ?? "") <= now);
}

function hasEnded({ status }: RestoreJob): boolean {
    return !["queued", "inProgress"].includes(status);
}

/** The time of a restore job may be known to the second only. */
function wholeSeconds(milliseconds: number): number {
    return Math.floor(milliseconds / 1000) * 1000;
}
