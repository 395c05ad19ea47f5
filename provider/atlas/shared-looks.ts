import type { Clock } from "./clock";
import type { Outcome, Sight, Target } from "./generations";
import type { Sightings } from "./sightings";

/** Looks that begin within so many milliseconds begin together: the engine asks for several resources at once. */
const together = 15;

/** A look that waits for its turn. */
interface Waiting {
    target: Target;
    maxAge: number;
    begun: number;
    answer: (outcome: Outcome) => void;
}

/** Looks at single databases, taken together: one survey of a project at a time, for all that ask meanwhile. */
export class SharedLooks {
    readonly #clock: Clock;
    readonly #sightings: Sightings;
    readonly #survey: (targets: readonly Target[]) => Promise<Outcome[]>;
    readonly #waiting = new Map<string, Waiting[]>();

    /** @param survey Looks at several databases of one project; what it sees it notes among the sightings. */
    constructor(
        clock: Clock,
        sightings: Sightings,
        survey: (targets: readonly Target[]) => Promise<Outcome[]>,
    ) {
        this.#clock = clock;
        this.#sightings = sightings;
        this.#survey = survey;
    }

    /** The database, as it was seen in the last `maxAge` milliseconds or is seen now. */
    async look(target: Target, maxAge: number): Promise<Sight> {
        const begun = this.#clock.now();
        const known = this.#sightings.since(target, begun - maxAge);
        if (known !== undefined) {
            return known;
        }
        const outcome = await new Promise<Outcome>((answer) => {
            const { groupId } = target;
            const waiting = this.#waiting.get(groupId);
            if (waiting === undefined) {
                this.#waiting.set(groupId, [{ target, maxAge, begun, answer }]);
                void this.#takeTurns(groupId);
            } else {
                waiting.push({ target, maxAge, begun, answer });
            }
        });
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
            const outcomes = await this.#survey(unseen.map(({ target }) => target)).catch(
                (failure: unknown) => unseen.map(() => ({ failure })),
            );
            unseen.forEach(({ answer }, index) => answer(outcomes[index] ?? { failure: undefined }));
        }
    }
}
