import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseApiError } from "../../provider/atlas/http/response-errors";
import { asRecord, asString } from "../../provider/atlas/json-readers";
import type { Settings } from "../../provider/atlas/settings";
import { accountSettings, parseProjectId, projectFrom } from "../account";
import { readArguments } from "../arguments";
import { CommandError, errorMessage, pluralize, UsageError, type CliContext } from "../terminal";
import { readAccepted } from "./accepted";
import { cleanUp } from "./cleanup";
import { compare } from "./comparison";
import { contract, tokenRow } from "./contract";
import { eras, type Era } from "./expectation";
import { resultsOf } from "./list-checks";
import { maskOf } from "./mask";
import { play, type CreatedClusters, type Names, type Outcome } from "./play";
import { asMarkdown, reportOf, summaryOf } from "./report";
import { openSession, type Session } from "./session";
import { onSignals } from "./signals";

/** `pulumi-atlas-serverless verify --help`. */
export const verifyHelp = `Compares an Atlas project with what this package expects of the Atlas Administration API, and writes a report of what
differs. It only reads, unless you give --write.

Usage: pulumi-atlas-serverless verify --project ID [options]

Options:
  --project ID    Atlas project (default: MONGODB_ATLAS_PROJECT_ID)
  --write         Also create, change and delete a Flex cluster named verify-..., with a tag. It costs what Atlas
                  charges for it. It is deleted at the end, also after an error or Ctrl+C
  --yes           With --write: do not ask
  --clusters N    With --write: the most clusters to create (default: 2)
  --minutes N     The longest time to ask new questions (default: 15). Deleting can take 10 minutes more
  --interval N    Seconds between two reads of a cluster that changes (default: 1)
  --file FILE     JSON report to write (default: verify-report.json), also written as Markdown
  --accept FILE   JSON file with the differences to accept: [{ row, aspect, answered?, why }]
  --era NAME      What to expect: ${eras.join(", ")} (default: sunset, today's Atlas)
  --help          Show help

IDs, names and hosts in the report are masked, and it contains no credential: attach it to an issue. Credentials are read
from MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET (or the API key variables).
The exit code is 0 if nothing differs, 3 if something does, and 1 if it could not be verified or cleaned up.
`;

const options = {
    project: "text",
    write: "flag",
    yes: "flag",
    clusters: "text",
    minutes: "text",
    interval: "text",
    file: "text",
    accept: "text",
    era: "text",
} as const;

/** What the arguments ask for. */
interface Wish {
    readonly project: string;
    readonly isWrite: boolean;
    readonly clusterBudget: number;
    readonly minutes: number;
    readonly seconds: number;
    readonly era: Era;
}

/** Verifies the contract, and writes the report; gives the exit code. */
export async function verifyCommand(args: readonly string[], terminal: CliContext): Promise<number> {
    const { values } = readArguments(args, options, false);
    const project = values.project ?? projectFrom(terminal);
    if (project === undefined) {
        throw new UsageError(
            "--project is missing: give the ID of the Atlas project (Atlas, Project Settings)",
        );
    }
    const era = eras.find((one) => one === (values.era ?? "sunset"));
    if (era === undefined) {
        throw new UsageError(`--era must be one of ${eras.join(", ")}, got "${values.era ?? ""}"`);
    }
    const wish: Wish = {
        project: parseProjectId(project),
        isWrite: values.write === true,
        clusterBudget: positive("clusters", values.clusters, 2),
        minutes: positive("minutes", values.minutes, 15),
        seconds: positive("interval", values.interval, 1),
        era,
    };
    const accepted = readAccepted(values.accept);
    const { file = "verify-report.json" } = values;
    const settings = accountSettings(terminal);
    if (wish.isWrite && values.yes !== true) {
        await confirm(wish, terminal);
    }

    const session = openSession(settings);
    try {
        const seen = new Set<string>();
        const { outcomes, ended, left } = await verify(wish, session, settings, seen, terminal);
        const isCleanedUp = left.length === 0;
        const mask = maskOf(settings, seen);
        const facts = { settings, era, isWrite: wish.isWrite, outcomes, accepted, ended, isCleanedUp };
        const report = reportOf(facts, mask);
        writeReport(file, `${JSON.stringify(report, undefined, 4)}\n`);
        writeReport(markdownFile(file), asMarkdown(report));
        await terminal.print(`${summaryOf(report)} The report is in ${file} and ${markdownFile(file)}.\n`);
        if (!isCleanedUp) {
            throw new CommandError(
                `Not proved to be deleted in project ${wish.project}: ${left.join(", ")}. Delete them in the Atlas UI.`,
            );
        }
        return ended !== undefined ? 1 : report.differences > 0 ? 3 : 0;
    } finally {
        await session.close();
    }
}

/** Asks all rows, and removes what they have made. */
async function verify(
    wish: Wish,
    session: Session,
    settings: Settings,
    seen: Set<string>,
    terminal: CliContext,
): Promise<{ outcomes: Outcome[]; ended: string | undefined; left: string[] }> {
    await checkAccess(wish.project, session, settings);
    const run = randomBytes(3).toString("hex");
    const names: Names = {
        project: wish.project,
        foreign: randomBytes(12).toString("hex"),
        missing: `verify-none-${run}`,
        made: `verify-${run}`,
    };
    const created: CreatedClusters = new Map();
    const end = new AbortController();
    const timer = setTimeout(
        () => end.abort(`the ${pluralize(wish.minutes, "minute")} are over`),
        wish.minutes * 60_000,
    );
    const release = onSignals((signal) => {
        end.abort(`stopped by ${signal}`);
        terminal.say(
            created.size === 0
                ? "Stopping."
                : `Stopping, and deleting ${[...created.keys()].join(", ")} first.`,
        );
    });
    const outcomes: Outcome[] = [];
    const left: string[] = [];
    const interval = wish.seconds * 1000;
    try {
        const rows = contract.filter(({ isWrite }) => wish.isWrite || isWrite !== true);
        await play(rows, {
            session,
            names,
            era: wish.era,
            interval,
            clusterBudget: wish.clusterBudget,
            signal: end.signal,
            created,
            onOutcome: (outcome) => {
                outcomes.push(outcome);
                namesIn(outcome).forEach((name) => seen.add(name));
                outcome.problems.forEach(({ aspect, answered }) =>
                    terminal.say(`differs: ${outcome.row.id}: ${aspect}: ${answered}`),
                );
            },
        });
    } finally {
        clearTimeout(timer);
        left.push(...(await cleanUp(created, session, wish.project, interval)));
        left.forEach((name) => terminal.say(`not proved to be deleted: ${name}`));
        release();
    }
    const answer = session.token();
    const ofToken =
        answer === undefined
            ? []
            : [{ row: tokenRow, answer, ...compare(tokenRow, answer, { flexClusters: 0 }) }];
    const ended = end.signal.aborted ? String(end.signal.reason) : undefined;
    return { outcomes: [...ofToken, ...outcomes], ended, left };
}

/** Fails where the project cannot be read at all: every row would only say so again. */
async function checkAccess(project: string, session: Session, settings: Settings): Promise<void> {
    const uri = `/api/atlas/v2/groups/${project}/flexClusters?itemsPerPage=1`;
    const answer = await session.ask({ method: "GET", uri, version: "2024-11-13" });
    if ([401, 403, 404].includes(answer.status)) {
        const action = `list the Flex clusters of project ${project}`;
        throw parseApiError(action, answer, asRecord(answer.json), settings);
    }
}

/** The names of clusters that an answer tells. */
function namesIn({ answer }: Outcome): string[] {
    if (answer === undefined) {
        return [];
    }
    const all = [answer.json, ...resultsOf(answer)].map((item) => asString(asRecord(item)["name"]));
    return all
        .filter((name) => name !== undefined)
        .filter((name) => name !== "" && !name.startsWith("verify-"));
}

async function confirm({ project, clusterBudget, minutes }: Wish, { ask }: CliContext): Promise<void> {
    if (ask === undefined) {
        throw new UsageError("--write asks before it creates anything, and there is no terminal: give --yes");
    }
    const what = `Create and delete at most ${pluralize(clusterBudget, "Flex cluster")} named verify-... in project ${project}`;
    const answer = await ask(
        `${what}, for at most ${pluralize(minutes, "minute")}? Atlas charges for them. [y/N] `,
    );
    if (!/^y(es)?$/i.test(answer.trim())) {
        throw new CommandError("Nothing was created, because you did not say yes.");
    }
}

function positive(name: string, value: string | undefined, usual: number): number {
    const number = value === undefined ? usual : Number(value);
    if (!(number > 0 && number <= 1000)) {
        throw new UsageError(`--${name} must be a number above 0 and at most 1000, got "${value ?? ""}"`);
    }
    return number;
}

function markdownFile(file: string): string {
    return `${file.replace(/\.json$/, "")}.md`;
}

function writeReport(file: string, text: string): void {
    try {
        writeFileSync(file, text);
    } catch (error) {
        throw new CommandError(`The report cannot be written: ${errorMessage(error)}. Give another --file.`);
    }
}
