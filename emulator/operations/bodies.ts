// The bodies of the serverless generation's writes, read into what the world understands.
import type { EraRules } from "../eras";
import { BACKING_PROVIDERS } from "../regions";
import { boolean, listOf, oneOf, read, text } from "../wire/reader";
import type { Reader } from "../wire/reader";
import { object, optional } from "../wire/objects";
import type { DatabaseChange, DatabaseSpec, Tag } from "../world/database";
import { checkTags } from "./rules";

const TAG_TEXT = text({ min: 1, max: 255, pattern: /^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$/ });

/** A list of tags as clients send it. */
export const TAGS: Reader<Tag[]> = listOf(object({ key: TAG_TEXT, value: TAG_TEXT }), { max: 50 });

const CHANGEABLE = {
    serverlessBackupOptions: optional(object({ serverlessContinuousBackupEnabled: optional(boolean) })),
    tags: optional(TAGS),
    terminationProtectionEnabled: optional(boolean),
};

const CREATE = object({
    name: text(),
    providerSettings: object({
        backingProviderName: oneOf(BACKING_PROVIDERS),
        regionName: text(),
        providerName: optional(oneOf(["SERVERLESS"])),
    }),
    ...CHANGEABLE,
});

const UPDATE = object(CHANGEABLE);

/** The database that a create's body asks for. */
export function createdBy(body: unknown, rules: EraRules): DatabaseSpec {
    const { name, providerSettings, serverlessBackupOptions, tags = [], ...rest } = read(CREATE, body);
    checkTags(tags);
    const continuous = serverlessBackupOptions?.serverlessContinuousBackupEnabled ?? false;
    return {
        name,
        backingProviderName: providerSettings.backingProviderName,
        regionName: providerSettings.regionName,
        tags,
        terminationProtectionEnabled: rest.terminationProtectionEnabled ?? false,
        // The published default is true, and yet one that was not sent has been seen to come back as false.
        continuousBackup: rules.keepsContinuousBackup && continuous,
    };
}

/** The change that an update's body asks for. */
export function changedBy(body: unknown, rules: EraRules): DatabaseChange {
    const { serverlessBackupOptions, tags, terminationProtectionEnabled } = read(UPDATE, body);
    checkTags(tags ?? []);
    const continuousBackup = serverlessBackupOptions?.serverlessContinuousBackupEnabled;
    return {
        ...(tags && { tags }),
        ...(terminationProtectionEnabled !== undefined && { terminationProtectionEnabled }),
        ...(rules.keepsContinuousBackup && continuousBackup !== undefined && { continuousBackup }),
    };
}
