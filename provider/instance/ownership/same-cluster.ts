import type { Instance } from "../../atlas/api/instance";
import { parseOwnerTag } from "./owner-tag";

/** Whether two answers are of one cluster: a conversion may give it another id, but not another creation date. */
export function isSameCluster(one: Instance, other: Instance): boolean {
    return one.id === other.id || (one.createDate !== undefined && one.createDate === other.createDate);
}

/** The same of answers between which our tag was not written: its ownership ID tells too. */
export function isSameClusterOrOwnershipId(one: Instance, other: Instance): boolean {
    const mark = parseOwnerTag(one.tags)?.mark;
    return isSameCluster(one, other) || (Boolean(mark) && mark === parseOwnerTag(other.tags)?.mark);
}
