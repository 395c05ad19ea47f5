import { AtlasError } from "../errors";

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
