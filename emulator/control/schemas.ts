// What several of the control API's bodies have in common.
import * as Type from "@sinclair/typebox";
import { ID, TAG_TEXT } from "../description/schemas";
import { mapOf } from "../wire/validation";
import type { Tag } from "../world/cluster";

/** A project's id. */
export const PROJECT_ID = Type.String({ ...ID, errorMessage: "must be 24 lowercase hexadecimal characters" });

/** A span in seconds, of a year at most. */
export const SPAN = Type.Number({ minimum: 0, maximum: 31_536_000 });

/** What names a cluster, and may name its project: by default the one that exists from the start. */
export const CLUSTER = { instance: Type.String({ minLength: 1 }) };
export const PROJECT = { projectId: PROJECT_ID };

/** What can be changed of a cluster, or given to a new one. */
export const OPTIONS = {
    tags: mapOf(TAG_TEXT, { propertyNames: TAG_TEXT, maxProperties: 50 }),
    terminationProtectionEnabled: Type.Boolean(),
    serverlessContinuousBackupEnabled: Type.Boolean(),
};

/** The tags of an object, in its order. */
export function tagsOf(tags: Readonly<Record<string, string>>): Tag[] {
    return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
