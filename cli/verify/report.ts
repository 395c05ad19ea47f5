import { isMongodbHost, type Settings } from "../../provider/atlas/settings";
import { asRecord, asString } from "../../provider/atlas/json-readers";
import { version } from "../../provider/version";
import { pluralize } from "../terminal";
import { isAccepted, type Accepted } from "./accepted";
import { errorCodeOf } from "./comparison";
import type { Era, Problem, Promised } from "./expectation";
import type { Mask } from "./mask";
import type { Outcome } from "./play";

/** What was verified, and how. */
export interface Verified {
    readonly settings: Settings;
    readonly era: Era;
    readonly isWrite: boolean;
    readonly outcomes: readonly Outcome[];
    readonly accepted: readonly Accepted[];
    /** Why it ended early. */
    readonly ended?: string | undefined;
    readonly isCleanedUp: boolean;
}

/** A difference, and whether a person has accepted it. */
type Difference = Problem & { readonly isAccepted: boolean };

/** A row of the report. */
interface ReportedRow {
    readonly row: string;
    readonly request: string;
    readonly version: string;
    readonly source: string;
    readonly contract: string;
    readonly answered: string;
    readonly detail?: string | undefined;
    readonly headers?: Readonly<Record<string, string>>;
    readonly milliseconds?: number | undefined;
    readonly seconds?: number | undefined;
    readonly differences: readonly Difference[];
    readonly notes: readonly string[];
}

/** What is written for others to read. */
export interface Report {
    readonly tool: string;
    readonly date: string;
    readonly target: string;
    readonly authorization: string;
    readonly era: string;
    readonly mode: string;
    readonly ended?: string | undefined;
    readonly isCleanedUp: boolean;
    readonly asked: number;
    readonly notAsked: number;
    readonly differences: number;
    readonly acceptedDifferences: number;
    readonly rows: readonly ReportedRow[];
}

/** The headers of which the report shows the value. */
const shownHeaders = ["content-type", "deprecation", "sunset", "ratelimit-limit", "ratelimit-remaining"];

/** Makes the report; every text in it that comes from outside is masked. */
export function reportOf({ settings, era, outcomes, accepted, ...verified }: Verified, mask: Mask): Report {
    const rows = outcomes.map((outcome) => reportedRow(outcome, accepted, mask));
    const differences = rows.flatMap((row) => row.differences);
    const notAsked = outcomes.filter((outcome) => outcome.notAsked !== undefined).length;
    const { hostname } = new URL(settings.baseUrl);
    return {
        tool: `pulumi-atlas-serverless ${version} verify`,
        date: new Date().toISOString().slice(0, 10),
        target: isMongodbHost(hostname) ? hostname : "another server, such as the emulator",
        authorization: settings.credential.kind,
        era,
        mode: verified.isWrite ? "reads and writes" : "reads only",
        ended: verified.ended,
        isCleanedUp: verified.isCleanedUp,
        asked: outcomes.length - notAsked,
        notAsked,
        differences: differences.filter((one) => !one.isAccepted).length,
        acceptedDifferences: differences.filter((one) => one.isAccepted).length,
        rows,
    };
}

function reportedRow(outcome: Outcome, accepted: readonly Accepted[], mask: Mask): ReportedRow {
    const { row, answer, seconds, problems, notes, notAsked } = outcome;
    const headers = Object.fromEntries(
        shownHeaders.flatMap((name) => {
            const value = answer?.headers[name];
            return value === undefined ? [] : [[name, mask(value)]];
        }),
    );
    const code = answer === undefined ? undefined : errorCodeOf(answer);
    // Atlas's own sentence says which rule it was.
    const detail = problems.length > 0 ? asString(asRecord(answer?.json)["detail"]) : undefined;
    return {
        row: row.id,
        request: `${row.method} ${row.path}`,
        version: row.version,
        source: row.source,
        contract: promised(row.says),
        answered:
            notAsked !== undefined
                ? `not asked: ${mask(notAsked)}`
                : answer === undefined
                  ? "no answer"
                  : `${answer.status}${code === undefined ? "" : ` ${code}`}`,
        ...(detail !== undefined && { detail: mask(detail) }),
        ...(answer !== undefined && { headers, milliseconds: answer.milliseconds }),
        ...(seconds !== undefined && { seconds }),
        differences: problems.map((problem) => ({
            aspect: mask(problem.aspect),
            contract: problem.contract,
            answered: mask(problem.answered),
            isAccepted: isAccepted(accepted, row.id, problem),
        })),
        notes: notes.map(mask),
    };
}

function promised({ status, errorCode = [] }: Promised): string {
    return [status.join(" or "), errorCode.join(" or ")].filter((part) => part !== "").join(" ");
}

/** The report as Markdown: what differs first, then every row. */
export function asMarkdown(report: Report): string {
    const { rows } = report;
    const differing = rows.filter(({ differences }) => differences.some((one) => !one.isAccepted));
    const cells = (...parts: readonly string[]): string =>
        `| ${parts.map((part) => part.replaceAll("|", "\\|")).join(" | ")} |`;
    const lines = [
        `# ${report.tool}`,
        "",
        summaryOf(report),
        "",
        `${report.date}, ${report.target}, ${report.authorization}, ${report.mode}, as of the era ${report.era}. IDs, names and hosts are masked.`,
        ...(report.ended === undefined ? [] : ["", `Ended early: ${report.ended}.`]),
        ...(report.isCleanedUp ? [] : ["", "Not everything that was made is gone."]),
        ...differing.flatMap(({ row, request, version, source, differences, detail }) => [
            "",
            `## ${row}`,
            "",
            `\`${request}\`, version ${version}. Contract: ${source}.`,
            "",
            ...differences
                .filter((one) => !one.isAccepted)
                .map(
                    ({ aspect, contract, answered }) =>
                        `- ${aspect}: the contract says ${contract}; answered: ${answered}`,
                ),
            ...(detail === undefined ? [] : [`- Atlas says: ${detail}`]),
        ]),
        "",
        "## All rows",
        "",
        cells("row", "contract", "answered", "ms", "seconds", "differences", "notes"),
        cells(...Array.from({ length: 7 }, () => "---")),
        ...rows.map(({ row, contract, answered, milliseconds, seconds, differences, notes }) =>
            cells(
                row,
                contract,
                answered,
                String(milliseconds ?? ""),
                String(seconds ?? ""),
                differences.map((one) => `${one.aspect}${one.isAccepted ? " (accepted)" : ""}`).join(", "),
                notes.join(", "),
            ),
        ),
        "",
    ];
    return lines.join("\n");
}

/** What it came to, in one line. */
export function summaryOf({ asked, notAsked, differences, acceptedDifferences }: Report): string {
    return (
        `${pluralize(differences, "difference")} in ${pluralize(asked, "request")}` +
        (acceptedDifferences === 0 ? "" : `, besides ${acceptedDifferences} accepted`) +
        `${notAsked === 0 ? "" : `; ${notAsked} not asked`}.`
    );
}
