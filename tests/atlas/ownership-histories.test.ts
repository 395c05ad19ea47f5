// Law: only what this state made, or was told to take, is ours; in doubt nothing is deleted, and a person is told. Histories
// that an earlier form of the law did not survive, each to its end: every living cluster is held exactly once, nothing that is
// held was deleted, and the surprise was told.
import type { Clusters } from "../../provider/atlas/clusters/clusters";
import { connect } from "../../provider/atlas/connect";
import { diff } from "../../provider/instance/preview/diff";
import { HeldMarks } from "../../provider/instance/ownership/held-marks";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import { ownerTag, parseOwnerTag } from "../../provider/instance/ownership/owner-tag";
import type { State } from "../../provider/instance/state";
import { declaredAt, identity, ownerIn } from "../emulated/owner";
import { scaledClock } from "./scaled-clock";
import { hold, holdPoll } from "./hold";
import { startStage, type Stage } from "./support";

const dev = { project: "shop", stack: "dev" };
const day = 24 * 60 * 60;
const name = "carts";

const generations = [
    ["serverless", "classic", "updateServerlessInstance"],
    ["flex", "sunset", "updateFlexCluster"],
] as const;

let stage: Stage;

interface Truth {
    id: string;
    name: string;
    tags: { key: string; value: string }[];
}

/** The clusters that live, but for the stage's own one. */
async function living(): Promise<Truth[]> {
    const { body } = await stage.control("/state");
    const { projects } = body as unknown as { projects: { instances: Truth[] }[] };
    return projects.flatMap(({ instances }) => instances).filter((one) => one.name === name);
}

function inputsOf(more: Partial<CheckedInputs> = {}): CheckedInputs {
    return {
        projectId: stage.groupId,
        name,
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        tags: { team: "shop" },
        ...declaredAt("db"),
        ...more,
    };
}

/**
 * A provider's process, as the engine asks it, with all that it tells. Whoever is killed while an operation runs simply does not
 * keep what it gives.
 */
class Process {
    readonly told: string[] = [];
    readonly #clock = scaledClock(20);
    readonly clusters: Clusters = connect(stage.settings("accessToken"), { clock: this.#clock }).clusters;
    readonly #heldMarks = new HeldMarks();
    readonly #lifecycle: Lifecycle;
    readonly #logger = {
        progress: () => undefined,
        info: (line: string) => void this.told.push(line),
        warn: (line: string) => void this.told.push(line),
    };

    constructor(resume: readonly string[] = []) {
        this.#lifecycle = new Lifecycle(this.clusters, this.#clock, {
            heldMarks: this.#heldMarks,
            resume: new Set(resume),
        });
    }

    create = (inputs = inputsOf()) => this.#lifecycle.create(inputs, this.#logger);
    update = (state: State, inputs = inputsOf()) => this.#lifecycle.update(state, inputs, this.#logger);
    refresh = (state: State, at = declaredAt("db")) => this.#lifecycle.read(state, this.#logger, at);
    destroy = (state: State, at = declaredAt("db")) => this.#lifecycle.remove(state, this.#logger, at);
    import = (at = declaredAt("db")) =>
        this.#lifecycle.import({ groupId: stage.groupId, name }, at, this.#logger);

    /** As both entry points do it. */
    diff(state: State, inputs = inputsOf()) {
        this.#heldMarks.note(state.__mark, inputs.__urn);
        return diff(state, inputs);
    }
}

/** Each living cluster is held by exactly one of these states, and each of these holds one. */
async function expectHeld(...states: (State | undefined)[]): Promise<void> {
    const held = (await living()).map(({ id, tags }) => {
        const mark = parseOwnerTag(Object.fromEntries(tags.map(({ key, value }) => [key, value])))?.mark;
        return states.flatMap((state, index) =>
            state?.instanceId === id && state.__mark === mark ? [index] : [],
        );
    });
    expect(held.toSorted()).toEqual(states.map((_, index) => [index]));
}

const idOf = async () => (await living())[0]?.id;
const seed = (more: object = {}) => stage.control("/seed", { instances: [{ name, ...more }] });
const orphan = () => seed({ tags: { [ownerTag]: `${ownerIn(dev, "db")}@aa` }, ageSeconds: 2 * day });
const lines = (...expected: RegExp[]) => expected.map((line) => expect.stringMatching(line) as string);

const refresh = /so the state might be an old copy\. Run `pulumi refresh`, then `pulumi up`, and retry\./;
const keptByItself = /was not deleted, because the create step of this same resource adopted it/;
const takesBack = /This update takes the cluster back\./;
const willTakeBack = /The next `pulumi up` takes the cluster back\./;
const resuming = /^Resuming cluster "carts"/;

describe.each(generations)("%s, in %s", (_, era, updateOperation) => {
    beforeEach(async () => {
        stage = await startStage({ scale: 1000, era });
    });
    afterEach(() => stage.close());

    it("2: a move that is killed after it has written the tag: destroy deletes the cluster", async () => {
        const before = await new Process().create();
        const killed = new Process();
        await killed.update(before, inputsOf(declaredAt("renamed")));
        const last = new Process();
        await last.destroy(before);
        await expectHeld();
        expect([...killed.told, ...last.told]).toEqual([]);
    });

    it("3: a forced replacement within the hour: one cluster, held by the new entry", async () => {
        const before = await new Process().create();
        const replacing = new Process();
        // `--replace` asks for no diff.
        const after = await replacing.create();
        await replacing.destroy(before);
        expect(replacing.told).toEqual(lines(resuming, keptByItself));
        await expectHeld(after);
    });

    it("3: one that is killed after it has taken: destroy asks for a refresh, and up takes it back", async () => {
        const before = await new Process().create();
        await new Process().create();
        const last = new Process();
        await expect(last.destroy(before)).rejects.toThrow(refresh);
        const seen = await last.refresh(before);
        expect(seen && last.diff(seen)).toMatchObject({ changes: true, details: [], replaces: [] });
        const after = await last.update(seen ?? before);
        expect(last.told).toEqual(lines(willTakeBack, takesBack));
        await expectHeld(after);
        await last.destroy(after);
        await expectHeld();
    });

    it("3: past the hour it fails, and says how to replace", async () => {
        await orphan();
        await expect(new Process().create()).rejects.toThrow(
            "If you are forcing a replacement (`--replace` or `pulumi state taint`), set the resource option deleteBeforeReplace: true.",
        );
        expect(await idOf()).toBeDefined();
    });

    it("4: a refresh of what is still to be deleted does not arm it against the new entry", async () => {
        const pending = await new Process().create();
        await new Process().create();
        // The second `--replace` is killed before it deletes the old entry.
        const after = await new Process().create();
        const refreshing = new Process();
        const [seen, old] = [await refreshing.refresh(after), await refreshing.refresh(pending)];
        expect([seen?.__mark, old?.__mark]).toEqual([after.__mark, pending.__mark]);
        const up = new Process();
        expect(up.diff(seen ?? after).changes).toBe(false);
        await up.destroy(old ?? pending);
        expect(up.told).toEqual(lines(keptByItself));
        await expectHeld(seen);
    });

    it("5: a new resource at the path of a renamed one: it does not take that one's cluster", async () => {
        const renamed = await new Process().create();
        const up = new Process();
        up.diff(renamed, inputsOf(declaredAt("db9")));
        await expect(up.create()).rejects.toThrow(
            /ServerlessInstance::db9 in this stack manages it\. .* first run `pulumi state delete` for that resource/,
        );
        await expectHeld(renamed);
    });

    it("5: where it was created first: the renamed one takes it back, and nothing is deleted", async () => {
        const renamed = await new Process().create();
        const up = new Process();
        const created = await up.create();
        const moved = inputsOf(declaredAt("db9"));
        const after = await up.update(renamed, moved);
        expect(up.told).toEqual(lines(resuming, takesBack));
        await expectHeld(after);
        const next = new Process();
        await expect(next.update(created)).rejects.toThrow(
            'it now belongs to resource "db9" in stack shop/dev.',
        );
        await next.destroy(created);
        expect(next.told).toEqual(lines(/now belongs to resource "db9" .* It was not changed or deleted\./));
        await expectHeld(after);
    });

    it("7: two adopt one cluster in the same moment: the first is told, the second has it", async () => {
        // As it is declared, so that after the first has seen it ready nothing but the verification looks again.
        await seed({ tags: { team: "shop" } });
        await stage.fault({ operation: updateOperation, takes: 0 });
        const [first, second] = [new Process(), new Process()];
        const adopt = (await idOf()) ?? "";
        const written = hold(first.clusters, "update");
        const taking = first.create(inputsOf({ adopt }));
        await written.answered;
        const ready = holdPoll(first.clusters);
        written.release();
        await ready.answered;
        const theirs = declaredAt("db", { project: "shop", stack: "prod" });
        const held = await second.create(inputsOf({ adopt, ...theirs }));
        ready.release();
        await expect(taking).rejects.toThrow(
            'was adopted by resource "db" in stack shop/prod in the meantime. No further changes were made.',
        );
        await expectHeld(held);
    });

    it("10: a retry later than an hour: the error names the variable, and with it the create is resumed", async () => {
        await orphan();
        const id = (await idOf()) ?? "";
        await expect(new Process().create()).rejects.toThrow(
            `run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${id} to resume it.`,
        );
        const retry = new Process([id]);
        const state = await retry.create();
        expect(retry.told).toEqual(lines(resuming));
        await expectHeld(state);
    });

    it.each([
        ["adopt: true", { adopt: true }],
        ["an upgrade", { upgradeFromSharedTier: true }],
    ])("11: a killed taking of an old cluster: %s takes it again", async (_what, wish) => {
        await seed({ ageSeconds: 90 * day });
        await new Process().create(inputsOf(wish));
        const retry = new Process();
        const state = await retry.create(inputsOf(wish));
        expect(retry.told).toEqual(lines(resuming));
        await expectHeld(state);
    });

    it("12: a killed first update after an import: the next takes it, and a destroy before it is refused", async () => {
        await seed({ ageSeconds: 90 * day });
        const imported = await new Process().import();
        await new Process().update(imported);
        const last = new Process();
        await expect(last.destroy(imported)).rejects.toThrow(refresh);
        const seen = await last.refresh(imported);
        const after = await last.update(seen ?? imported);
        expect(last.told).toEqual(lines(willTakeBack, takesBack));
        await expectHeld(after);
        await last.destroy(after);
        await expectHeld();
    });

    it("13: another team has made a cluster of the name: ours is gone, and theirs stays", async () => {
        const ours = await new Process().create();
        await stage.control("/state", { instance: name, stateName: "GONE" });
        const theirs = await new Process().create(inputsOf(declaredAt("db", dev, "another state")));
        const last = new Process();
        expect(await last.refresh(ours)).toBeUndefined();
        await last.destroy(ours);
        const gone = /is gone\. Another cluster has that name now .* It belongs to .* and was not changed\./;
        expect(last.told).toEqual(lines(gone, gone));
        await expectHeld(theirs);
    });

    it("14: a crash between a replacement's create and its delete: the next up deletes nothing", async () => {
        const before = await new Process().create();
        const after = await new Process().create();
        const up = new Process();
        // Pending deletes come after the program's resources.
        up.diff(after);
        await up.destroy(before);
        expect(up.told).toEqual(lines(keptByItself));
        await expectHeld(after);
    });

    it("15: a killed create, then another region: the error says what to declare first, and that helps", async () => {
        await new Process().create();
        const elsewhere = inputsOf({
            providerSettings: { backingProviderName: "AWS", regionName: "EU_WEST_1" },
        });
        await expect(new Process().create(elsewhere)).rejects.toThrow(
            "An interrupted create of this resource left it in AWS US_EAST_1, but the program now declares AWS EU_WEST_1. " +
                "Declare AWS US_EAST_1 again, run `pulumi up`, and then make the change.",
        );
        const up = new Process();
        const state = await up.create();
        expect(up.diff(state, elsewhere)).toMatchObject({
            replaces: ["providerSettings"],
            deleteBeforeReplace: true,
        });
        await up.destroy(state);
        await expectHeld(await up.create(elsewhere));
    });

    it("16: another identity between a kill and its retry: refused and told, and the variable resumes it", async () => {
        await new Process().create(inputsOf({ __identity: "drawn again" }));
        const id = (await idOf()) ?? "";
        await expect(new Process().create()).rejects.toThrow(
            `If an interrupted create of this resource left it, run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${id} to resume it.`,
        );
        const retry = new Process([id]);
        await expectHeld(await retry.create());
        expect(retry.told).toEqual(lines(resuming));
    });

    it("a state from before the resource was deleted and made again by another copy: nothing is deleted", async () => {
        const old = await new Process().create();
        await new Process().destroy(old);
        const now = await new Process().create();
        await expect(new Process().destroy(old)).rejects.toThrow(refresh);
        await expectHeld(now);
    });

    it("two processes with one state", async () => {
        const state = await new Process().create();
        const [one, other] = [new Process(), new Process()];
        await Promise.all([one.refresh(state), other.refresh(state)]);
        const [updated] = await Promise.all([
            one.update(state, inputsOf({ tags: { team: "data" } })),
            other.update(state, inputsOf({ tags: { team: "data" } })),
        ]);
        await expectHeld(updated);
        await Promise.all([one.destroy(updated), other.destroy(state)]);
        await expectHeld();
        expect([...one.told, ...other.told]).toEqual([]);
    });

    it("of two that create at once, only the one that has the cluster in the end deletes it", async () => {
        const both = [new Process(), new Process()];
        const ended = await Promise.allSettled(both.map((process) => process.create()));
        const states = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
        const [cluster] = await living();
        const isHolder = ({ __mark = "none" }: State) =>
            cluster?.tags.some(({ value }) => value.includes(`@${__mark}`)) === true;
        const others = states.filter((state) => !isHolder(state));
        for (const other of others) {
            await expect(new Process().destroy(other)).rejects.toThrow(refresh);
        }
        const holders = states.filter(isHolder);
        await expectHeld(...holders);
        expect(holders).toHaveLength(1);
        await Promise.all(holders.map((state) => new Process().destroy(state)));
        await expectHeld();
    });
});

test("another identity of the same names is another state", () => {
    expect(ownerIn(dev, "db", "another state")).not.toBe(ownerIn(dev, "db", identity));
});
