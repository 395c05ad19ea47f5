import { within, type AgeClock, type Clock } from "./clock";
import { AtlasError } from "./errors";
import type { Outcome, Sight, Target } from "./generations";
import type { RequestOptions } from "./retry";
import { SharedWork, type Wait } from "./shared-work";
import type { Sightings } from "./sightings";

/** Looks that begin within so many milliseconds begin together: the engine asks for several resources at once. */
const together = 15;

/** A look that waits for its turn. */
interface Waiting {
    target: Target;
    maxAge: number;
    /** By the clock of ages. */
    begun: number;
    wait: Wait;
    /** Its turn has come: gives what will become of it. */
    begin: (look: { outcome: Promise<Outcome> }) => void;
}

/** Looks at single databases, taken together: one survey of a project at a time, for all that ask meanwhile. */
export class SharedLooks {
    readonly #clock: Clock;
    readonly #ages: AgeClock;
    readonly #sightings: Sightings;
    readonly #survey: (targets: readonly Target[], options: RequestOptions) => Promise<Outcome[]>;
    readonly #waiting = new Map<string, Waiting[]>();

    /** @param survey Looks at several databases of one project; what it sees it notes among the sightings, by the clock of ages. */
    constructor(
        clock: Clock,
        ages: AgeClock,
        sightings: Sightings,
        survey: (targets: readonly Target[], options: RequestOptions) => Promise<Outcome[]>,
    ) {
        this.#clock = clock;
        this.#ages = ages;
        this.#sightings = sightings;
        this.#survey = survey;
    }

    /**
     * The database, as it was seen in the last `maxAge` milliseconds or is seen now.
     *
     * @throws AtlasError at the deadline, which tells why there was no answer; the signal's reason when that aborts. The look
     * itself goes on for the others; without others it ends.
     */
    async look(target: Target, maxAge: number, options: RequestOptions = {}): Promise<Sight> {
        const begun = this.#ages.now();
        const known = this.#sightings.since(target, begun - maxAge);
        if (known !== undefined) {
            return known;
        }
        const wait: Wait = (work, why) =>
            within(this.#clock, options, work, () => why?.() ?? noAnswer(target));
        const { promise: turn, resolve: begin } = Promise.withResolvers<{ outcome: Promise<Outcome> }>();
        const waiting: Waiting = { target, maxAge, begun, wait, begin };
        this.#line(waiting);
        let outcome: Outcome;
        try {
            outcome = await (await wait(turn)).outcome;
        } finally {
            this.#leave(waiting);
        }
        if ("failure" in outcome) {
            throw outcome.failure;
        }
        return outcome.sight;
    }

    #line(waiting: Waiting): void {
        const { groupId } = waiting.target;
        const line = this.#waiting.get(groupId);
        if (line === undefined) {
            this.#waiting.set(groupId, [waiting]);
            void this.#takeTurns(groupId);
        } else {
            line.push(waiting);
        }
    }

    #leave(waiting: Waiting): void {
        const line = this.#waiting.get(waiting.target.groupId) ?? [];
        const place = line.indexOf(waiting);
        if (place >= 0) {
            line.splice(place, 1);
        }
    }

    async #takeTurns(groupId: string): Promise<void> {
        await this.#clock.sleep(together);
        for (;;) {
            const waiting = this.#waiting.get(groupId) ?? [];
            if (waiting.length === 0) {
                this.#waiting.delete(groupId);
                return;
            }
            this.#waiting.set(groupId, []);
            const unseen = waiting.filter(({ target, maxAge, begun, begin }) => {
                // What the last survey has seen answers those who came while it went on.
                const sight = this.#sightings.since(target, begun - maxAge);
                if (sight !== undefined) {
                    begin({ outcome: Promise.resolve({ sight }) });
                }
                return sight === undefined;
            });
            const targets = unseen.map(({ target }) => target);
            const survey = new SharedWork((options) => this.#survey(targets, options));
            unseen.forEach(({ wait, begin }, index) => {
                const outcome = survey
                    .join(wait)
                    .then((outcomes) => outcomes[index] ?? { failure: undefined });
                // Who leaves just now does not hear of it any more.
                outcome.catch(() => undefined);
                begin({ outcome });
            });
            await survey.outcome;
        }
    }
}

function noAnswer({ groupId, name }: Target): AtlasError {
    return AtlasError.from({
        kind: "unreachable",
        doing: `look at database "${name}" in project ${groupId}`,
        detail: "its time ran out before there was an answer",
        harmless: true,
        advice: "Run it again.",
    });
}
