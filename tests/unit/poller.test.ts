import type { ReadTarget, SeenInstance } from "../../provider/atlas/clusters/batched-reads";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import type { UpgradableClusterApi } from "../../provider/atlas/api/cluster-api";
import type { Instance } from "../../provider/atlas/api/instance";
import { AtlasError } from "../../provider/atlas/errors";
import { LogOnce } from "../../provider/atlas/log-once";
import { pollUntil, type PollRequest } from "../../provider/instance/polling/poller";
import { pollDelay, type Change } from "../../provider/instance/polling/schedule";
import { VirtualClock } from "./virtual-clock";

const groupId = "0123456789abcdef01234567";

/** A generation of the API in which each cluster is ready at its time, counting every request. */
class FakeAtlas {
    readonly requests: string[] = [];
    /** The moment of each of them. */
    readonly moments: number[] = [];
    failures: (AtlasError | undefined)[] = [];
    readonly #clock: VirtualClock;
    readonly #readyAt: Map<string, number>;

    constructor(clock: VirtualClock, readyAt: Record<string, number>) {
        this.#clock = clock;
        this.#readyAt = new Map(Object.entries(readyAt));
    }

    clusters(): Clusters {
        const answer = <T>(request: string, value: () => T): Promise<T> => {
            this.requests.push(request);
            this.moments.push(this.#clock.now());
            const failure = this.failures.shift();
            return failure === undefined ? Promise.resolve(value()) : Promise.reject(failure);
        };
        const generation: Partial<UpgradableClusterApi> = {
            list: () =>
                answer("list", () => ({
                    items: [...this.#readyAt.keys()].map((name) => this.#instance(name)),
                    isComplete: true,
                })),
            get: ({ name }) => answer(`get ${name}`, () => this.#instance(name)),
        };
        const serverless = generation as UpgradableClusterApi;
        return new Clusters(serverless, serverless, new LogOnce(), this.#clock);
    }

    #instance(name: string): Instance {
        const readyAt = this.#readyAt.get(name) ?? 0;
        return {
            id: name,
            groupId,
            name,
            stateName: this.#clock.now() >= readyAt ? "IDLE" : "CREATING",
            connectionStrings: { privateEndpoint: [] },
            providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
            tags: {},
            terminationProtectionEnabled: false,
            servedBy: "serverless",
        };
    }
}

/** The time for a wait ran out; why its last poll failed, if it did. */
class TimedOut extends Error {
    readonly lastFailure: unknown;
    constructor(lastFailure: unknown) {
        super("timed out");
        this.lastFailure = lastFailure;
    }
}

/** A wait, with what differs from the usual one, and when it begins and its cluster is ready. */
interface Planned extends Partial<Omit<PollRequest<SeenInstance>, "requestRead">> {
    project?: string;
    begins?: number;
    /** The moment of the clock, not the time that it takes. */
    readyAt?: number;
}

/** Polls a cluster of the first generation. */
function pollCluster(
    clusters: Clusters,
    clock: VirtualClock,
    place: Omit<ReadTarget, "preferredApi">,
    request: Omit<PollRequest<SeenInstance>, "requestRead">,
): Promise<SeenInstance> {
    const target: ReadTarget = { ...place, preferredApi: "serverless" };
    return pollUntil(clock, {
        ...request,
        requestRead: (sendBy, onRetry) => clusters.requestRead(target, { sendBy, onRetry }),
    });
}

/** Carries out waits on a clock of their own, and tells when each of them ended, and how. */
async function poll(
    planned: Record<string, Planned>,
    failures: (AtlasError | undefined)[] = [],
    clock = new VirtualClock(),
): Promise<{ atlas: FakeAtlas; ended: Record<string, number>; outcomes: Record<string, unknown> }> {
    const names = Object.keys(planned);
    const readyAt = names.map((name) => [name, planned[name]?.readyAt ?? Infinity] as const);
    const atlas = new FakeAtlas(clock, Object.fromEntries(readyAt));
    atlas.failures = failures;
    const clusters = atlas.clusters();
    const ended: Record<string, number> = {};
    const outcomes: Record<string, unknown> = {};
    const all = names.map(async (name) => {
        const { project = groupId, begins = 0, ...differing } = planned[name] ?? {};
        await clock.sleep(begins);
        const place = { groupId: project, name };
        outcomes[name] = await pollCluster(clusters, clock, place, {
            change: "create",
            deadline: Infinity,
            isOver: ({ instance }) => instance?.stateName === "IDLE",
            atDeadline: (lastFailure) => {
                throw new TimedOut(lastFailure);
            },
            ...differing,
        }).then(
            ({ instance }) => instance?.stateName,
            (error: unknown) => error,
        );
        ended[name] = clock.now();
    });
    await clock.run(Promise.all(all));
    return { atlas, ended, outcomes };
}

const durations = [0.1, 1, 2.5, 4, 6, 8, 11.5, 16, 25, 45, 120, 600];
const atMost = { create: 500, update: 1000, delete: 1000, restore: 3000 } as const satisfies Record<
    Change,
    number
>;
const allowed = (change: Change, milliseconds: number) => Math.max(atMost[change], 0.05 * milliseconds) + 250;

describe.each(["create", "update", "delete", "restore"] as const)("a wait for a %s", (change) => {
    it.each(durations)(
        "that takes %d s ends within its share of that, with few requests",
        async (seconds) => {
            const readyAt = seconds * 1000;
            const { atlas, ended } = await poll({ one: { change, readyAt } });
            expect((ended["one"] ?? Infinity) - readyAt).toBeLessThanOrEqual(allowed(change, readyAt));
            expect(new Set(atlas.requests)).toEqual(new Set(["get one"]));
            expect(atlas.requests.length).toBeLessThanOrEqual(
                25 + Math.max(0, Math.log(seconds / 10) / 0.048),
            );
        },
    );

    it.each([0.1, 4, 45])(
        "a hundred of %d s, begun over eight seconds, share their requests",
        async (seconds) => {
            const plan = Array.from({ length: 100 }, (_, index): [string, Planned] => {
                const begins = index * 80;
                return [`db-${index}`, { change, begins, readyAt: begins + seconds * 1000 }];
            });
            const { atlas, ended } = await poll(Object.fromEntries(plan));
            for (const [name, { readyAt = NaN }] of plan) {
                expect((ended[name] ?? Infinity) - readyAt).toBeLessThanOrEqual(
                    allowed(change, seconds * 1000),
                );
            }
            expect(atlas.requests.length).toBeLessThanOrEqual(
                70 + Math.max(0, Math.log(seconds / 10) / 0.04),
            );
        },
    );
});

describe("the schedule", () => {
    it.each(["create", "update", "delete", "restore"] as const)(
        "of a %s continues for ever, and never in a rush",
        (change) => {
            let waited = 0;
            for (let polls = 0; polls < 1000; polls += 1) {
                const delay = pollDelay(change, waited);
                expect(delay).toBeGreaterThanOrEqual(250);
                expect(delay).toBeLessThanOrEqual(30_000);
                waited += delay;
            }
        },
    );

    it("asks first after a quarter of a second, then each half, then after 5 % of the time waited", async () => {
        const { atlas } = await poll({ one: { readyAt: 12_000 } });
        const [first, second, third] = atlas.moments;
        expect([first, second, third]).toEqual([250, 750, 1250]);
        const [last = 0, before = 0] = atlas.moments.toReversed();
        expect((last - before) / before).toBeCloseTo(0.05, 3);
    });
});

it("a create of 11.5 s and its restore of a minute cost 50 polls together", async () => {
    const made = await poll({ one: { change: "create", readyAt: 11_500 } });
    const restored = await poll({ one: { change: "restore", readyAt: 63_000 } });
    expect(made.atlas.requests.length + restored.atlas.requests.length).toBeLessThanOrEqual(50);
});

it("a wall clock that is set back in the middle of a wait changes nothing", async () => {
    const set = class extends VirtualClock {
        wall = () => this.now() - (this.now() > 5000 ? 3_600_000 : 0);
    };
    const { ended, atlas } = await poll({ one: { readyAt: 11_000 } }, [], new set());
    expect(ended["one"]).toBeLessThan(11_000 * 1.05);
    expect(atlas.moments).toEqual((await poll({ one: { readyAt: 11_000 } })).atlas.moments);
});

describe("no answer but a final one ends a wait", () => {
    const silence = new AtlasError({ action: "read", kind: "connection" });

    it("it survives refusals, faults and silence", async () => {
        const facts = { action: "read", kind: "response" } as const;
        const { ended } = await poll({ one: { readyAt: 11_500 } }, [
            new AtlasError({ ...facts, status: 503 }),
            new AtlasError({ ...facts, status: 401 }),
            new AtlasError({ ...facts, status: 404, errorCode: "GROUP_NOT_FOUND" }),
            silence,
        ]);
        expect(ended["one"]).toBeLessThan(11_500 + 600);
    });

    it("a poll that fails is followed by another as soon as one that does not", async () => {
        const { atlas } = await poll(
            { one: { readyAt: 100_000 } },
            Array.from({ length: 60 }, () => silence),
        );
        const distances = atlas.moments.slice(1).map((moment, index) => moment - (atlas.moments[index] ?? 0));
        expect(Math.min(...distances)).toBeGreaterThanOrEqual(500);
        expect(Math.max(...distances)).toBeLessThanOrEqual(5100);
    });

    it("it ends at its deadline, and says why the last poll failed", async () => {
        const { ended, outcomes } = await poll(
            { one: { deadline: 60_000 } },
            Array.from({ length: 1000 }, () => silence),
        );
        expect(outcomes["one"]).toBeInstanceOf(TimedOut);
        expect(outcomes["one"]).toMatchObject({ lastFailure: silence });
        expect(ended["one"]).toBe(60_000);
    });

    it("also where a poll is still being tried again", async () => {
        const clock = new VirtualClock();
        const turnedAway = new AtlasError({ action: "read", kind: "response", status: 429 });
        const generation: Partial<UpgradableClusterApi> = {
            get: (_place, options) => {
                options?.onRetry?.(turnedAway);
                return new Promise(() => undefined);
            },
        };
        const stuck = generation as UpgradableClusterApi;
        const clusters = new Clusters(stuck, stuck, new LogOnce(), clock);
        const wait = pollCluster(
            clusters,
            clock,
            { groupId, name: "one" },
            {
                change: "create",
                deadline: 60_000,
                isOver: () => false,
                atDeadline: (lastFailure) => {
                    throw new TimedOut(lastFailure);
                },
            },
        );
        await expect(clock.run(wait)).rejects.toMatchObject({ lastFailure: turnedAway });
    });
});

describe("each wait for itself", () => {
    it("ends at its own deadline, and says why its last poll failed", async () => {
        const silence = new AtlasError({ action: "read", kind: "connection" });
        const { ended, outcomes } = await poll(
            {
                soon: { deadline: 1000 },
                later: { deadline: 3000 },
                never: { readyAt: 11_500 },
            },
            [silence, silence, silence],
        );
        expect(outcomes["soon"]).toBeInstanceOf(TimedOut);
        expect(outcomes["soon"]).toMatchObject({ lastFailure: silence });
        expect(outcomes["later"]).toBeInstanceOf(TimedOut);
        expect(outcomes["later"]).toMatchObject({ lastFailure: undefined });
        expect(outcomes["never"]).toBe("IDLE");
        expect(ended).toMatchObject({ soon: 1000, later: 3000 });
        expect(ended["never"]).toBeLessThan(12_000);
    });

    it.each(["first", "second", "third"])(
        "is given up by its own signal: the %s leaves the others",
        async (who) => {
            const giveUp = new AbortController();
            const reason = new Error("enough");
            const plan: Record<string, Planned> = {
                first: { readyAt: 11_200 },
                second: { readyAt: 11_200 },
                third: { readyAt: 11_200 },
                // Polls are what tells the time here.
                teller: {
                    readyAt: 11_200,
                    onPoll: (_result, waited) => {
                        if (waited >= 10_000) {
                            giveUp.abort(reason);
                        }
                    },
                },
            };
            plan[who] = { ...plan[who], signal: giveUp.signal };
            const { ended, outcomes } = await poll(plan);
            for (const name of ["first", "second", "third", "teller"]) {
                expect(outcomes[name]).toBe(name === who ? reason : "IDLE");
                expect(ended[name]).toBeLessThan(12_000);
            }
        },
    );

    it("ends by what its own judgement throws", async () => {
        const mistake = new Error("somebody else deleted it");
        const { outcomes } = await poll({
            bad: {
                isOver: () => {
                    throw mistake;
                },
            },
            good: { readyAt: 11_000 },
        });
        expect(outcomes).toEqual({ bad: mistake, good: "IDLE" });
    });

    it("polls a last time half a second before its own time runs out; when all are given up, nobody polls any more", async () => {
        const { atlas } = await poll({
            one: { deadline: 700 },
            two: { deadline: 800 },
        });
        // The last moments of the two serve both.
        expect(atlas.moments).toEqual([200, 300]);
    });

    it("projects are polled apart", async () => {
        const { atlas } = await poll({
            one: { readyAt: 11_000 },
            two: { readyAt: 11_000, project: "76543210fedcba9876543210" },
        });
        expect(new Set(atlas.requests)).toEqual(new Set(["get one", "get two"]));
    });
});
