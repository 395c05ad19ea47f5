// What breaks, and how.
import { uniform, type Random } from "../../emulator/random";
import type { PulumiStack, Run } from "../engine/harness/index";
import { isProvider } from "./course/providers";
import type { Forwarder } from "./world/forwarder";

/** What a strike can reach. */
export interface Target {
    readonly stack: PulumiStack;
    readonly run: Run;
    readonly forwarder: Forwarder;
    readonly random: Random;
}

/** One way in which things break. */
export interface Strike {
    readonly name: string;
    /** Does it, and answers when it is done. */
    readonly at: (target: Target) => Promise<void>;
    /** Whether the engine is gone from then on: the provider must write no more, and must end. */
    readonly endsEngine: boolean;
}

/** What the engine says when it has heard ^C. */
const heard = /press \^C again/;
/** Milliseconds for which connections are refused after they were cut. */
const outage = [50, 1500] as const;

export const strikes = {
    everything: {
        name: "kill -9 of everything",
        at: ({ stack }) => stack.killAll(),
        endsEngine: true,
    },
    command: {
        name: "kill -9 of the command alone",
        at: async ({ run }) => {
            run.signal("SIGKILL");
            await run.gone;
        },
        endsEngine: true,
    },
    provider: {
        name: "kill -9 of the provider alone",
        at: ({ stack }) => {
            for (const { pid } of stack.processes().filter(isProvider)) {
                process.kill(pid, "SIGKILL");
            }
            return Promise.resolve();
        },
        endsEngine: false,
    },
    connection: {
        name: "a cut connection",
        at: ({ forwarder: forwarder, random }) => forwarder.cut(uniform(random, ...outage)),
        endsEngine: false,
    },
    once: {
        name: "^C once",
        at: ({ run }) => interrupt(run),
        endsEngine: false,
    },
    twice: {
        name: "^C twice",
        at: async ({ run }) => {
            await interrupt(run);
            run.interrupt();
            await run.gone;
        },
        endsEngine: true,
    },
} as const satisfies Readonly<Record<string, Strike>>;

/** Presses ^C, and answers when that is heard; the run may just come to its end. */
async function interrupt(run: Run): Promise<void> {
    run.interrupt();
    await Promise.race([run.waitFor(heard), run.done]);
}
