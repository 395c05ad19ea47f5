/** What a cluster's id in another tool's state says. */
export interface SourceId {
    projectId?: string | undefined;
    name?: string | undefined;
    /** Atlas's own id. */
    instanceId?: string;
}

const pair = /^([A-Za-z0-9+/]+=*):([A-Za-z0-9+/]+=*)$/;

/**
 * Reads an id: Atlas's own, or the tools' own form, keys and values in base64. The tools work with the latter, not
 * with the other properties, which show a changed name although nothing was renamed.
 */
export function parseSourceId(id: string): SourceId {
    if (/^[0-9a-f]{24}$/.test(id)) {
        return { instanceId: id };
    }
    const pairs = id.split("-").map((part) => pair.exec(part));
    const values = Object.fromEntries(
        pairs.flatMap((match) => (match === null ? [] : [[decoded(match[1]), decoded(match[2])] as const])),
    );
    return { projectId: values["project_id"], name: values["name"] ?? values["cluster_name"] };
}

function decoded(base64 = ""): string {
    return Buffer.from(base64, "base64").toString("utf8");
}
