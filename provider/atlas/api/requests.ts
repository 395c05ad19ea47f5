import type { AtlasClient, Call } from "../http/client";
import { AtlasError } from "../errors";
import type { ClusterRef } from "./cluster-api";
import type { RequestOptions } from "../retry";

/**
 * The paths of a project's things, below an API's prefix: `/api/atlas/v2`. Each part stays one segment.
 *
 * @throws AtlasError where a part cannot be a segment of its own: an empty one, and those that mean another folder, which no
 * encoding changes.
 */
export function projectPath(prefix: string, groupId: string, ...parts: string[]): string {
    const segments = ["groups", groupId, ...parts].map((part) => {
        if (["", ".", ".."].includes(part)) {
            throw AtlasError.from({
                kind: "notSent",
                action: `ask Atlas for ${JSON.stringify(part)}`,
                detail: "that is neither a name nor an id",
                advice: "Correct it.",
            });
        }
        return encodeURIComponent(part);
    });
    return [prefix, ...segments].join("/");
}

/** How messages call a cluster. */
export function describeCluster(what: string, { groupId, name }: ClusterRef): string {
    return `${what} "${name}" in project ${groupId}`;
}

/** Asks for one thing and reads it; an answer without it is no answer of Atlas. */
export async function requestOne<T>(
    client: AtlasClient,
    call: Call,
    read: (body: unknown) => T | undefined,
    options?: RequestOptions,
): Promise<T> {
    const value = read(await client.request(call, options));
    if (value === undefined) {
        throw client.incompleteResponse(call.action);
    }
    return value;
}
