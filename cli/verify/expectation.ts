import type { AnySchema } from "ajv";
import type { Observed, Version } from "./session";

/** The times of Atlas's life, by what the serverless API does in them: today's Atlas is `sunset`. */
export const eras = ["classic", "transition", "sunset"] as const;
/** One of {@link eras}. */
export type Era = (typeof eras)[number];

/** Something that an answer has otherwise than the contract says. */
export interface Problem {
    /** What of the answer: `status`, `errorCode`, `body`, `field results[].name`, `header sunset`, `paging`, `order`, `time`. */
    readonly aspect: string;
    readonly contract: string;
    readonly answered: string;
}

/** What is known while the rows are asked, for those that rely on an earlier answer. */
export interface Facts {
    /** How many Flex clusters the project has, as its list has told. */
    flexClusters: number;
}

/** What the contract says of an answer. */
export interface Promised {
    readonly status: readonly number[];
    /** The codes that an error may have. */
    readonly errorCode?: readonly string[];
    /** The body's form, as JSON Schema; `none` where there is no body. What the schema does not list is noted, and no difference. */
    readonly body?: Exclude<AnySchema, boolean> | "none";
    /** Headers, by their names in lower case. */
    readonly headers?: Readonly<Record<string, RegExp>>;
    /** What cannot be said as a form. */
    readonly also?: (answer: Observed, facts: Facts) => Problem[];
}

/** One row of the contract: what is asked, and what it says. */
export interface Expectation {
    /** By which reports and accepted differences name it. */
    readonly id: string;
    readonly method: "GET" | "POST" | "PATCH" | "DELETE";
    /**
     * Path and query. `{project}` is the project, `{foreign}` an id that no project has, `{cluster}` a Flex cluster of the project,
     * `{missing}` a name that no cluster has, `{made}` the cluster that `--write` makes.
     */
    readonly path: string;
    readonly version: Version;
    readonly body?: Readonly<Record<string, unknown>>;
    readonly says: Promised;
    /** Where the contract says so: its section, and whether it is documented, was seen, or is expected. */
    readonly source: string;
    /** In which of them it holds. Default: in all. */
    readonly eras?: readonly Era[];
    /** Only with `--write`. */
    readonly isWrite?: true;
    /** Whether it makes a cluster, or would if Atlas did not refuse it. */
    readonly creates?: true;
    /** Without a proof of who asks. */
    readonly isAnonymous?: true;
    /** Asked again until an answer is like this. */
    readonly until?: (answer: Observed) => boolean;
    /** The longest time from the answer of another row until then, in seconds of Atlas's clock. */
    readonly within?: { readonly seconds: number; readonly of: string };
}
