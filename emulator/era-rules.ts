// What Atlas did differently in one era: a rule here, never an `if` elsewhere.
import type { Era } from "./eras";
import type { Kind, SharedSize } from "./world/kinds";

/** What distinguishes one era's answers from another's. */
export interface EraRules {
    /** The kind that Atlas has, by then, converted a cluster of some kind to. */
    readonly becomes: (kind: Kind, size?: SharedSize) => Kind;
    /** The retired operations, by their names. */
    readonly gone: ReadonlySet<string>;
    /** Whether the serverless list and get show the clusters that they could serve. */
    readonly showsServerless: boolean;
    /** Whether responses of the serverless API announce its end. */
    readonly announcesEnd: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();
const UPGRADE = "upgradeSharedClusterToServerless";

/** MongoDB migrated serverless instances and the paid shared tiers to Flex; the free one stayed free. */
function converted(kind: Kind, size?: SharedSize): Kind {
    if (kind === "shared") {
        return size === "M0" ? "free" : "flex";
    }
    return kind === "serverless" ? "flex" : kind;
}

const RULES: Readonly<Record<Era, EraRules>> = {
    classic: { becomes: (kind) => kind, gone: NOTHING, showsServerless: true, announcesEnd: false },
    transition: {
        becomes: converted,
        gone: new Set([UPGRADE]),
        showsServerless: true,
        announcesEnd: true,
    },
    sunset: {
        becomes: converted,
        gone: new Set([
            UPGRADE,
            "createServerlessInstance",
            "updateServerlessInstance",
            "deleteServerlessInstance",
            "listServerlessBackupSnapshots",
            "getServerlessBackupSnapshot",
            "listServerlessBackupRestoreJobs",
            "createServerlessBackupRestoreJob",
            "getServerlessBackupRestoreJob",
            "getServerlessAutoIndexing",
            "setServerlessAutoIndexing",
        ]),
        showsServerless: false,
        announcesEnd: true,
    },
};

/** The rules of an era. */
export function rulesOf(era: Era): EraRules {
    return RULES[era];
}
