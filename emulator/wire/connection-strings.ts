// The connection strings of a cluster, which are the same in both APIs.
import { hex } from "../random";
import type { Cluster } from "../world/cluster";

/** The string with a DNS seed list. */
export function standardSrvOf(database: Cluster): string {
    return `mongodb+srv://${database.spec.name.toLowerCase()}.${database.hostSuffix}.mongodb.net`;
}

/** The string with the hosts written out. */
export function standardOf(database: Cluster): string {
    const random = database.chance("replica set");
    const [cluster, set] = [hex(random, 7), hex(random, 6)];
    const hosts = [0, 1, 2].map(
        (shard) => `ac-${cluster}-shard-00-0${shard}.${database.hostSuffix}.mongodb.net:27017`,
    );
    return `mongodb://${hosts.join(",")}/?ssl=true&authSource=admin&replicaSet=atlas-${set}-shard-0`;
}
