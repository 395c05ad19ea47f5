import { adviceForCode, adviceForStatus } from "./advice";

/** What went wrong on the way to Atlas and back. */
export type AtlasErrorKind =
    /** Atlas answered, with an error of its own. */
    | "refused"
    /** Something answered that is not Atlas's API, or not completely. */
    | "unreadable"
    /** Nothing answered. */
    | "unreachable"
    /** Nothing was asked: nobody wanted it any longer, or its time had run out. */
    | "unsent";

/** The facts of a failed request; each is there exactly when the answer had it. */
export interface AtlasErrorFacts {
    kind: AtlasErrorKind;
    /** What was being done, to stand after "Could not": `create serverless instance "orders" in project 64…`. */
    doing: string;
    /** HTTP status of the answer. */
    status?: number | undefined;
    /** Atlas's own code, for example `DUPLICATE_CLUSTER_NAME`. */
    errorCode?: string | undefined;
    detail?: string | undefined;
    reason?: string | undefined;
    parameters?: unknown[] | undefined;
    /** The fields Atlas complains about. */
    fields?: { field: string; description: string }[] | undefined;
    /** Atlas's id of the request, for its support. */
    requestId?: string | undefined;
    /** Milliseconds that the server asked us to stay away. */
    retryAfter?: number | undefined;
    /** True where the request certainly had no effect: it never arrived, or was turned away unread. */
    harmless?: boolean | undefined;
    /** True where the same request may well succeed in a moment. */
    passing?: boolean | undefined;
    /** True where the operation was never sent, because something failed that it needed; always so for the kind "unsent". */
    unsent?: boolean | undefined;
    /** Why it was not tried again, where that is not Atlas's doing. */
    givenUp?: string | undefined;
    /** What to do now, where neither the error code nor the status says it, or says it well. */
    advice?: string | undefined;
}

/**
 * A request to the Atlas Administration API that failed: what happened, where, and what to do now.
 *
 * Source: the error body of the Administration API (`error`, `errorCode`, `detail`, `reason`, `parameters`,
 * `badRequestDetail`). Never carries a credential, a header or a request body.
 */
export class AtlasError extends Error {
    override readonly name = "AtlasError";
    readonly kind: AtlasErrorKind;
    readonly status: number | undefined;
    readonly errorCode: string | undefined;
    readonly detail: string | undefined;
    readonly reason: string | undefined;
    readonly parameters: unknown[];
    readonly requestId: string | undefined;
    readonly retryAfter: number | undefined;
    readonly harmless: boolean;
    readonly passing: boolean;
    readonly unsent: boolean;
    /** True where it was not tried again though that might have helped: there was no time left, or nobody wanted it any longer. */
    readonly isGivenUp: boolean;
    readonly #facts: AtlasErrorFacts;

    constructor(facts: AtlasErrorFacts) {
        super(describe(facts));
        this.kind = facts.kind;
        this.status = facts.status;
        this.errorCode = facts.errorCode;
        this.detail = facts.detail;
        this.reason = facts.reason;
        this.parameters = facts.parameters ?? [];
        this.requestId = facts.requestId;
        this.retryAfter = facts.retryAfter;
        this.harmless = facts.harmless ?? facts.kind === "unsent";
        this.passing = facts.passing ?? false;
        this.unsent = facts.unsent ?? facts.kind === "unsent";
        this.isGivenUp = facts.givenUp !== undefined;
        this.#facts = facts;
    }

    /** The same failure as one that kept an operation from being sent: it says nothing of the operation's object. */
    beforeSending(): AtlasError {
        return new AtlasError({ ...this.#facts, harmless: true, unsent: true });
    }

    /** The same failure as the one of an operation that needed what failed; of a write it is told that it was not sent. */
    inOrderTo(doing: string, isWrite: boolean): AtlasError {
        if (doing === this.#facts.doing) {
            return this;
        }
        const needing = isWrite ? notSent(doing) : doing;
        return new AtlasError({ ...this.#facts, doing: `${needing}: could not ${this.#facts.doing}` });
    }

    /** The same failure where another try was wanted, and then kept from being sent by a failure. */
    notAgain({ kind, detail = "", message }: AtlasError): AtlasError {
        const givenUp = kind === "unsent" ? detail : message.replace(/^C/, "c");
        return new AtlasError({ ...this.#facts, givenUp });
    }
}

function describe(facts: AtlasErrorFacts): string {
    // Atlas ends some of its sentences; here they go on.
    const said = [
        facts.detail ?? facts.reason,
        ...(facts.fields ?? []).map((f) => `${f.field}: ${f.description}`),
    ].map((part) => part?.replace(/\.$/, ""));
    const code = [facts.status, facts.errorCode].filter((part) => part !== undefined).join(" ");
    const doing = facts.kind === "unsent" ? notSent(facts.doing) : facts.doing;
    const what =
        facts.kind === "refused"
            ? [`Atlas answered ${code}`, ...said.filter((part) => part !== undefined)].join(": ")
            : [
                  ...said.filter((part) => part !== undefined),
                  code === "" ? undefined : `(HTTP status ${code})`,
              ]
                  .filter((part) => part !== undefined)
                  .join(" ");
    const request = facts.requestId === undefined ? "" : ` (request ${facts.requestId})`;
    const advice =
        facts.advice ?? adviceForCode(facts.errorCode, facts.detail) ?? adviceForStatus(facts.status);
    const end = facts.givenUp === undefined ? "" : ` ${sentence(`It was not sent again: ${facts.givenUp}`)}`;
    return `Could not ${doing}: ${sentence(what + request)}${end}${advice === undefined ? "" : ` ${advice}`}`;
}

function notSent(doing: string): string {
    return `${doing} (it was not sent)`;
}

function sentence(text: string): string {
    return /[.!?]$/.test(text) ? text : `${text}.`;
}
