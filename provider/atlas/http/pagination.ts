import type { AtlasClient, Call } from "./client";
import { asArray, asRecord } from "../json-readers";
import type { RequestOptions } from "../retry";

/** The most that Atlas gives on one page. */
const itemsPerPage = 500;
/** An end to lists that have none: half a million items. */
const maxPages = 1000;

/** What a list operation has. */
export interface ListResult<T> {
    items: T[];
    /**
     * Whether it came on one page, and all of it could be read. Only then is what is missing in it really missing: items move
     * from page to page when others are deleted meanwhile.
     */
    isComplete: boolean;
}

/** Everything that a list operation has, page by page: there is a further one exactly when Atlas links to it. */
export async function allPages<T>(
    client: AtlasClient,
    call: Omit<Call, "method" | "idempotent" | "query">,
    read: (item: unknown) => T | undefined,
    options?: RequestOptions,
): Promise<ListResult<T>> {
    const items: T[] = [];
    let isComplete = true;
    for (let pageNum = 1; pageNum <= maxPages; pageNum += 1) {
        const query = { itemsPerPage, pageNum, includeCount: false };
        const page = await client.request({ ...call, method: "GET", idempotent: true, query }, options);
        const results = asArray(page?.["results"]);
        const readable = results.map(read).filter((item) => item !== undefined);
        items.push(...readable);
        const isLast = !hasNextPage(page);
        isComplete &&= isLast && Array.isArray(page?.["results"]) && readable.length === results.length;
        if (isLast) {
            break;
        }
    }
    return { items, isComplete };
}

/** Whether a page of a list links to a further one. */
export function hasNextPage(page: unknown): boolean {
    return asArray(asRecord(page)["links"]).some((link) => asRecord(link)["rel"] === "next");
}
