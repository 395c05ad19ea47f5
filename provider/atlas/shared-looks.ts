import { within, type Clock } from "./clock";
import { AtlasError } from "./errors";
import type { Outcome, Sight, Target } from "./generations";
import type { Patience } from "./retry";
import type { Sightings } from "./sightings";

/** Looks that begin within so many milliseconds begin together: the engine asks for several resources at once. */
const together = 15;

/** A look that waits for its turn. */
interface Waiting {
    target: Target;
    maxAge: number;
    begun: number;
    /** Why the look has had to be tried again, where it had to. */
    lastFailure: AtlasError | undefined;
    answer: (outcome: Outcome) => void;
}

/** Looks at single databases, taken together: one survey of a project at a time, for all that ask meanwhile. */
export class SharedLooks {
    readonly #clock: Clock;
    readonly #sightings: Sightings;
    readonly #survey: (targets: readonly Target[], patience: Patience) => Promise<Outcome[]>;
    readonly #waiting = new Map<string, Waiting[]>();

    /** @param survey Looks at several databases of one project; what it sees it notes among the sightings. */
    constructor(
        clock: Clock,
        sightings: Sightings,
        survey: (targets: readonly Target[], patience: Patience) => Promise<Outcome[]>,
    ) {
        this.#clock = clock;
        this.#sightings = sightings;
        this.#survey = survey;
    }

    /**
     * The database, as it was seen in the last `maxAge` milliseconds or is seen now.
     *
     * @throws AtlasError at the deadline, which tells why there was no answer; the signal's reason when that aborts. The look
     * itself goes on, for the others.
     */
    async look(target: Target, maxAge: number, patience: Patience = {}): Promise<Sight> {
        const begun = this.#clock.now();
        const known = this.#sightings.since(target, begun - maxAge);
        if (known !== undefined) {
            return known;
        }
        const { promise: asked, resolve: answer } = Promise.withResolvers<Outcome>();
        const wanting: Waiting = { target, maxAge, begun, lastFailure: undefined, answer };
        const { groupId } = target;
        const waiting = this.#waiting.get(groupId);
        if (waiting === undefined) {
            this.#waiting.set(groupId, [wanting]);
            void this.#takeTurns(groupId);
        } else {
            waiting.push(wanting);
        }
        const tooLate = (): AtlasError => wanting.lastFailure ?? noAnswer(target);
        const outcome = await within(this.#clock, patience, asked, tooLate);
        if ("failure" in outcome) {
            throw outcome.failure;
        }
        return outcome.sight;
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
            const unseen = waiting.filter(({ target, maxAge, begun, answer }) => {
                // What the last survey has seen answers those who came while it went on.
                const sight = this.#sightings.since(target, begun - maxAge);
                if (sight !== undefined) {
                    answer({ sight });
                }
                return sight === undefined;
            });
            const outcomes = await this.#survey(
                unseen.map(({ target }) => target),
                { onRetry: (failure) => unseen.forEach((wanting) => (wanting.lastFailure = failure)) },
            ).catch((failure: unknown) => unseen.map(() => ({ failure })));
            unseen.forEach(({ answer }, index) => answer(outcomes[index] ?? { failure: undefined }));
        }
    }
}

function noAnswer({ groupId, name }: Target): AtlasError {
    const doing = `look at database "${name}" in project ${groupId}`;
    return new AtlasError({
        kind: "unreachable",
        doing,
        detail: "there was no answer before the time of the operation ran out",
        advice: "The resource option customTimeouts sets how long Pulumi waits.",
        harmless: true,
    });
}
