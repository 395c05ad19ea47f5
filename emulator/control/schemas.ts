// What several of the control API's bodies have in common.
import { listOf, mapOf, object, optional, text, type Reader } from "../wire/reader";
import type { Tag } from "../world/cluster";

const TAG_TEXT = text({ min: 1, max: 255, pattern: /^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$/ });
const TAGS = listOf(object({ key: TAG_TEXT, value: TAG_TEXT }), { max: 50 });

/** Tags as an object, each held to what a client's would be. */
export const TAG_MAP: Reader<Tag[]> = (value, field, problems) => {
    const map = mapOf(text())(value, field, problems);
    return (
        map &&
        TAGS(
            Object.entries(map).map(([key, one]) => ({ key, value: one })),
            field,
            problems,
        )
    );
};

/** A project's id. */
export const PROJECT_ID = text({ pattern: /^[a-f0-9]{24}$/ });

/** What names a cluster: its name, and its project, by default the one that exists from the start. */
export const CLUSTER = { projectId: optional(PROJECT_ID), instance: text({ min: 1 }) };
