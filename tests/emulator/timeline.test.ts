// The world by itself: no sockets and no waiting, only instants.
import { DAY, HOUR, SECOND } from "../../emulator/clock";
import type { Cluster, ClusterSpec } from "../../emulator/world/cluster";
import { World } from "../../emulator/world/world";
import type { Project } from "../../emulator/world/world";

const PROJECT = "a".repeat(24);
const START = Date.parse("2024-06-01T00:00:00Z");

function spec(name: string, rest: Partial<ClusterSpec> = {}): ClusterSpec {
    return {
        name,
        kind: "serverless",
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
        tags: [],
        terminationProtectionEnabled: false,
        continuousBackup: false,
        ...rest,
    };
}

const projectOf = (seed = 1): Project => new World(seed, PROJECT).add(PROJECT);
const SAMPLE = Array.from({ length: 200 }, (_, index) => `database-${index}`);

/** The seconds after START at which a condition first holds. */
function seconds(holds: (instant: number) => boolean): number {
    for (let instant = START; instant < START + 200 * SECOND; instant += 50) {
        if (holds(instant)) {
            return (instant - START) / SECOND;
        }
    }
    return Infinity;
}

/** What became of every sample cluster after something was done to it at START. */
function measured(act: (database: Cluster) => void, holds: (database: Cluster, instant: number) => boolean) {
    const project = projectOf();
    return SAMPLE.map((name) => {
        const database = project.place(spec(name), START, DAY);
        act(database);
        return seconds((instant) => holds(database, instant));
    }).sort((one, other) => one - other);
}

const within = (values: readonly number[], low: number, high: number) => {
    expect(values.at(0)).toBeGreaterThanOrEqual(low);
    expect(values.at(-1)).toBeLessThanOrEqual(high);
};

describe("spans are those seen of the service", () => {
    it("creates in 11 to 12 s", () => {
        const project = projectOf();
        const spans = SAMPLE.map((name) => {
            const database = project.create(spec(name), START, START);
            return seconds((instant) => database.stateAt(instant) === "IDLE");
        }).sort((one, other) => one - other);
        within(spans, 11, 12.05);
    });

    it("updates in 2 to 4 s", () => {
        const spans = measured(
            (database) => database.change({ tags: [] }, START, START),
            (database, instant) => database.stateAt(instant) === "IDLE",
        );
        within(spans, 2, 4.05);
    });

    it("shows a deletion within 2 s and ends it after 4 to 97 s, mostly about 20", () => {
        const shown = measured(
            (database) => database.delete(START),
            (database, instant) => database.stateAt(instant) === "DELETING",
        );
        within(shown, 0, 2.05);
        const gone = measured(
            (database) => database.delete(START),
            (database, instant) => database.isGone(instant),
        );
        within(gone, 4, 97.05);
        expect(gone[100]).toBeGreaterThan(17);
        expect(gone[100]).toBeLessThan(23);
        expect(new Set(gone).size).toBeGreaterThan(100);
    });

    it("depends on the seed, the name and the incarnation, not on the order of calls", () => {
        const lives = (seed: number, names: readonly string[]) => {
            const project = projectOf(seed);
            const made = names.map((name) => project.create(spec(name), START, START));
            return new Map(made.map(({ spec: { name }, id, readyAt }) => [name, `${id} ${readyAt}`]));
        };
        const [one, other] = [lives(1, ["a", "b"]), lives(1, ["b", "a"])];
        expect(one.get("a")).toBe(other.get("a"));
        expect(one.get("a")).not.toBe(one.get("b"));
        expect(one.get("a")).not.toBe(lives(2, ["a"]).get("a"));
        expect(one.get("a")).not.toBe(lives(1, ["a", "a"]).get("a"));
    });
});

describe("snapshots", () => {
    const made = (rest: Partial<ClusterSpec> = {}) => projectOf().create(spec("saved", rest), START, START);
    const at = (database: Cluster, instant: number) => database.backups.at(instant, database.readyAt);

    it("begins when the cluster is ready, and runs through its states", () => {
        const database = made();
        const { readyAt } = database;
        expect(at(database, readyAt - 1)).toEqual([]);
        const statuses = [0, 2.5, 9].map((second) => at(database, readyAt + second * SECOND)[0]?.status);
        expect(statuses[0]).toBe("queued");
        expect(["inProgress", "completed"]).toContain(statuses[1]);
        expect(statuses[2]).toBe("completed");
    });

    it("comes every six hours, newest first, and goes with the second after it in basic backup", () => {
        const database = made();
        const snapshots = at(database, database.readyAt + 31 * HOUR);
        expect(snapshots.map(({ createdAt }) => (createdAt - database.readyAt) / HOUR)).toEqual([30, 24]);
        expect(snapshots.every(({ frequencyType }) => frequencyType === "hourly")).toBe(true);
    });

    it("keeps a daily one for 35 days in continuous backup", () => {
        const database = made({ continuousBackup: true });
        const snapshots = at(database, database.readyAt + 100 * DAY + HOUR);
        expect(snapshots.filter(({ frequencyType }) => frequencyType === "daily")).toHaveLength(35);
        expect(snapshots).toHaveLength(36);
    });

    it("keeps what was promised when the option changes", () => {
        const database = made({ continuousBackup: true });
        database.rewrite({ continuousBackup: false }, database.readyAt + 2 * DAY + HOUR);
        const kept = at(database, database.readyAt + 20 * DAY).map(
            ({ createdAt }) => createdAt - database.readyAt,
        );
        expect(kept.map((age) => age / DAY)).toEqual([20, 19.75, 2, 1, 0]);
    });
});
