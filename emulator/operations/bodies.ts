// Reads the bodies of writes.
import type { Static } from "@sinclair/typebox";
import type { SCHEMAS } from "../description/schemas";
import { readBody } from "../description/validate";
import type { ClusterChange, ClusterSpec } from "../world/cluster";
import { checkTags } from "./rules";

type CreateBody = Static<(typeof SCHEMAS)["ServerlessInstanceDescriptionCreate"]>;
type ChangeBody = Static<(typeof SCHEMAS)["ServerlessInstanceDescriptionUpdate"]>;

/** The cluster that a serverless create's body asks for; what it omits is as in `given`, if there is one. */
export function createdBy(body: unknown, given?: ClusterSpec): ClusterSpec {
    return specOf("serverless", readBody("ServerlessInstanceDescriptionCreate", body), given);
}

/** The cluster that a Flex create's body asks for. */
export function flexCreatedBy(body: unknown): ClusterSpec {
    return specOf("flex", readBody("FlexClusterDescriptionCreate", body));
}

function specOf(kind: "serverless" | "flex", create: CreateBody, given?: ClusterSpec): ClusterSpec {
    const { name, providerSettings, serverlessBackupOptions } = create;
    const { tags = given?.tags ?? [] } = create;
    checkTags(tags);
    const protection = create.terminationProtectionEnabled ?? given?.terminationProtectionEnabled;
    return {
        name,
        kind,
        backingProviderName: providerSettings.backingProviderName,
        regionName: providerSettings.regionName,
        tags,
        terminationProtectionEnabled: protection ?? false,
        // The published default is true, and yet one that was not sent has been seen to come back as false.
        continuousBackup: serverlessBackupOptions?.serverlessContinuousBackupEnabled ?? false,
    };
}

/** The change that an update's body of a generation asks for. */
export function changedBy(generation: "ServerlessInstance" | "FlexCluster", body: unknown): ClusterChange {
    const update: ChangeBody = readBody(`${generation}DescriptionUpdate`, body);
    const { serverlessBackupOptions, ...common } = update;
    checkTags(common.tags ?? []);
    const continuousBackup = serverlessBackupOptions?.serverlessContinuousBackupEnabled;
    return { ...common, ...(continuousBackup !== undefined && { continuousBackup }) };
}
