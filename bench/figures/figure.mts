// A figure: one number of ours, beside the same of another provider, and what it may come to.
import type { Kind } from "../programs.mts";

/** What a figure counts. */
export type Unit = "s" | "requests" | "tokens" | "bytes" | "MB" | "failures";

/** One figure. What was not measured, or has no limit, is left out. */
export interface Figure {
    readonly title: string;
    readonly unit: Unit;
    /** How many databases. */
    readonly count?: number | undefined;
    readonly ours: number;
    readonly other?: number | undefined;
    /** Whose the other number is; beside the plugin's, the dynamic provider's. */
    readonly otherIs: Kind;
    /** Ours, as a part of the other. */
    readonly ratio?: number | undefined;
    /** What ours, or the ratio, may come to at most. */
    readonly limit?: number | undefined;
    readonly limitIsOn: "ours" | "ratio";
}

/** A figure that may not have been measured, with what need not be said. */
type Rough = Omit<Figure, "ours" | "otherIs" | "limitIsOn"> &
    Partial<Pick<Figure, "otherIs" | "limitIsOn">> & { readonly ours: number | undefined };

/** The figure, or none where ours was not measured. */
export function figure({ ours, other, ratio, ...rest }: Rough): Figure[] {
    if (ours === undefined) {
        return [];
    }
    const usual = other === undefined || other === 0 ? undefined : ours / other;
    return [{ otherIs: "baseline", limitIsOn: "ours", ...rest, ours, other, ratio: ratio ?? usual }];
}

/** Whether the limit is kept; undefined where there is none. */
export function isMet({ ours, ratio, limit, limitIsOn }: Figure): boolean | undefined {
    const value = limitIsOn === "ours" ? ours : ratio;
    return limit === undefined || value === undefined ? undefined : value <= limit;
}
