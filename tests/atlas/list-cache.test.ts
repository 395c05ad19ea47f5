import { Clusters } from "../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../provider/atlas/log-once";
import { ManualClock } from "./manual-clock";
import { startStage } from "./support";

it("a list that was asked for before our own write does not serve it, also where Flex is asked first", async () => {
    const stage = await startStage();
    await stage.control("/seed", { instances: [{ name: "a" }, { name: "b" }] });
    const { serverless, flex } = stage.floors();
    const clock = new ManualClock();
    const clusters = new Clusters(serverless, flex, new LogOnce(), clock);
    const look = (name: string) => clusters.read({ groupId: stage.groupId, name, preferredApi: "flex" });
    const [a] = await Promise.all([look("a"), look("b")]);
    clock.pass(10);
    if (a === undefined) {
        throw new Error("there is no database");
    }
    await clusters.update(a, { tags: { team: "shop" } });
    clock.pass(10);
    const [again] = await Promise.all([look("a"), look("b")]);
    await stage.close();
    expect(again?.tags).toEqual({ team: "shop" });
});

it("nor does it serve a read that takes nothing older than itself", async () => {
    const stage = await startStage();
    await stage.control("/seed", { instances: [{ name: "a" }, { name: "b" }] });
    const { serverless, flex } = stage.floors();
    const clock = new ManualClock();
    const clusters = new Clusters(serverless, flex, new LogOnce(), clock);
    const look = (name: string) =>
        clusters.read({ groupId: stage.groupId, name, preferredApi: "flex" }, { maxAge: 1000 });
    await Promise.all([look("a"), look("b")]);
    clock.pass(4000);
    await stage.control("/state", { instance: "a", stateName: "REPAIRING" });
    const [again] = await Promise.all([look("a"), look("b")]);
    await stage.close();
    expect(again?.stateName).toBe("REPAIRING");
});
