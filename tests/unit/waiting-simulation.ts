// The law of waiting without sockets and on a clock of its own: how many requests waits take, and how late they end.
import type { ClusterApi, UpgradableClusterApi } from "../../provider/atlas/api/cluster-api";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import type { Instance } from "../../provider/atlas/api/instance";
import { AtlasError } from "../../provider/atlas/errors";
import { LogOnce } from "../../provider/atlas/log-once";
import { Waiters } from "../../provider/instance/polling/waiters";
import { VirtualClock } from "./virtual-clock";

/** A change that is waited for. All times are milliseconds. */
export interface Change {
    /** When Atlas accepts it. */
    begins: number;
    /** How long it takes. */
    takes: number;
}

/** What some waits cost, and how late they ended. */
export interface Cost {
    requests: number;
    /** For each wait, between the end of the change and the end of the wait. */
    late: number[];
}

const groupId = "0123456789abcdef01234567";
const itemsPerPage = 500;
/** The median of what the real service takes to answer a look. */
const latency = 80;

/** Waits for all the changes at once, as one process does that deploys one project. */
export async function simulate(kind: "create" | "delete", changes: readonly Change[]): Promise<Cost> {
    const clock = new VirtualClock();
    const world = changes.map((change, index) => ({ name: `db-${index}`, ...change }));
    const byName = new Map(world.map((change) => [change.name, change]));
    let requests = 0;

    const look = async (): Promise<void> => {
        requests += 1;
        await clock.sleep(latency / 2);
    };
    const sight = (change: Change & { name: string }): Instance | undefined => {
        const isOver = clock.now() >= change.begins + change.takes;
        return isOver && kind === "delete"
            ? undefined
            : instance(change.name, isOver ? "IDLE" : kind === "create" ? "CREATING" : "DELETING");
    };
    const serverless = {
        get: async ({ name }) => {
            await look();
            const change = byName.get(name);
            const seen = change === undefined ? undefined : sight(change);
            await clock.sleep(latency / 2);
            return seen ?? missing("SERVERLESS_INSTANCE_NOT_FOUND");
        },
        list: async () => {
            const items: Instance[] = [];
            for (let page = 0; page < Math.max(1, Math.ceil(world.length / itemsPerPage)); page += 1) {
                await look();
                const part = world.slice(page * itemsPerPage, (page + 1) * itemsPerPage);
                items.push(...part.map(sight).filter((seen) => seen !== undefined));
                await clock.sleep(latency / 2);
            }
            return { items, isComplete: world.length <= itemsPerPage };
        },
    } satisfies Pick<ClusterApi, "get" | "list">;
    const flex = {
        get: async () => {
            await look();
            await clock.sleep(latency / 2);
            return missing("CLUSTER_NOT_FOUND");
        },
        list: async () => {
            await look();
            await clock.sleep(latency / 2);
            return { items: [], isComplete: true };
        },
    } satisfies Pick<ClusterApi, "get" | "list">;

    const clusters = new Clusters(
        serverless as unknown as UpgradableClusterApi,
        flex as unknown as ClusterApi,
        new LogOnce(),
        clock,
    );
    const waiters = new Waiters(clusters, clock);
    const ignore = (): void => undefined;
    const context = {
        activity: kind === "create" ? ("creating" as const) : ("deleting" as const),
        logger: { progress: ignore, info: ignore, warn: ignore },
        options: { deadline: Infinity },
    };
    const waits = world.map(async ({ name, begins, takes }) => {
        await clock.sleep(begins);
        await (kind === "create"
            ? waiters.untilIdle(instance(name, "CREATING"), kind, context)
            : waiters.untilGone(instance(name, "DELETING"), true, context));
        return clock.now() - begins - takes;
    });
    const late = await clock.run(Promise.all(waits));
    return { requests, late };
}

function missing(errorCode: string): never {
    throw new AtlasError({ kind: "response", action: "look", status: 404, errorCode });
}

function instance(name: string, stateName: string): Instance {
    return {
        id: name,
        groupId,
        name,
        stateName,
        connectionStrings: { standardSrv: `mongodb+srv://${name}.example.net`, privateEndpoint: [] },
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        tags: {},
        terminationProtectionEnabled: false,
        servedBy: "serverless",
    };
}

/** The mean of some numbers. */
export function mean(numbers: readonly number[]): number {
    return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
