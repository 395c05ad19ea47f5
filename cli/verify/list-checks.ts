// What the contract says of lists that no form can say.
import { hasNextPage } from "../../provider/atlas/http/pagination";
import { asArray, asRecord, asString } from "../../provider/atlas/json-readers";
import type { Promised } from "./expectation";
import type { Observed } from "./session";

type Check = NonNullable<Promised["also"]>;

/** A page of the list of Flex clusters has as many as it must, and links to a next one exactly when there is more. */
export function pageOfFlex(itemsPerPage: number, pageNum: number): Check {
    return (answer, { flexClusters }) => {
        const due = Math.max(Math.min(itemsPerPage, flexClusters - (pageNum - 1) * itemsPerPage), 0);
        const hasMore = flexClusters > pageNum * itemsPerPage;
        const contract = `${due} of ${flexClusters} results, ${hasMore ? "a" : "no"} next page`;
        const answered = `${resultsOf(answer).length} of ${flexClusters} results, ${hasNextPage(answer.json) ? "a" : "no"} next page`;
        return contract === answered ? [] : [{ aspect: "paging", contract, answered }];
    };
}

/** A list has nothing in it, as that of an operation that is retired. */
export const empty: Check = (answer) => {
    const count = resultsOf(answer).length;
    return count === 0
        ? []
        : [{ aspect: "paging", contract: "an empty list", answered: `a list of ${count}` }];
};

/** A list is ordered by a date, the oldest first. */
export function oldestFirst(field: string): Check {
    return (answer) => {
        const dates = resultsOf(answer).map((item) => Date.parse(asString(asRecord(item)[field]) ?? ""));
        const isOrdered = dates.every((date, index) => index === 0 || date >= (dates[index - 1] ?? date));
        return isOrdered ? [] : [{ aspect: "order", contract: `${field} rises`, answered: "another order" }];
    };
}

/** The items of a page. */
export function resultsOf({ json }: Observed): unknown[] {
    return asArray(asRecord(json)["results"]);
}
