import { setTimeout as delay } from "node:timers/promises";
import { AtlasError } from "../../provider/atlas/errors";
import { asRecord } from "../../provider/atlas/json-readers";
import { errorCodeOf } from "./comparison";
import type { CreatedClusters } from "./play";
import type { Observed, Session } from "./session";

/** How long a cleanup continues, and how long a cluster whose create was not answered may take to appear. Milliseconds. */
const longest = 600_000;
const appearance = 5000;
/** After so many reads a delete is sent again: Atlas has been seen to drop one of a busy cluster. */
const patience = 30;

/**
 * Deletes the clusters that were made, or may have been, and waits until Atlas says that they are gone.
 *
 * @returns the names of those of which that is not proved.
 */
export async function cleanUp(
    created: CreatedClusters,
    session: Session,
    project: string,
    interval: number,
): Promise<string[]> {
    const until = Date.now() + longest;
    const clusters = [...created].map(([name, state]) => ({
        name,
        uri: `/api/atlas/v2/groups/${project}/flexClusters/${encodeURIComponent(name)}`,
        mayAppear: state === "asked",
    }));
    const left = await Promise.all(
        clusters.map(async (cluster) =>
            (await isRemoved(cluster, session, interval, until)) ? [] : [cluster.name],
        ),
    );
    return left.flat();
}

/** Deletes one, and says whether it is proved to be gone. */
async function isRemoved(
    { uri, mayAppear }: { uri: string; mayAppear: boolean },
    session: Session,
    interval: number,
    until: number,
): Promise<boolean> {
    let missingSince: number | undefined;
    let deletedAt = -Infinity;
    for (let reads = 0; Date.now() < until; reads += 1) {
        const answer = await ask("GET");
        if (answer?.status === 404 && errorCodeOf(answer) === "CLUSTER_NOT_FOUND") {
            missingSince ??= Date.now();
            if (!mayAppear || Date.now() - missingSince >= appearance) {
                return true;
            }
        } else if (answer?.status === 200) {
            missingSince = undefined;
            const { terminationProtectionEnabled, stateName } = asRecord(answer.json);
            if (terminationProtectionEnabled === true) {
                await ask("PATCH", { terminationProtectionEnabled: false });
            }
            if (stateName !== "DELETING" && reads - deletedAt > patience) {
                deletedAt = (await ask("DELETE"))?.status === 204 ? reads : deletedAt;
            }
        }
        await delay(interval);
    }
    return false;

    /** What fails is tried again, as long as there is time. */
    async function ask(method: string, body?: object): Promise<Observed | undefined> {
        try {
            return await session.ask({ method, uri, version: "2024-11-13", ...(body && { body }) });
        } catch (error) {
            if (error instanceof AtlasError) {
                return undefined;
            }
            throw error;
        }
    }
}
