// A stack and its Atlas, what is done with them, and what must hold of them.
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../../../emulator/random";
import type { Truth } from "../../emulated/truth";
import { PulumiStack, RunFailed, type Run } from "../../engine/harness/index";
import type { Moment } from "../moments";
import type { Strike } from "../strikes";
import type { Counts } from "../tally";
import { Atlas, stackName } from "../world/atlas";
import type { Forwarder } from "../world/forwarder";
import { prepared } from "../world/prepared";
import { databasesOf, type Databases } from "./findings";
import { lifeOfProviders } from "./providers";

/** What was sent before an engine's death has arrived by then; what comes later was sent after it. Milliseconds. */
const underway = 300;
/** A provider looks for its engine every five seconds; it is watched for as long as that may take on a busy machine. */
export const longestLife = 12_000;
/** What an update says of a cluster that was still being deleted when it was refreshed. */
const goneMeanwhile = "no longer exists. Run `pulumi refresh` to remove it from the state";
/** What Pulumi says where a lock is in the way. */
const lockedOut = "the stack is currently locked";

/** What a create says of a cluster that an interrupted one may have left. */
const resumeAdvice = /run `pulumi up` once with MONGODB_ATLAS_RESUME=([0-9a-f]{24}) to resume it\./g;

/** A provider whose engine is gone. */
interface Left {
    readonly forwarder: Forwarder;
    /** When it counts as known that the engine is gone, by `performance.now()`. */
    readonly since: number;
    /** Answers with how long it lived on. */
    readonly life: Promise<number>;
}

/** Where one run plays. */
export class Scene {
    readonly atlas: Atlas;
    readonly stack: PulumiStack;
    readonly #counts: Counts;
    readonly #left: Left[] = [];

    private constructor(atlas: Atlas, stack: PulumiStack, counts: Counts) {
        this.atlas = atlas;
        this.stack = stack;
        this.#counts = counts;
    }

    /** One in which everything is deployed, or nothing. */
    static async set(isDeployed: boolean, counts: Counts): Promise<Scene> {
        const deployed = isDeployed ? await prepared() : undefined;
        const atlas = deployed ? Atlas.with(deployed.originals) : await Atlas.withStrangers();
        const { project, stack: name } = stackName;
        const backend = deployed && { backend: deployed.backend };
        return new Scene(atlas, await PulumiStack.create({ project, name, ...backend }), counts);
    }

    /** What Atlas has, counted among what went wrong; others' clusters are to be as they were. */
    async look(othersBefore: readonly Truth[]): Promise<Databases> {
        const databases = await databasesOf(this.atlas, this.stack, othersBefore);
        this.#counts.orphans += databases.orphans.length;
        this.#counts.duplicates += databases.duplicates.length;
        this.#counts.touched += databases.touched.length;
        return databases;
    }

    /** Starts Pulumi, by a forwarder of its own. */
    async start(command: readonly string[]): Promise<{ readonly run: Run; readonly forwarder: Forwarder }> {
        const forwarder = await this.atlas.open();
        this.stack.setEnv(this.atlas.env(forwarder));
        return { run: this.stack.start(...command), forwarder: forwarder };
    }

    /** Runs Pulumi and lets a strike break in; says whether its moment has come before the run was over. */
    async broken(
        command: readonly string[],
        moment: Moment,
        strike: Strike,
        random: Random,
    ): Promise<boolean> {
        return this.#unlocked(async () => {
            const { run, forwarder: forwarder } = await this.start(command);
            const struck = forwarder.when(moment, async () => {
                if (run.ended) {
                    return false;
                }
                this.#counts.kills += 1;
                await strike.at({ stack: this.stack, run, forwarder: forwarder, random });
                if (strike.endsEngine) {
                    await this.#leave(forwarder);
                }
                return true;
            });
            await Promise.race([struck, run.gone]);
            const hasCome = forwarder.isAwaiting ? false : await struck;
            // What a killed command has left may still hold what it spoke through.
            const { output } = hasCome && strike.endsEngine ? run : await run.done;
            return { output, outcome: hasCome };
        });
    }

    /** The same, at a moment that surely comes; the lock that is left is cancelled. */
    async mustBreak(
        command: readonly string[],
        moment: Moment,
        strike: Strike,
        random: Random,
    ): Promise<void> {
        const hasCome = await this.broken(command, moment, strike, random);
        expect({ moment, hasCome }).toEqual({ moment, hasCome: true });
        await this.stack.expect("cancel", "--yes");
    }

    /**
     * Runs Pulumi, again and again as long as it fails with the advice to resume clusters that it has not named before, which is
     * followed. Answers how many clusters it named; `then` is done once in between.
     */
    async succeedsAsTold(command: readonly string[], then: () => Promise<void>): Promise<number> {
        const ids = new Set<string>();
        for (;;) {
            const { run } = await this.start(command);
            const result = await run.done;
            if (result.code === 0) {
                this.stack.setEnv({ MONGODB_ATLAS_RESUME: undefined });
                return ids.size;
            }
            const before = ids.size;
            [...result.output.matchAll(resumeAdvice)].forEach(([, id = ""]) => ids.add(id));
            if (ids.size === before) {
                throw new RunFailed(`pulumi ${command.join(" ")}`, result);
            }
            this.stack.setEnv({ MONGODB_ATLAS_RESUME: [...ids].join(",") });
            if (before === 0) {
                await then();
            }
        }
    }

    /**
     * Runs Pulumi, which must succeed. What is still being deleted while the command refreshes may be gone when it updates; then
     * the message asks for another refresh, which the same command makes.
     */
    async succeeds(command: readonly string[]): Promise<void> {
        const attempt = () =>
            this.#unlocked(async () => {
                const { run } = await this.start(command);
                const outcome = await run.done;
                return { output: outcome.output, outcome };
            });
        let result = await attempt();
        if (command.includes("--refresh") && result.output.includes(goneMeanwhile)) {
            result = await attempt();
        }
        if (result.code !== 0) {
            throw new RunFailed(`pulumi ${command.join(" ")}`, result);
        }
    }

    /** What providers did whose engines were gone: their writes, and how long the last of them lived on. */
    async leftBehind(): Promise<{ readonly writes: readonly string[]; readonly milliseconds: number }> {
        const ends = await Promise.all(this.#left.map(({ life }) => life));
        const writes = this.#left.flatMap(({ forwarder: forwarder, since }) =>
            forwarder.passages.filter(({ purpose, at }) => purpose === "write" && at > since),
        );
        return { writes: writes.map(({ what }) => what), milliseconds: Math.max(0, ...ends) };
    }

    async close(): Promise<void> {
        await this.stack.dispose();
        await this.atlas.close();
    }

    /** Does as a person who follows what Pulumi says: where a lock is in the way, it is cancelled. */
    async #unlocked<T>(attempt: () => Promise<{ readonly output: string; readonly outcome: T }>): Promise<T> {
        const { output, outcome } = await attempt();
        if (!output.includes(lockedOut)) {
            return outcome;
        }
        await this.stack.expect("cancel", "--yes");
        return (await attempt()).outcome;
    }

    /** Watches what an engine that is gone has left. */
    async #leave(forwarder: Forwarder): Promise<void> {
        const since = performance.now() + underway;
        this.#left.push({ forwarder: forwarder, since, life: lifeOfProviders(this.stack, longestLife) });
        await delay(underway);
    }
}
