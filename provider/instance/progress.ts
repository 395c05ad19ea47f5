import { sayDuration } from "./durations";
import type { Look } from "./watch";

/** Between two lines that say the same, so that a log without a terminal stays short. */
const patience = 10_000;

/** Tells a wait's looks to a person: each new state at once, the same state every ten seconds. */
export function progressOf(verb: string, tell: (line: string) => void): (look: Look) => void {
    let lastText = "";
    let lastTold = -Infinity;
    return (look) => {
        const text =
            "failure" in look ? "no answer from Atlas, looking again" : (look.sight?.stateName ?? "gone");
        if (text === lastText && look.waited - lastTold < patience) {
            return;
        }
        lastText = text;
        lastTold = look.waited;
        tell(`${verb}: ${text} (${sayDuration(look.waited)})`);
    };
}
