import type { AtlasClient, Call } from "./client";
import { list, record } from "./json";
import type { RequestOptions } from "./retry";

/** The most that Atlas gives on one page. */
const itemsPerPage = 500;
/** An end to lists that have none: half a million items. */
const mostPages = 1000;

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
    call: Omit<Call, "method" | "effect" | "query">,
    read: (item: unknown) => T | undefined,
    options?: RequestOptions,
): Promise<ListResult<T>> {
    const items: T[] = [];
    let isComplete = true;
    for (let pageNum = 1; pageNum <= mostPages; pageNum += 1) {
        const query = { itemsPerPage, pageNum, includeCount: false };
        const page = await client.request({ ...call, method: "GET", effect: "repeatable", query }, options);
        const results = list(page?.["results"]);
        const readable = results.map(read).filter((item) => item !== undefined);
        items.push(...readable);
        const isLast = !list(page?.["links"]).some((link) => record(link)["rel"] === "next");
        isComplete &&= isLast && Array.isArray(page?.["results"]) && readable.length === results.length;
        if (isLast) {
            break;
        }
    }
    return { items, isComplete };
}
