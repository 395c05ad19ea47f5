// Atlas takes no condition with a change, so another cluster may have taken the name just before it.
import { connect } from "../../provider/atlas/connect";
import { updateIfUnchanged } from "../../provider/instance/lifecycle/guarded-update";
import { ownerTag } from "../../provider/instance/ownership/owner-tag";
import { startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage();
});
afterEach(() => stage.close());

const tags = { team: "data", [ownerTag]: "shop.dev.carts.0123456789abcdef@aa11" };

/** A cluster that was seen, and what has the name by the time that it is changed. */
async function seenThen(happens: () => Promise<unknown>) {
    await stage.control("/seed", { instances: [{ name: "carts", ageSeconds: 60 }] });
    const { clusters } = connect(stage.settings("accessToken"));
    const place = { groupId: stage.groupId, name: "carts" };
    const seen = await clusters.find(place);
    if (seen === undefined) {
        throw new Error("it was to be seen");
    }
    await happens();
    return { seen, clusters, now: () => clusters.find(place) };
}

it("the one that was seen is changed", async () => {
    const { seen, clusters } = await seenThen(() => Promise.resolve());
    expect(await updateIfUnchanged(clusters, seen, { tags })).toMatchObject({ id: seen.id, tags });
});

it("another one does not keep our tag, and is told of", async () => {
    const { seen, clusters, now } = await seenThen(async () => {
        await stage.control("/state", { instance: "carts", stateName: "GONE" });
        await stage.control("/seed", { instances: [{ name: "carts", tags: { team: "theirs" } }] });
    });
    await expect(updateIfUnchanged(clusters, seen, { tags })).rejects.toThrow(
        /another cluster has that name now .* so the update changed tags on that cluster\. .* Its data was not changed\./,
    );
    const theirs = await now();
    expect(theirs?.id).not.toBe(seen.id);
    expect(theirs?.tags).toEqual({ team: "data" });
});
