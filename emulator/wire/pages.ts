// A page of a list, and the links that lead to its neighbours.
import { readQuery } from "../description/validate";

/** A link as Atlas writes it. */
export interface Link {
    readonly href: string;
    readonly rel: string;
}

/** A page on the wire. */
export interface Page<T> {
    readonly links: readonly Link[];
    readonly results: readonly T[];
    readonly totalCount?: number;
}

/** Cuts the page that the request's URL asks for out of all items; only the items on it are rendered. */
export function pageOf<T, W>(all: readonly T[], url: URL, render: (item: T) => W): Page<W> {
    const { itemsPerPage = 100, pageNum = 1, includeCount = true } = readQuery(url, "list");
    const end = pageNum * itemsPerPage;
    const links: Link[] = [{ href: url.href, rel: "self" }];
    if (pageNum > 1) {
        links.push({ href: atPage(url, pageNum - 1), rel: "previous" });
    }
    if (end < all.length) {
        links.push({ href: atPage(url, pageNum + 1), rel: "next" });
    }
    const results = all.slice(end - itemsPerPage, end).map(render);
    return { links, results, ...(includeCount && { totalCount: all.length }) };
}

function atPage(url: URL, pageNum: number): string {
    const other = new URL(url);
    other.searchParams.set("pageNum", String(pageNum));
    return other.href;
}
