// What several of the control API's bodies have in common.
import { listOf, mapOf, text } from "../wire/reader";
import type { Reader } from "../wire/reader";
import { object } from "../wire/objects";
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
