import type { AtlasClient, Call } from "./client";
import { list, record } from "./json";

/** The most that Atlas gives on one page. */
const itemsPerPage = 500;
/** An end to lists that have none: half a million items. */
const mostPages = 1000;

/** Everything that a list operation has, page by page: there is a further one exactly when Atlas links to it. */
export async function allPages<T>(
    client: AtlasClient,
    call: Omit<Call, "method" | "effect" | "query">,
    read: (item: unknown) => T | undefined,
): Promise<T[]> {
    const items: T[] = [];
    for (let pageNum = 1; pageNum <= mostPages; pageNum += 1) {
        const page = await client.request({
            ...call,
            method: "GET",
            effect: "repeatable",
            query: { itemsPerPage, pageNum, includeCount: false },
        });
        items.push(
            ...list(page?.["results"])
                .map(read)
                .filter((item) => item !== undefined),
        );
        if (!list(page?.["links"]).some((link) => record(link)["rel"] === "next")) {
            break;
        }
    }
    return items;
}
