// The life of clusters under everything that may happen to them and to the stack that declares them.
import fc from "fast-check";
import { withAtlas } from "./support/atlas";
import { Life } from "./support/life";
import { holds } from "./support/property";
import { story } from "./support/story";

holds(
    "whatever happens, nothing is lost or touched that is not ours, and one last up ends in what is declared and in no difference",
    "lived",
    fc.asyncProperty(story, async (events) => {
        await withAtlas("classic", async (atlas) => {
            const life = new Life(atlas);
            for (const event of events) {
                await life.meet(event);
            }
            await life.settle();
            await life.expectDeclared();
            life.expectNothingLost();
        });
    }),
);
