// Atlas's versioned media types: a client names a date, the service answers with the newest version not after it.
import { AtlasError } from "./errors";

const VERSIONED = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/;

/** The version of an operation that a request's `Accept` asks for; throws 406. `versions` are oldest first. */
export function acceptedVersion(accept: string | undefined, versions: readonly string[]): string {
    for (const range of (accept ?? "").split(",")) {
        const version = versionOf(range, versions);
        if (version !== undefined) {
            return version;
        }
    }
    const example = mediaType(versions.at(-1) ?? "");
    if (accept === undefined || !accept.includes("vnd.atlas")) {
        const detail = `A version is required: send the Accept header with a type such as ${example}.`;
        throw new AtlasError(406, "INVALID_VERSION_DATE", detail);
    }
    const detail = `The Accept header "${accept}" names no version that serves this resource; ${example} does.`;
    throw new AtlasError(406, "INVALID_VERSION_DATE", detail, { parameters: [accept] });
}

/** Holds a write's `Content-Type` to a versioned type or plain JSON; throws 415. */
export function checkContentType(contentType: string | undefined, versions: readonly string[]): void {
    if (
        essence(contentType ?? "") === "application/json" ||
        versionOf(contentType ?? "", versions) !== undefined
    ) {
        return;
    }
    const detail = `The Content-Type "${contentType ?? ""}" is not supported; send ${mediaType(versions.at(-1) ?? "")}.`;
    throw new AtlasError(415, "UNSUPPORTED_MEDIA_TYPE", detail, { parameters: [contentType ?? ""] });
}

/** The content type of an answer in a version. */
export function answerType(version: string): string {
    return `${mediaType(version)};charset=utf-8`;
}

function mediaType(version: string): string {
    return `application/vnd.atlas.${version}+json`;
}

function essence(range: string): string {
    return (range.split(";")[0] ?? "").trim().toLowerCase();
}

function versionOf(range: string, versions: readonly string[]): string | undefined {
    const date = VERSIONED.exec(essence(range))?.[1];
    if (date === undefined || !isDate(date)) {
        return undefined;
    }
    return versions.findLast((version) => version <= date);
}

function isDate(text: string): boolean {
    const date = new Date(`${text}T00:00:00Z`);
    // A day that the month lacks rolls over into the next, so it does not come back as it was.
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
