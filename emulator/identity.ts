// The accounts, and the project that exists from the start; derived from the seed, so that a restart changes neither.
import type { Account } from "./options";
import { hex, randomString, randomFor } from "./random";

/** What a client is told of the organization: the project and the account with the role Project Owner, and another account. */
export interface Identity extends Account {
    readonly projectId: string;
    /** The account with the role Project Read Only. */
    readonly readOnly: Account;
}

/** Atlas's names of the roles that the accounts have. */
export type Role = "GROUP_OWNER" | "GROUP_READ_ONLY";

/** The accounts, each with its role. */
export function accountsOf(identity: Identity): ({ readonly role: Role } & Account)[] {
    const { clientId, clientSecret, publicKey, privateKey, readOnly } = identity;
    return [
        { role: "GROUP_OWNER", clientId, clientSecret, publicKey, privateKey },
        { role: "GROUP_READ_ONLY", ...readOnly },
    ];
}

/** The role of one of an identity's accounts. */
export function roleOf({ readOnly }: Identity, account: Account): Role {
    return account === readOnly ? "GROUP_READ_ONLY" : "GROUP_OWNER";
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC = LOWER + LOWER.toUpperCase() + "0123456789";

/** The identity that belongs to a seed, of the project that it gives or of another. */
export function identityOf(
    seed: number,
    projectId = hex(randomFor(seed, "identity", "projectId"), 24),
): Identity {
    return { projectId, ...accountOf(seed), readOnly: accountOf(seed, "readOnly") };
}

function accountOf(seed: number, ...role: readonly string[]): Account {
    const random = (purpose: string) => randomFor(seed, "identity", ...role, purpose);
    const key = hex(random("privateKey"), 32);
    return {
        clientId: `mdb_sa_id_${hex(random("clientId"), 24)}`,
        clientSecret: `mdb_sa_sk_${randomString(random("clientSecret"), ALPHANUMERIC, 40)}`,
        publicKey: randomString(random("publicKey"), LOWER, 8),
        privateKey: key.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    };
}
