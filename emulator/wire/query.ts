// Query parameters: read as strictly as bodies, from text.
import { InvalidInput, expecting, read } from "./reader";
import { object, optional } from "./objects";
import type { Shape, Shaped } from "./objects";
import type { Reader } from "./reader";

/** A whole number in text. */
export function integerText(min: number, max: number): Reader<number> {
    return expecting(`must be a whole number from ${min} to ${max}`, (value) => {
        const number = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : NaN;
        return number >= min && number <= max ? number : undefined;
    });
}

/** `true` or `false` in text. */
export const booleanText: Reader<boolean> = expecting("must be true or false", (value) =>
    value === "true" ? true : value === "false" ? false : undefined,
);

/** The parameters every operation takes: the layout of the answer. */
export const COMMON_QUERY = { envelope: optional(booleanText), pretty: optional(booleanText) };

/** The parameters of a list. */
export const LIST_QUERY = {
    ...COMMON_QUERY,
    itemsPerPage: optional(integerText(1, 500)),
    pageNum: optional(integerText(1, 2 ** 31 - 1)),
    includeCount: optional(booleanText),
};

/** The parameters of setting the automatic indexing. */
export const INDEXING_QUERY = { ...COMMON_QUERY, enable: booleanText };

/** Reads the parameters of a URL; throws {@link InvalidInput} also for one that is unknown or given twice. */
export function readQuery<S extends Shape>(url: URL, shape: S): Shaped<S> {
    const names = [...url.searchParams.keys()];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
        throw new InvalidInput([{ field: twice, description: "is given more than once" }]);
    }
    return read(object(shape), Object.fromEntries(url.searchParams));
}
