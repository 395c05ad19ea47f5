import { InvalidArgumentError } from "../atlas/errors";
import type { Place } from "../atlas/generation";

/** The Pulumi id of a database: `projectId/name`. */
export function idOf({ projectId, name }: { projectId: string; name: string }): string {
    return `${projectId}/${name}`;
}

/**
 * The place that an id names; the form of other tools, with a hyphen between, does as well.
 *
 * @throws InvalidArgumentError where the id has another form.
 */
export function placeOf(id: string): Place {
    const [, groupId, name] = /^([a-f0-9]{24})[/-]([a-zA-Z0-9][a-zA-Z0-9-]*)$/.exec(id) ?? [];
    if (groupId === undefined || name === undefined) {
        throw new InvalidArgumentError(
            `"${id}" is no id of a ServerlessInstance: that is the project's id, a slash, and the database's name, ` +
                'for example "0123456789abcdef01234567/orders".',
        );
    }
    return { groupId, name };
}
