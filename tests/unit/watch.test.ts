import { Databases, type Sight } from "../../provider/atlas/generations";
import type { UpgradingGeneration } from "../../provider/atlas/generation";
import type { Instance } from "../../provider/atlas/instance";
import { AtlasError } from "../../provider/atlas/errors";
import { Notices } from "../../provider/atlas/notices";
import { nextLook, paces, type Pace } from "../../provider/instance/pace";
import { Watcher, WaitTimeout, type Wait } from "../../provider/instance/watch";
import { VirtualClock } from "./virtual-clock";

const groupId = "0123456789abcdef01234567";

/** A generation of the API in which each database is ready at its time, counting every request. */
class Sky {
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

    databases(): Databases {
        const answer = <T>(request: string, value: () => T): Promise<T> => {
            this.requests.push(request);
            this.moments.push(this.#clock.now());
            const failure = this.failures.shift();
            return failure === undefined ? Promise.resolve(value()) : Promise.reject(failure);
        };
        const generation: Partial<UpgradingGeneration> = {
            isLimited: () => false,
            list: () =>
                answer("list", () => ({
                    items: [...this.#readyAt.keys()].map((name) => this.#instance(name)),
                    isWhole: true,
                })),
            get: ({ name }) => answer(`get ${name}`, () => this.#instance(name)),
        };
        const serverless = generation as UpgradingGeneration;
        return new Databases(serverless, serverless, new Notices(() => undefined));
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

function waits(readyAt: Record<string, number>, deadline = Infinity) {
    const clock = new VirtualClock();
    const sky = new Sky(clock, readyAt);
    const watcher = new Watcher(sky.databases(), clock);
    const ended: Record<string, number> = {};
    const all = Object.keys(readyAt).map((name) =>
        watcher
            .until({
                place: { groupId, name },
                servedBy: "serverless",
                pace: paces.creating,
                deadline,
                isOver: (sight: Sight) => sight?.stateName === "IDLE",
            })
            .then((sight) => {
                ended[name] = clock.now();
                return sight;
            }),
    );
    return { clock, sky, ended, all: clock.run(Promise.all(all)) };
}

describe("law: a wait costs one look for all", () => {
    it("looks at the database where one is waited for", async () => {
        const { sky, ended, all } = waits({ one: 11_500 });
        await all;
        expect(new Set(sky.requests)).toEqual(new Set(["get one"]));
        expect(sky.requests.length).toBeLessThanOrEqual(8);
        expect(ended["one"]).toBeLessThan(11_500 + 600);
    });

    it("lists where more are, and hardly asks more often", async () => {
        const names = Array.from({ length: 100 }, (_, index) => [`db${index}`, 11_000 + index * 10] as const);
        const { sky, ended, all } = waits(Object.fromEntries(names));
        await all;
        expect(sky.requests.length).toBeLessThanOrEqual(10);
        for (const [name, readyAt] of names) {
            expect((ended[name] ?? Infinity) - readyAt).toBeLessThan(600);
        }
    });

    it("ends within 5 % of a long wait", async () => {
        const { ended, all } = waits({ slow: 100_000 });
        await all;
        expect(ended["slow"]).toBeLessThan(100_000 * 1.05);
    });
});

describe("no answer but a final one ends a wait", () => {
    it("survives refusals, faults and silence", async () => {
        const { sky, ended, all } = waits({ one: 11_500 });
        const facts = { doing: "look", kind: "refused" } as const;
        sky.failures = [
            new AtlasError({ ...facts, status: 503 }),
            new AtlasError({ ...facts, status: 401 }),
            new AtlasError({ ...facts, status: 404, errorCode: "GROUP_NOT_FOUND" }),
            new AtlasError({ doing: "look", kind: "unreachable" }),
        ];
        await all;
        expect(ended["one"]).toBeLessThan(11_500 + 600);
    });

    it("ends at its deadline, and says why the last look saw nothing", async () => {
        const { sky, all } = waits({ one: Infinity }, 60_000);
        sky.failures = Array.from(
            { length: 1000 },
            () => new AtlasError({ doing: "look", kind: "unreachable" }),
        );
        await expect(all).rejects.toThrow(WaitTimeout);
    });

    it("also where a look is still being tried again", async () => {
        const clock = new VirtualClock();
        const turnedAway = new AtlasError({ doing: "look", kind: "refused", status: 429 });
        const generation: Partial<UpgradingGeneration> = {
            isLimited: () => false,
            get: (_place, patience) => {
                patience?.onRetry?.(turnedAway);
                return new Promise(() => undefined);
            },
        };
        const stuck = generation as UpgradingGeneration;
        const watcher = new Watcher(new Databases(stuck, stuck, new Notices(() => undefined)), clock);
        const wait = watcher.until({
            place: { groupId, name: "one" },
            servedBy: "serverless",
            pace,
            deadline: 60_000,
            isOver: () => false,
        });
        await expect(clock.run(wait)).rejects.toMatchObject({ lastFailure: turnedAway });
    });
});

/** Early looks, then none before the usual time. */
const early = [400, 1500];
const window = { from: 11_000, to: 12_500, every: 450 };
const pace: Pace = { one: { ...window, early }, many: { ...window, early }, hurried: [] };
const otherPace: Pace = { ...pace };

/** A wait, with what differs from the usual one, and when it begins and its database is ready. */
interface Planned extends Partial<Omit<Wait, "place">> {
    project?: string;
    begins?: number;
    /** The moment of the clock, not the time that it takes. */
    readyAt?: number;
}

/** Carries out waits on a clock of their own, and tells when each of them ended, and how. */
async function watch(
    planned: Record<string, Planned>,
    failures: (AtlasError | undefined)[] = [],
): Promise<{ sky: Sky; ended: Record<string, number>; outcomes: Record<string, unknown> }> {
    const clock = new VirtualClock();
    const names = Object.keys(planned);
    const readyAt = names.map((name) => [name, planned[name]?.readyAt ?? Infinity] as const);
    const sky = new Sky(clock, Object.fromEntries(readyAt));
    sky.failures = failures;
    const watcher = new Watcher(sky.databases(), clock);
    const ended: Record<string, number> = {};
    const outcomes: Record<string, unknown> = {};
    const all = names.map(async (name) => {
        const { project = groupId, begins = 0, ...differing } = planned[name] ?? {};
        await clock.sleep(begins);
        outcomes[name] = await watcher
            .until({
                place: { groupId: project, name },
                servedBy: "serverless",
                pace,
                deadline: Infinity,
                isOver: (sight) => sight?.stateName === "IDLE",
                ...differing,
            })
            .then(
                (sight) => sight?.stateName,
                (error: unknown) => error,
            );
        ended[name] = clock.now();
    });
    await clock.run(Promise.all(all));
    return { sky, ended, outcomes };
}

describe("of waits of one kind, the eldest looks early for all", () => {
    const before = (moments: number[]) => moments.filter((moment) => moment < window.from);

    it("its followers do not", async () => {
        const { sky, ended } = await watch({
            eldest: { readyAt: 11_000 },
            second: { begins: 100, readyAt: 11_100 },
            third: { begins: 900, readyAt: 11_900 },
        });
        expect(before(sky.moments)).toEqual(early);
        expect(Math.max(...Object.values(ended))).toBeLessThan(12_500);
    });

    it("another kind has an eldest of its own", async () => {
        const { sky } = await watch({
            eldest: { readyAt: 11_000 },
            follower: { begins: 100, readyAt: 11_100 },
            other: { begins: 5000, readyAt: 16_000, pace: otherPace },
            otherFollower: { begins: 5100, readyAt: 16_100, pace: otherPace },
        });
        expect(before(sky.moments)).toEqual([...early, ...early.map((moment) => 5000 + moment)]);
    });

    it("when it is given up, the next looks ahead", async () => {
        const signal = AbortSignal.abort(new Error("enough"));
        const { sky, outcomes } = await watch({
            eldest: { signal },
            second: { begins: 100, readyAt: 11_000 },
            third: { begins: 200, readyAt: 11_100 },
        });
        expect(outcomes["eldest"]).toBe(signal.reason);
        expect(before(sky.moments)).toEqual(early.map((moment) => 100 + moment));
    });

    it("once one was seen ready at the usual time, nobody looks early any more", async () => {
        const { sky, ended } = await watch({
            eldest: { readyAt: 11_300 },
            next: { begins: 20_000, readyAt: 31_300 },
        });
        expect(before(sky.moments)).toEqual(early);
        expect(sky.moments.filter((moment) => moment > 12_000 && moment < 20_000 + window.from)).toEqual([]);
        expect(ended["next"]).toBeLessThanOrEqual(31_300 + window.every);
    });

    it("and where an early look sees it ready, the others need none of their own", async () => {
        const { sky, ended } = await watch({
            eldest: { readyAt: 1000 },
            second: { begins: 1700, readyAt: 2700 },
            third: { begins: 1800, readyAt: 2800 },
        });
        expect(ended["eldest"]).toBe(1500);
        // It was ready between 0.4 s and 1.5 s: there the others are looked at, from then on.
        expect(sky.moments[2]).toBe(1700 + 400);
        expect(ended["second"]).toBeLessThanOrEqual(2700 + window.every);
        expect(ended["third"]).toBeLessThanOrEqual(2800 + window.every);
    });
});

describe("what the first of a hundred tells of the others, begun later by up to eight seconds", () => {
    const guesses = { ...window, early: [250, 1000, 3000] };
    const guessing: Pace = { one: guesses, many: guesses, hurried: [] };

    it.each<[seconds: number, late: number, requests: number]>([
        [1.2, 600, 30],
        [2, 600, 30],
        [25, 750, 60],
        [60, 3000, 80],
        [600, 10_000, 150],
    ])("where they take %d s", async (seconds, late, requests) => {
        const count = 100;
        const plan = Array.from({ length: count }, (_, index): [string, Planned] => {
            const begins = (index * 8000) / count;
            return [`db-${index}`, { begins, readyAt: begins + seconds * 1000, pace: guessing }];
        });
        const { sky, ended } = await watch(Object.fromEntries(plan));
        const [[first, { readyAt: firstReady = NaN }] = ["", {}], ...others] = plan;
        const told = ended[first] ?? NaN;
        for (const [name, { begins = NaN, readyAt = NaN }] of others) {
            // Those that began before the first was seen could not know better than it.
            const most = begins < told ? Math.max(late, told - firstReady) : late;
            expect((ended[name] ?? NaN) - readyAt).toBeLessThanOrEqual(most);
        }
        expect(sky.requests.length).toBeLessThanOrEqual(requests);
    });
});

describe("the distance of looks that several waits share", () => {
    it("is never less than that of one kind's looks, however the waits begin", async () => {
        const plan = Array.from({ length: 100 }, (_, index): [string, Planned] => {
            const begins = index * 37;
            return [`db-${index}`, { begins, readyAt: begins + 11_000 + ((index * 7) % 13) * 100 }];
        });
        const { sky } = await watch(Object.fromEntries(plan));
        const distances = sky.moments.slice(1).map((moment, index) => moment - (sky.moments[index] ?? 0));
        expect(distances.length).toBeGreaterThan(5);
        expect(Math.min(...distances)).toBeGreaterThanOrEqual(window.every);
    });

    it.each(Object.entries(paces))("of %s too", async (_name, own) => {
        const plan = Array.from({ length: 30 }, (_, index): [string, Planned] => {
            const begins = index * 111;
            return [`db-${index}`, { begins, readyAt: begins + own.many.from + 700, pace: own }];
        });
        const { sky } = await watch(Object.fromEntries(plan));
        // The first look of all may be for one alone.
        const shared = sky.moments.filter((_moment, index) => sky.requests[index] === "list");
        const distances = shared.slice(1).map((moment, index) => moment - (shared[index] ?? 0));
        expect(distances.length).toBeGreaterThan(3);
        expect(Math.min(...distances)).toBeGreaterThanOrEqual(own.many.every);
    });
});

describe("a look that fails", () => {
    const silence = new AtlasError({ doing: "look", kind: "unreachable" });

    it.each([1, 3])(
        "early, with %i waiting, is followed by another at once, not at the usual time",
        async (count) => {
            const plan = Array.from({ length: count }, (_, index): [string, Planned] => [
                `db-${index}`,
                { readyAt: 500 },
            ]);
            const { sky, ended } = await watch(Object.fromEntries(plan), [silence, silence]);
            expect(sky.moments[0]).toBe(400);
            expect(sky.requests.length).toBe(3);
            expect(Math.max(...Object.values(ended))).toBeLessThan(2000);
        },
    );

    it("is not followed sooner than half a second, nor later than ten", async () => {
        const failures = Array.from({ length: 60 }, () => silence);
        const { sky } = await watch({ one: { readyAt: 100_000 } }, failures);
        const distances = sky.moments.slice(1).map((moment, index) => moment - (sky.moments[index] ?? 0));
        expect(Math.min(...distances)).toBeGreaterThanOrEqual(450);
        expect(Math.max(...distances)).toBeLessThanOrEqual(10_000);
    });
});

describe("each wait for itself", () => {
    it("ends at its own deadline, and says why its last look saw nothing", async () => {
        const silence = new AtlasError({ doing: "look", kind: "unreachable" });
        const { ended, outcomes } = await watch(
            {
                soon: { deadline: 1000 },
                later: { deadline: 3000 },
                never: { readyAt: 11_500 },
            },
            [silence, silence, silence],
        );
        expect(outcomes["soon"]).toBeInstanceOf(WaitTimeout);
        expect(outcomes["soon"]).toMatchObject({ lastFailure: silence });
        expect(outcomes["later"]).toBeInstanceOf(WaitTimeout);
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
                // Looks are what tells the time here.
                teller: {
                    readyAt: 11_200,
                    onLook: ({ waited }) => {
                        if (waited >= window.from) {
                            giveUp.abort(reason);
                        }
                    },
                },
            };
            plan[who] = { ...plan[who], signal: giveUp.signal };
            const { ended, outcomes } = await watch(plan);
            for (const name of ["first", "second", "third", "teller"]) {
                expect(outcomes[name]).toBe(name === who ? reason : "IDLE");
                expect(ended[name]).toBeLessThan(12_000);
            }
        },
    );

    it("ends by what its own judgement throws", async () => {
        const mistake = new Error("somebody else deleted it");
        const { outcomes } = await watch({
            bad: {
                isOver: () => {
                    throw mistake;
                },
            },
            good: { readyAt: 11_000 },
        });
        expect(outcomes).toEqual({ bad: mistake, good: "IDLE" });
    });

    it("looks a last time half a second before its own time runs out; when all are given up, nobody looks any more", async () => {
        const { sky } = await watch({
            one: { deadline: 700 },
            two: { deadline: 800 },
        });
        // The last moments of the two, the later one at the least distance from the look before.
        expect(sky.moments).toEqual([200, 650]);
    });

    it("projects are watched apart", async () => {
        const { sky } = await watch({
            one: { readyAt: 11_000 },
            two: { readyAt: 11_000, project: "76543210fedcba9876543210" },
        });
        expect(new Set(sky.requests)).toEqual(new Set(["get one", "get two"]));
    });
});

describe("the pace of looks", () => {
    it.each(Object.entries(paces))(
        "of %s goes on for ever, and never faster than its least distance",
        (_name, pace) => {
            let waited = 0;
            for (let look = 0; look < 1000; look += 1) {
                const next = nextLook({
                    pace,
                    waited,
                    isShared: false,
                    leads: true,
                    isLimited: false,
                    hurries: true,
                });
                expect(next - waited).toBeGreaterThanOrEqual(250);
                expect(next - waited).toBeLessThan(10_001);
                waited = next;
            }
        },
    );
});
