// What is true of the clusters, whatever a client believes: as the emulator's control API shows them.
import { ownerTag } from "../../provider/instance/ownership/owner-tag";
import { control, type App } from "./control";

/** A cluster as the control API shows it. */
export interface Truth {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly stateName: string;
    readonly createDate: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
    readonly terminationProtectionEnabled: boolean;
    readonly providerSettings: Readonly<Record<string, unknown>>;
    readonly serverlessBackupOptions: { readonly serverlessContinuousBackupEnabled: boolean };
    readonly snapshots?: unknown;
    /** The restore jobs of its snapshots. */
    readonly restoreJobs: readonly { readonly targetDeploymentItemName: string; readonly status: string }[];
}

/** All clusters of all projects. */
export async function truths(app: App): Promise<Truth[]> {
    const { projects } = (await control(app, "state")) as { projects: { instances: Truth[] }[] };
    return projects.flatMap(({ instances }) => instances);
}

/** A cluster's tags by their keys. */
export function tagsOf({ tags }: Pick<Truth, "tags">): Record<string, string> {
    return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** The tags that a user has given a cluster. */
export function userTagsOf(database: Pick<Truth, "tags">): Record<string, string> {
    return Object.fromEntries(Object.entries(tagsOf(database)).filter(([key]) => key !== ownerTag));
}
