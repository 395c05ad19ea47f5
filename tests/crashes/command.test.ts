// kill -9 of the command alone, whose provider lives on beside the next up, at any moment of any operation.
import { crash } from "./course/crash";
import { isProvider, lifeOfProviders } from "./course/providers";
import { longestLife, Scene } from "./course/scene";
import { first } from "./operations";
import { plansOf, titleOf } from "./plan";
import { nothingYet } from "./tally";
import { programOf } from "./world/program";

test.each(plansOf("command").map((plan) => [titleOf(plan), plan] as const))("%s", (_, plan) => crash(plan));

test("a provider that was asked nothing but to compare ends, too", async () => {
    const scene = await Scene.set(true, nothingYet());
    try {
        const { stack } = scene;
        stack.write(`${programOf(first)}
            dependent.id.apply(() => console.log("all compared"));
            setInterval(() => {}, 1000);
        `);
        const { run } = await scene.start(["up", "--yes", "--skip-preview"]);
        await run.waitFor("all compared");
        expect(stack.processes().filter(isProvider)).toHaveLength(1);
        run.signal("SIGKILL");
        await run.gone;
        expect(await lifeOfProviders(stack, longestLife)).toBeLessThan(longestLife);
    } finally {
        await scene.close();
    }
});
