import type { AtlasClient, Call } from "./client";
import { AtlasError } from "./errors";
import type { Place } from "./generation";

/** The paths of a project's things, below an API's prefix: `/api/atlas/v2`. */
export function projectPath(prefix: string, groupId: string, ...parts: string[]): string {
    return [prefix, "groups", groupId, ...parts]
        .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
        .join("/");
}

/** How messages call a database. */
export function title(what: string, { groupId, name }: Place): string {
    return `${what} "${name}" in project ${groupId}`;
}

/** Asks for one thing and reads it; an answer without it is no answer of Atlas. */
export async function requestOne<T>(
    client: AtlasClient,
    call: Call,
    read: (body: unknown) => T | undefined,
): Promise<T> {
    const value = read(await client.request(call));
    if (value === undefined) {
        throw new AtlasError({
            kind: "unreadable",
            doing: call.doing,
            detail: "the answer lacks what every answer of Atlas has here",
            advice: "Check the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl).",
        });
    }
    return value;
}
