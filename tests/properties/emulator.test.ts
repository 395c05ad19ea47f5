// The emulator against the contract's state machine: whatever is asked in whatever order, its answers are among those that
// the contract allows.
import fc from "fast-check";
import { withAtlas } from "./support/atlas";
import { Client } from "./support/client";
import { commands } from "./support/commands";
import { Belief } from "./support/model";
import { holds } from "./support/property";

holds(
    "the emulator answers as the contract's state machine does, whatever is done to it",
    "asked",
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: "max" }), async (sequence) => {
        await withAtlas("classic", async (atlas) => {
            await fc.asyncModelRun(() => ({ model: new Belief(), real: new Client(atlas) }), sequence);
        });
    }),
);
