// What several of the control API's bodies have in common.
import * as Type from "@sinclair/typebox";
import { TAG_TEXT } from "../description/schemas";
import { mapOf } from "../wire/validation";
import type { Tag } from "../world/cluster";

/** A project's id. */
export const PROJECT_ID = Type.String({
    pattern: "^[a-f0-9]{24}$",
    problem: "must be 24 lowercase hexadecimal characters",
});

/** What names a cluster: its name, and its project, by default the one that exists from the start. */
export const CLUSTER = {
    projectId: Type.Optional(PROJECT_ID),
    instance: Type.String({ minLength: 1 }),
};

/** Tags as an object, each held to what a client's would be. */
export const TAG_MAP = mapOf(TAG_TEXT, { propertyNames: TAG_TEXT, maxProperties: 50 });

/** The tags of such an object, in its order. */
export function tagsOf(tags: Readonly<Record<string, string>>): Tag[] {
    return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
