// Media types: those of v2 name a date, and Atlas answers with the newest version not after it; v1.0 has plain JSON.
import { ApiErrorResponse } from "./errors";

/** The media types of an operation. */
export interface Media {
    /** The content types of its answers, oldest first. */
    readonly types: readonly string[];
    /** The content type of the answer to a request with that `Accept`; throws 406. */
    readonly answerTo: (accept: string | undefined) => string;
    /** Holds a write's `Content-Type` to what the operation takes; throws 415. */
    readonly checkContentType: (contentType: string | undefined) => void;
}

/** The content type of plain JSON. */
export const JSON_TYPE = "application/json";
const ANY_JSON = [JSON_TYPE, "application/*", "*/*"];
const VERSIONED = /^application\/vnd\.atlas\.(\d{4}-\d{2}-\d{2})\+json$/;

/** Atlas's versioned types; `versions` are those of the resource, oldest first. */
export function versioned(...versions: readonly [string, ...string[]]): Media {
    const example = mediaType(versions.at(-1) ?? "");
    return {
        types: versions.map(mediaType),
        answerTo: (accept) => `${mediaType(acceptedVersion(accept, versions, example))};charset=utf-8`,
        checkContentType: (contentType = "") => {
            // A write may come as plain JSON: it is the Accept header that chooses the version.
            if (essence(contentType) !== JSON_TYPE && versionOf(contentType, versions) === undefined) {
                throw unsupported(contentType, example);
            }
        },
    };
}

/** The plain JSON of the paths from before there were versions. */
export const PLAIN: Media = {
    types: [JSON_TYPE],
    answerTo: (accept = JSON_TYPE) => {
        if (!accept.split(",").some((range) => ANY_JSON.includes(essence(range)))) {
            const detail = `The Accept header "${accept}" does not allow ${JSON_TYPE}.`;
            throw new ApiErrorResponse(406, "NOT_ACCEPTABLE", detail, [accept]);
        }
        return JSON_TYPE;
    },
    checkContentType: (contentType = "") => {
        if (essence(contentType) !== JSON_TYPE) {
            throw unsupported(contentType, JSON_TYPE);
        }
    },
};

/** 406 for a version that a resource does not have, or no longer; `example` is one that it has. */
export function noSuchVersion(accept: string, example?: string): ApiErrorResponse {
    const other = example === undefined ? "" : `; ${example} does`;
    const detail = `The Accept header "${accept}" names no version that serves this resource${other}.`;
    return new ApiErrorResponse(406, "INVALID_VERSION_DATE", detail, [accept]);
}

function acceptedVersion(accept = "", versions: readonly string[], example: string): string {
    for (const range of accept.split(",")) {
        const version = versionOf(range, versions);
        if (version !== undefined) {
            return version;
        }
    }
    if (!accept.includes("vnd.atlas")) {
        const detail = `A version is required: send the Accept header with a type such as ${example}.`;
        throw new ApiErrorResponse(406, "INVALID_VERSION_DATE", detail);
    }
    throw noSuchVersion(accept, example);
}

function unsupported(contentType: string, example: string): ApiErrorResponse {
    const detail = `The Content-Type "${contentType}" is not supported; send ${example}.`;
    return new ApiErrorResponse(415, "UNSUPPORTED_MEDIA_TYPE", detail, [contentType]);
}

function mediaType(version: string): string {
    return `application/vnd.atlas.${version}+json`;
}

/** A media type or range without its parameters, in lower case. */
export function essence(range: string): string {
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
