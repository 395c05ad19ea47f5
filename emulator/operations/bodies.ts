// The bodies of writes, read into what the world understands: what both generations share, and the serverless ones.
import { BACKING_PROVIDERS } from "../regions";
import { boolean, listOf, oneOf, read, text } from "../wire/reader";
import type { Reader } from "../wire/reader";
import { object, optional } from "../wire/objects";
import type { DatabaseChange, DatabaseSpec, Tag } from "../world/database";
import { checkTags } from "./rules";

const TAG_TEXT = text({ min: 1, max: 255, pattern: /^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$/ });

/** A list of tags as clients send it. */
export const TAGS: Reader<Tag[]> = listOf(object({ key: TAG_TEXT, value: TAG_TEXT }), { max: 50 });

/** What every generation lets be changed in place. */
export const COMMON = { tags: optional(TAGS), terminationProtectionEnabled: optional(boolean) };

/** Where a new database is to be. */
export const PLACE = { backingProviderName: oneOf(BACKING_PROVIDERS), regionName: text() };

const CHANGEABLE = {
    serverlessBackupOptions: optional(object({ serverlessContinuousBackupEnabled: optional(boolean) })),
    ...COMMON,
};

const CREATE = object({
    name: text(),
    providerSettings: object({ ...PLACE, providerName: optional(oneOf(["SERVERLESS"])) }),
    ...CHANGEABLE,
});

const UPDATE = object(CHANGEABLE);

/** The database that a serverless create's body asks for; what it leaves out is as `given`, where there is one. */
export function createdBy(body: unknown, given?: DatabaseSpec): DatabaseSpec {
    const { name, providerSettings, serverlessBackupOptions, ...rest } = read(CREATE, body);
    const { tags = given?.tags ?? [] } = rest;
    checkTags(tags);
    const protection = rest.terminationProtectionEnabled ?? given?.terminationProtectionEnabled;
    return {
        name,
        kind: "serverless",
        backingProviderName: providerSettings.backingProviderName,
        regionName: providerSettings.regionName,
        tags,
        terminationProtectionEnabled: protection ?? false,
        // The published default is true, and yet one that was not sent has been seen to come back as false.
        continuousBackup: serverlessBackupOptions?.serverlessContinuousBackupEnabled ?? false,
    };
}

/** The change that a serverless update's body asks for. */
export function changedBy(body: unknown): DatabaseChange {
    const { serverlessBackupOptions, ...common } = read(UPDATE, body);
    checkTags(common.tags ?? []);
    const continuousBackup = serverlessBackupOptions?.serverlessContinuousBackupEnabled;
    return { ...common, ...(continuousBackup !== undefined && { continuousBackup }) };
}
