import { Databases, type Sight } from "../../provider/atlas/generations";
import type { UpgradingGeneration } from "../../provider/atlas/generation";
import type { Instance } from "../../provider/atlas/instance";
import { AtlasError } from "../../provider/atlas/errors";
import { Notices } from "../../provider/atlas/notices";
import { nextLook, paces } from "../../provider/instance/pace";
import { Watcher, WaitTimeout } from "../../provider/instance/watch";
import { VirtualClock } from "./virtual-clock";

const groupId = "0123456789abcdef01234567";

/** A generation of the API in which each database is ready at its time, counting every request. */
class Sky {
    readonly requests: string[] = [];
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
            const failure = this.failures.shift();
            return failure === undefined ? Promise.resolve(value()) : Promise.reject(failure);
        };
        const generation: Partial<UpgradingGeneration> = {
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
});

describe("the pace of looks", () => {
    it.each(Object.entries(paces))(
        "of %s goes on for ever, and never faster than its least distance",
        (_name, pace) => {
            let waited = 0;
            for (let look = 0; look < 1000; look += 1) {
                const next = nextLook({ pace, waited, isShared: false, leads: true, hurries: true });
                expect(next - waited).toBeGreaterThanOrEqual(250);
                expect(next - waited).toBeLessThan(10_001);
                waited = next;
            }
        },
    );
});
