import type { Instance } from "../provider/atlas/api/instance";
import { ownerTag, parseOwnerTag, parseOwner } from "../provider/instance/ownership/owner-tag";
import type { ImportCandidate } from "./import-entry";

/** Clusters that were gathered somewhere, ready to be imported. */
export interface ImportSet {
    /** Where they come from, after their number: `of project ...`. */
    source: string;
    importables: ImportCandidate[];
    warnings: string[];
    /** Where Atlas was not asked: the state must be completed after the import. */
    isUnseen?: boolean;
    /** What is to be done when the preview shows no change. */
    afterwards?: string[];
}

/** What a person should know of a cluster that is imported as Atlas has it. */
export function warningsOf(instance: Instance, { tagProblem }: ImportCandidate): string[] {
    const warnings: string[] = [];
    const seen = parseOwnerTag(instance.tags);
    if (seen !== undefined) {
        const owner = parseOwner(seen.owner);
        const whose =
            owner === undefined
                ? `says "${seen.owner}"`
                : `names resource "${owner.logicalName}" in stack ${owner.project}/${owner.stack}`;
        warnings.push(
            `the ${ownerTag} tag of cluster "${instance.name}" ${whose}, so the first preview shows an update that adopts the ` +
                "cluster. If another stack still manages it, first remove it there with `pulumi state delete`, which does not " +
                "delete the cluster.",
        );
    }
    if (tagProblem !== undefined) {
        warnings.push(
            `the tags of cluster "${instance.name}" are left unmanaged, because a program could not declare them: ${tagProblem}.`,
        );
    }
    if (instance.stateName !== "IDLE") {
        warnings.push(
            `cluster "${instance.name}" is ${instance.stateName}, so the first preview will show an update that waits until it ` +
                "is IDLE. For a preview without changes, run this command again then.",
        );
    }
    return warnings;
}
