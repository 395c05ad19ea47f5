import { setTimeout as delay } from "node:timers/promises";
import { AtlasError } from "../../provider/atlas/errors";
import { asRecord, asString } from "../../provider/atlas/json-readers";
import { compare } from "./comparison";
import type { Era, Expectation, Facts, Problem } from "./expectation";
import { resultsOf } from "./list-checks";
import type { Observed, Session } from "./session";

/** What one row came to. */
export interface Outcome {
    readonly row: Expectation;
    readonly answer?: Observed;
    /** From the other row's answer until this one, where the row waits: seconds of Atlas's clock. */
    readonly seconds?: number;
    readonly problems: readonly Problem[];
    readonly notes: readonly string[];
    /** Why it was not asked. */
    readonly notAsked?: string;
}

/** The clusters that were asked for: Atlas has said that they are made, or has not answered; not those that it has refused. */
export type CreatedClusters = Map<string, "asked" | "made">;

/** What is played, and where. */
export interface Play {
    readonly session: Session;
    /** What the placeholders stand for; `cluster` is found, or made. */
    readonly names: Names;
    readonly era: Era;
    /** Milliseconds between two reads of a cluster that changes. */
    readonly interval: number;
    /** How many clusters may be made. */
    readonly clusterBudget: number;
    /** Aborts when no more is to be asked; its reason says why. */
    readonly signal: AbortSignal;
    /** Is told of each cluster that is asked for, before the request is sent. */
    readonly created: CreatedClusters;
    /** Told of each outcome as it comes; what it throws ends the play. */
    readonly onOutcome: (outcome: Outcome) => void;
}

/** What the placeholders of a row stand for. */
export interface Names {
    readonly project: string;
    readonly foreign: string;
    readonly missing: string;
    readonly made: string;
    /** A Flex cluster of the project. */
    cluster?: string | undefined;
}

/** Asks the rows one after another, each whatever the others came to, and holds every answer against its row. */
export async function play(rows: readonly Expectation[], given: Play): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const facts: Facts = { flexClusters: 0 };
    /** When rows were answered, for those that wait from there on. */
    const answeredAt = new Map<string, number>();

    for (const row of rows.filter(({ eras }) => eras?.includes(given.era) ?? true)) {
        const why = whyNot(row);
        const outcome = why === undefined ? await ask(row) : { row, problems: [], notes: [], notAsked: why };
        outcomes.push(outcome);
        given.onOutcome(outcome);
    }
    return outcomes;

    function whyNot(row: Expectation): string | undefined {
        const { signal, names, clusterBudget, created } = given;
        if (signal.aborted) {
            return String(signal.reason);
        }
        if (row.path.includes("{cluster}") && names.cluster === undefined) {
            return "the project has no Flex cluster";
        }
        if (row.creates === true && created.size >= clusterBudget && !created.has(nameIn(row))) {
            return `${created.size} of ${clusterBudget} clusters are made`;
        }
        const start = row.path.includes("{made}") ? "create" : row.within?.of;
        return start === undefined || answeredAt.has(start) ? undefined : `${start} has failed`;
    }

    async function ask(row: Expectation): Promise<Outcome> {
        try {
            if (row.creates === true) {
                note(nameIn(row));
            }
            const { answer, seconds, late, isBrokenOff } = await answerTo(row);
            if (answer.status < 300) {
                answeredAt.set(row.id, answer.at);
            }
            if (row.creates === true) {
                note(nameIn(row), answer);
            }
            if (isBrokenOff) {
                const notAsked = String(given.signal.reason);
                return { row, answer, problems: late, notes: [], ...(late.length === 0 && { notAsked }) };
            }
            learn(row, answer);
            const { problems, notes } = compare(row, answer, facts);
            return {
                row,
                answer,
                ...(seconds !== undefined && { seconds }),
                problems: [...problems, ...late],
                notes,
            };
        } catch (error) {
            if (!(error instanceof AtlasError)) {
                throw error;
            }
            const problem = {
                aspect: "status",
                contract: row.says.status.join(" or "),
                answered: "no answer",
            };
            return { row, problems: [problem], notes: [] };
        }
    }

    /** What is known of a cluster that was asked for; a refusal does not unmake one that was made before. */
    function note(name: string, { status }: { status: number } = { status: 0 }): void {
        const { created } = given;
        if (status >= 200 && status < 300) {
            created.set(name, "made");
        } else if (status >= 400 && status < 500 && created.get(name) === "asked") {
            created.delete(name);
        } else {
            created.set(name, created.get(name) ?? "asked");
        }
    }

    /** The answer, or the one with which a wait ended; and whether that came too late. */
    async function answerTo(
        row: Expectation,
    ): Promise<{ answer: Observed; seconds?: number; late: Problem[]; isBrokenOff: boolean }> {
        const { until, within } = row;
        const start = answeredAt.get(within?.of ?? "") ?? 0;
        /** The latest time at which it was certainly not yet so: how often it is read does not count. */
        let notBefore = start;
        for (;;) {
            const answer = await given.session.ask(requestOf(row));
            const isThere = until?.(answer) ?? true;
            if (within === undefined) {
                return { answer, late: [], isBrokenOff: false };
            }
            notBefore = isThere ? notBefore : answer.at;
            if (isThere || given.signal.aborted) {
                // Dates have whole seconds.
                const isLate = notBefore - start > (within.seconds + 1) * 1000;
                const answered = `${isThere ? "after" : "not after"} ${Math.round((notBefore - start) / 1000)} s`;
                const problem = { aspect: "time", contract: `within ${within.seconds} s`, answered };
                return {
                    answer,
                    seconds: (answer.at - start) / 1000,
                    late: isLate ? [problem] : [],
                    isBrokenOff: !isThere,
                };
            }
            await delay(given.interval, undefined, { signal: given.signal }).catch(() => undefined);
        }
    }

    function requestOf({ method, path, version, body, isAnonymous }: Expectation) {
        const uri = path.replaceAll(/\{(\w+)\}/g, (_whole, key: string) => encodeURIComponent(nameOf(key)));
        return {
            method,
            uri,
            version,
            isAnonymous: isAnonymous === true,
            ...(body && { body: filled(body) }),
        };
    }

    function nameIn({ body = {} }: Expectation): string {
        return asString(asRecord(filled(body))["name"]) ?? "";
    }

    function filled(body: Readonly<Record<string, unknown>>): unknown {
        const text = JSON.stringify(body).replaceAll("{made}", given.names.made);
        return JSON.parse(text);
    }

    function nameOf(key: string): string {
        const { cluster = "", ...names } = given.names;
        return asString(asRecord({ ...names, cluster })[key]) ?? "";
    }

    /** What later rows rely on. */
    function learn({ id }: Expectation, answer: Observed): void {
        if (id === "flex-list" && answer.status === 200) {
            const found = resultsOf(answer).map(asRecord);
            facts.flexClusters = found.length;
            given.names.cluster = asString(found.find(({ stateName }) => stateName === "IDLE")?.["name"]);
        }
        if (id === "create-idle" && answer.status === 200) {
            given.names.cluster ??= given.names.made;
        }
    }
}
