// What several of the control door's bodies have in common.
import { TAGS } from "../operations/bodies";
import { mapOf, text } from "../wire/reader";
import type { Reader } from "../wire/reader";
import type { Tag } from "../world/database";

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
