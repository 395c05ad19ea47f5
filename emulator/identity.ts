// Who may call and which project is there from the start; derived from the seed, so that a restart changes neither.
import { hex, randomString, randomFor } from "./random";

/** The emulator's one organisation, as far as a client sees it. */
export interface Identity {
    readonly projectId: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly publicKey: string;
    readonly privateKey: string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC = LOWER + LOWER.toUpperCase() + "0123456789";

/** The identity that belongs to a seed. */
export function identityOf(seed: number): Identity {
    const random = (purpose: string) => randomFor(seed, "identity", purpose);
    const key = hex(random("privateKey"), 32);
    return {
        projectId: hex(random("projectId"), 24),
        clientId: `mdb_sa_id_${hex(random("clientId"), 24)}`,
        clientSecret: `mdb_sa_sk_${randomString(random("clientSecret"), ALPHANUMERIC, 40)}`,
        publicKey: randomString(random("publicKey"), LOWER, 8),
        privateKey: key.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    };
}
