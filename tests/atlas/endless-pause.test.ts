import { systemClock } from "../../provider/atlas/clock";
import { floorsWith, startStage } from "./support";

it.each(["1e999", "99999999", "3600"])(
    "a pause of %p that nobody waits for does not close the bucket either",
    async (pause) => {
        const stage = await startStage();
        const { serverless } = floorsWith(stage.settings("accessToken"), systemClock);
        await stage.fault({
            operation: "getServerlessInstance",
            answer: { status: 429, headers: { "Retry-After": pause } },
        });
        // It is more than two minutes: this one fails at once.
        await expect(serverless.get(stage.orders)).rejects.toMatchObject({ status: 429 });
        const signal = AbortSignal.timeout(2000);
        const outcome = await serverless.get(stage.orders, { signal }).then(
            ({ name }) => name,
            (error: unknown) => String(error),
        );
        await stage.close();
        expect(outcome).toBe("orders");
    },
);
