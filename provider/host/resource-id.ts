import { InvalidArgumentError } from "../atlas/errors";
import type { ClusterRef } from "../atlas/api/cluster-api";

/** The Pulumi id of a cluster: `projectId/name`. */
export function formatId({ projectId, name }: { projectId: string; name: string }): string {
    return `${projectId}/${name}`;
}

/**
 * The place that an id names; the form of other tools, with a hyphen between, does as well.
 *
 * @throws InvalidArgumentError where the id has another form.
 */
export function parseId(id: string): ClusterRef {
    const [, groupId, name] = /^([a-f0-9]{24})[/-]([a-zA-Z0-9][a-zA-Z0-9-]*)$/.exec(id) ?? [];
    if (groupId === undefined || name === undefined) {
        throw new InvalidArgumentError(
            `"${id}" is not a valid ServerlessInstance ID: its format is PROJECT_ID/CLUSTER_NAME, for example ` +
                '"0123456789abcdef01234567/orders".',
        );
    }
    return { groupId, name };
}
