import { setImmediate as breath } from "node:timers/promises";
import { startStage } from "./support";

it("does not hang longer than its limit, also while a token is being asked for", async () => {
    const stage = await startStage();
    const settings = stage.settings("serviceAccount");
    await stage.fault({ operation: "createAccessToken", delaySeconds: 3600 });
    const { client, serverless } = stage.floors(settings);
    serverless.get(stage.orders).catch(() => undefined);
    await breath();
    const outcome = await Promise.race([
        client.close().then(() => "closed"),
        new Promise((resolve) => setTimeout(() => resolve("still hanging after 8 s"), 8000)),
    ]);
    await stage.close();
    expect(outcome).toBe("closed");
});
