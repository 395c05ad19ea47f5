import { uniform, randomFor } from "../../emulator/random";
import type { HttpResponse } from "../../provider/atlas/auth";
import {
    RateLimiter,
    rateLimiters,
    type Permit,
    type RequestKind,
} from "../../provider/atlas/http/rate-limiter";
import type { RequestOptions } from "../../provider/atlas/retry";
import { AtlasError } from "../../provider/atlas/errors";
import { withRetries } from "../../provider/atlas/retry";
import { VirtualClock } from "./virtual-clock";

const limit = 100;
/** An answer that tells how many requests are left. */
const told = (remaining: number, more: Partial<HttpResponse> = {}): HttpResponse => ({
    status: 200,
    body: "",
    ...more,
    headers: {
        "ratelimit-limit": String(limit),
        "ratelimit-remaining": String(remaining),
        ...more.headers,
    },
});
/** An answer that turns a request away for so many seconds. */
const turnedAway = (seconds: number): HttpResponse => ({
    status: 429,
    headers: { "retry-after": String(seconds) },
    body: "",
});
/** An answer of operations without a limit. */
const plain: HttpResponse = { status: 200, headers: {}, body: "" };

let clock: VirtualClock;
let rateLimiter: RateLimiter;
/** What was sent, and when. */
let sent: [at: number, kind: RequestKind, permit: Permit][];
beforeEach(() => {
    clock = new VirtualClock();
    rateLimiter = new RateLimiter(clock);
    sent = [];
});

/** Asks for a turn; whoever gets it sends, and hears nothing for now. */
async function ask(kind: RequestKind, options: RequestOptions = {}, doing = "read"): Promise<Permit> {
    const permit = await rateLimiter.acquire(kind, doing, options);
    sent.push([clock.now(), kind, permit]);
    return permit;
}
const asks = (kind: RequestKind, count: number) => Array.from({ length: count }, () => ask(kind));
/** Sends a request and hears an answer to it. */
async function hear(answer: HttpResponse | undefined, kind: RequestKind = "write"): Promise<void> {
    rateLimiter.onResponse(await rateLimiter.acquire(kind, "read"), answer);
}
/** Those that were sent hear an answer each, in their order; the others hear none for now. */
function answerTo(...answers: (HttpResponse | undefined)[]): void {
    answers.forEach((answer, index) => {
        const [, , permit] = sent[index] ?? [];
        if (permit !== undefined) {
            rateLimiter.onResponse(permit, answer);
        }
    });
}
const times = (kind: RequestKind) => sent.filter(([, other]) => other === kind).map(([at]) => at);
const seconds = (...numbers: number[]) => numbers.map((number) => number * 1000);

const outcomeOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe("as long as Atlas speaks of no limit", () => {
    it("everything goes at once", async () => {
        await hear(plain);
        await clock.run(Promise.all([...asks("write", 250), ...asks("read", 250)]));
        expect(sent.map(([at]) => at)).toEqual(Array(500).fill(0));
    });

    it.each<[string, HttpResponse | undefined]>([
        ["only the limit is told", { ...plain, headers: { "ratelimit-limit": "100" } }],
        ["only the rest is told", { ...plain, headers: { "ratelimit-remaining": "0" } }],
        ["both are no numbers", { ...plain, headers: { "ratelimit-limit": "a", "ratelimit-remaining": "" } }],
    ])("also where %s", async (_what, answer) => {
        await hear(answer);
        await clock.run(Promise.all(asks("write", 50)));
        expect(sent.map(([at]) => at)).toEqual(Array(50).fill(0));
    });
});

describe("before the first answer", () => {
    const burst = 50;
    /** Asks for `count` turns and lets everything happen that happens at once. */
    const askAtOnce = async (count: number) => {
        const asked = Promise.all(asks("write", count));
        await clock.run(clock.sleep(1));
        return asked;
    };

    it("fifty requests are sent, and the first answer lets the others go", async () => {
        void askAtOnce(120);
        await clock.run(clock.sleep(600));
        expect(sent).toHaveLength(burst);
        answerTo(plain);
        await clock.run(clock.sleep(1));
        expect(sent).toHaveLength(120);
    });

    it("one that ends without an answer lets one other go", async () => {
        void askAtOnce(120);
        await clock.run(clock.sleep(600));
        answerTo(undefined);
        await clock.run(clock.sleep(1));
        expect(sent).toHaveLength(burst + 1);
    });

    it("one that waits ends with its deadline", async () => {
        void askAtOnce(burst);
        const outcome = await clock.run(outcomeOf(ask("write", { deadline: 500 })));
        expect(outcome).toMatchObject({ kind: "notSent" });
    });
});

describe("where Atlas tells how much is left", () => {
    it("requests slow down before nothing is: then one goes in a second", async () => {
        await hear(told(5));
        await clock.run(Promise.all(asks("write", 9)));
        expect(times("write")).toEqual(seconds(0, 0, 0, 0, 0, 1, 2, 3, 4));
    });

    it("nothing is left, for ever: one goes in a second all the same", async () => {
        await hear(told(0));
        for (let count = 0; count < 4; count += 1) {
            rateLimiter.onResponse(await clock.run(ask("write")), told(0));
        }
        expect(times("write")).toEqual(seconds(1, 2, 3, 4));
    });

    it("those under way count as if Atlas had not counted them yet", async () => {
        await clock.run(Promise.all(asks("write", 3)));
        answerTo(told(4));
        await clock.run(Promise.all(asks("write", 4)));
        expect(times("write")).toEqual(seconds(0, 0, 0, 0, 0, 1, 2));
    });

    it("a request without an answer may still be counted, until one that was sent later is answered", async () => {
        await clock.run(Promise.all(asks("write", 3)));
        answerTo(undefined, undefined, told(2));
        rateLimiter.onResponse(await clock.run(ask("write")), told(2));
        await clock.run(Promise.all(asks("write", 3)));
        expect(times("write").slice(3)).toEqual(seconds(1, 1, 1, 2));
    });

    it("an answer that others have overtaken does not bring back what they have used up", async () => {
        await hear(told(5));
        const permits = await clock.run(Promise.all(asks("write", 5)));
        const answers = [4, 3, 2, 1, 0].map((remaining) => told(remaining));
        [1, 2, 3, 4, 0].forEach((index) => {
            rateLimiter.onResponse(permits[index] ?? NaN, answers[index]);
        });
        await clock.run(Promise.all(asks("write", 2)));
        expect(times("write").slice(5)).toEqual(seconds(1, 2));
    });

    it("what an answer tells holds at once for those who wait", async () => {
        await hear(told(1));
        await clock.run(ask("write"));
        const waiting = Promise.all(asks("write", 3));
        const heard = clock.sleep(500).then(() => answerTo(told(50)));
        await clock.run(Promise.all([waiting, heard]));
        expect(times("write")).toEqual([0, 500, 500, 500]);
    });

    it.each([1, 7, 42])(
        "never more than is left and one a second, whoever asks when: seed %i",
        async (seed) => {
            const left = 6;
            await hear(told(left));
            const begun = Array.from({ length: 60 }, async (_, index) => {
                // Scattered over half a minute, in bursts too.
                const at = ((index * 7919 * seed) % 31) * 1000 * (index % 3 === 0 ? 0 : 1);
                await clock.sleep(at);
                await ask(index % 4 === 0 ? "read" : "write");
            });
            await clock.run(Promise.all(begun));
            expect(sent).toHaveLength(60);
            sent.forEach(([at], index) => expect(index + 1).toBeLessThanOrEqual(left + at / 1000));
        },
    );
});

describe("writes and looks", () => {
    const longestWithoutRead = 15_000;

    it("a write goes before looks that came earlier", async () => {
        await hear(told(0), "read");
        await clock.run(Promise.all([...asks("read", 2), ...asks("write", 3)]));
        expect(times("write")).toEqual(seconds(1, 2, 3));
        expect(times("read")[0]).toBeGreaterThanOrEqual(4000);
        expect(times("read")).toHaveLength(2);
    });

    it("a read gets its turn every fifteen seconds while writes wait, and hardly sooner", async () => {
        await hear(told(0), "read");
        await clock.run(Promise.all([...asks("write", 40), ...asks("read", 3)]));
        const looks = [0, ...times("read")];
        looks.slice(1).forEach((at, index) => {
            const gap = at - (looks[index] ?? 0);
            expect(gap).toBeLessThanOrEqual(longestWithoutRead);
            expect(gap).toBeGreaterThan(longestWithoutRead - 1000);
        });
        expect(times("write")).toHaveLength(40);
        // Nothing of what comes in is lost between them.
        expect(sent.at(-1)?.[0]).toBeLessThanOrEqual(45_000);
    });

    it("the first read waits no longer either", async () => {
        await hear(told(0));
        await clock.run(Promise.all([...asks("write", 20), ask("read")]));
        expect(times("read")[0]).toBeLessThanOrEqual(longestWithoutRead);
    });

    it("looks alone take what there is", async () => {
        await hear(told(2), "read");
        await clock.run(Promise.all(asks("read", 4)));
        expect(times("read")).toEqual(seconds(0, 0, 1, 2));
    });

    it("a write that comes while looks wait has the next turn", async () => {
        await hear(told(0), "read");
        const write = clock.sleep(2500).then(() => ask("write"));
        await clock.run(Promise.all([...asks("read", 5), write]));
        expect(times("write")).toEqual([3000]);
    });

    it("as long as there is plenty looks go as they come, also among writes", async () => {
        await hear(told(50));
        await clock.run(Promise.all([...asks("write", 10), ...asks("read", 10)]));
        expect(sent.map(([at]) => at)).toEqual(Array(20).fill(0));
    });
});

describe("a 429", () => {
    it("closes the bucket for everybody for as long as it asks", async () => {
        await hear(turnedAway(7));
        await clock.run(Promise.all([...asks("write", 3), ...asks("read", 2)]));
        expect(sent.map(([at]) => at)).toEqual(seconds(7, 7, 7, 7, 7));
    });

    it("closes it also where Atlas has just told that much is left", async () => {
        await hear(told(50));
        await hear(turnedAway(7));
        await clock.run(Promise.all(asks("write", 2)));
        expect(times("write")).toEqual(seconds(7, 7));
    });

    it.each<[pauses: number[], opens: number]>([
        [[7, 3], 7000],
        [[3, 7], 7000],
        [[0, 0], 0],
    ])("after %p it opens with the last", async (pauses, opens) => {
        await clock.run(Promise.all(pauses.map(() => ask("write"))));
        answerTo(...pauses.map(turnedAway));
        await clock.run(ask("write"));
        expect(times("write").at(-1)).toBe(opens);
    });

    it("without a pause closes nothing", async () => {
        await hear({ status: 429, headers: {}, body: "" });
        await clock.run(ask("write"));
        expect(times("write")).toEqual([0]);
    });

    it("that comes while others wait makes them wait longer", async () => {
        await hear(told(1));
        await clock.run(ask("write"));
        const waiting = Promise.all(asks("write", 2));
        const heard = clock.sleep(500).then(() => answerTo(turnedAway(4)));
        await clock.run(Promise.all([waiting, heard]));
        expect(times("write").slice(1)).toEqual([4500, 4500]);
    });
});

describe("an end to the wait for a turn", () => {
    it("the deadline: nothing was sent, and it says so", async () => {
        await hear(turnedAway(60));
        const doing = 'create serverless instance "orders"';
        const outcome = await clock.run(outcomeOf(ask("write", { deadline: 2500 }, doing)));
        expect(outcome).toBeInstanceOf(AtlasError);
        expect(outcome).toMatchObject({
            kind: "notSent",
            status: undefined,
            notApplied: true,
            notSent: true,
        });
        expect((outcome as Error).message).toContain(
            'Could not create serverless instance "orders" (it was not sent): its time ran out while it waited for the limit',
        );
        expect(clock.now()).toBe(2500);
        expect(sent).toEqual([]);
    });

    it("a deadline that is past lets nobody wait, but lets go who need not", async () => {
        await clock.run(clock.sleep(1000));
        await clock.run(ask("write", { deadline: 500 }));
        expect(times("write")).toEqual([1000]);
        await hear(turnedAway(60));
        expect(await clock.run(outcomeOf(ask("write", { deadline: 500 })))).toMatchObject({ notSent: true });
        expect(clock.now()).toBe(1000);
    });

    it("a signal: its own reason", async () => {
        await hear(turnedAway(60));
        const giveUp = new AbortController();
        const reason = new Error("enough");
        const waiting = outcomeOf(ask("read", { signal: giveUp.signal }));
        const abort = clock.sleep(2000).then(() => giveUp.abort(reason));
        expect(await clock.run(Promise.all([waiting, abort]))).toEqual([reason, undefined]);
        expect(clock.now()).toBe(2000);
    });

    it("a signal that was given before: not even a turn that is free", async () => {
        const reason = new Error("enough");
        await expect(ask("write", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        await hear(told(1));
        await clock.run(ask("write"));
        expect(times("write")).toEqual([0]);
    });

    it.each<[string, number[]]>([
        ["the first", [0]],
        ["one in the middle", [2]],
        ["the last", [4]],
        ["several", [0, 1, 3]],
    ])("whoever gives up leaves nobody stuck and takes nobody's turn: %s", async (_who, leavers) => {
        await hear(told(0));
        const giveUp = new AbortController();
        const all = Array.from({ length: 5 }, (_, index) =>
            outcomeOf(ask("write", leavers.includes(index) ? { signal: giveUp.signal } : {})),
        );
        const abort = clock.sleep(500).then(() => giveUp.abort(new Error("enough")));
        await clock.run(Promise.all([...all, abort]));
        const stayed = Array.from({ length: 5 - leavers.length }, (_, index) => (index + 1) * 1000);
        expect(times("write")).toEqual(stayed);
    });

    it("and when all have given up, the next who comes is served", async () => {
        await hear(told(0));
        const late = outcomeOf(ask("write", { deadline: 300 }));
        const later = clock.sleep(5000).then(() => ask("write"));
        await clock.run(Promise.all([late, later]));
        expect(times("write")).toEqual([5000]);
    });
});

describe("each of Atlas's buckets has a rate limiter of its own", () => {
    const [one, two] = ["0123456789abcdef01234567", "76543210fedcba9876543210"];
    const v2 = `/api/atlas/v2/groups/${one}`;

    it.each([
        ["a list and a database", `${v2}/serverless`, `${v2}/serverless/orders`],
        ["both paths", `${v2}/serverless`, `/api/atlas/v1.0/groups/${one}/serverless/orders`],
        ["two databases", `${v2}/flexClusters/a`, `${v2}/flexClusters/b`],
        [
            "the snapshots and one of them",
            `${v2}/flexClusters/a/backup/snapshots`,
            `${v2}/flexClusters/b/backup/snapshots/5`,
        ],
        ["an upgrade and the clusters", `${v2}/clusters/tenantUpgradeToServerless`, `${v2}/clusters`],
        ["a database that is called backup", `${v2}/flexClusters/backup`, `${v2}/flexClusters`],
    ])("one for %s", (_what, path, other) => {
        const rateLimiterOf = rateLimiters(clock);
        expect(rateLimiterOf(path)).toBe(rateLimiterOf(other));
    });

    it("two for two projects, two endpoint sets, or clusters and their snapshots", () => {
        const rateLimiterOf = rateLimiters(clock);
        const paths = [
            `${v2}/serverless`,
            `${v2}/flexClusters`,
            `${v2}/flexClusters/x/backup/snapshots`,
            `${v2}/clusters`,
            `/api/atlas/v2/groups/${two}/serverless`,
            `/api/atlas/v2/groups/${two}/flexClusters`,
        ];
        expect(new Set(paths.map((path) => rateLimiterOf(path))).size).toBe(paths.length);
    });

    it("so that one that is empty holds up no other", async () => {
        const rateLimiterOf = rateLimiters(clock);
        rateLimiter = rateLimiterOf(`${v2}/serverless`);
        await hear(turnedAway(60));
        rateLimiter = rateLimiterOf(`${v2}/flexClusters`);
        await clock.run(ask("write"));
        expect(times("write")).toEqual([0]);
    });
});

/** A bucket as Atlas has them, and what reaches it. */
class Server {
    readonly limit = limit;
    /** What comes back in a second. */
    readonly refill = 1;
    refused = 0;
    readonly #latency: () => number;
    readonly #wayIn: () => number;
    #tokens = limit;
    #at = 0;

    /**
     * @param latency Milliseconds for a request and its answer.
     * @param wayIn The part of it that has passed when the request is counted.
     */
    constructor(latency: () => number, wayIn: number | (() => number)) {
        this.#latency = latency;
        this.#wayIn = typeof wayIn === "number" ? () => wayIn : wayIn;
    }

    async answer(): Promise<HttpResponse> {
        const [latency, wayIn] = [this.#latency(), this.#wayIn()];
        await clock.sleep(latency * wayIn);
        const now = clock.now();
        this.#tokens = Math.min(this.limit, this.#tokens + ((now - this.#at) / 1000) * this.refill);
        this.#at = now;
        const isServed = this.#tokens >= 1;
        this.#tokens -= isServed ? 1 : 0;
        this.refused += isServed ? 0 : 1;
        const left = Math.floor(this.#tokens);
        const pause = { "retry-after": String(Math.ceil(1 - this.#tokens)) };
        await clock.sleep(latency * (1 - wayIn));
        return isServed ? told(left) : told(left, { status: 429, headers: pause });
    }
}

/** A request as the client sends it. */
async function request(server: Server, kind: RequestKind): Promise<void> {
    await withRetries(
        async () => {
            const permit = await ask(kind);
            const answer = await server.answer();
            rateLimiter.onResponse(permit, answer);
            if (answer.status === 429) {
                const retryAfter = Number(answer.headers["retry-after"]) * 1000;
                throw new AtlasError({
                    kind: "response",
                    action: "write",
                    status: 429,
                    retryable: true,
                    notApplied: true,
                    retryAfter,
                });
            }
        },
        false,
        clock,
    );
}

describe("200 writes through a bucket of 100 that gets one a second, and a read wanted at every moment", () => {
    /** The first answer tells of the limit, as the first create of a process does. */
    const writes = 200;
    const usual = 650;
    const jittered = (least: number, most: number) => {
        let count = 0;
        return () => uniform(randomFor(1, "latency", (count += 1)), least, most);
    };
    const latencies: [string, () => number, longest: number][] = [
        ["always the same", () => usual, usual],
        ["as different as the seen ones", jittered(581, 750), 750],
        ["very different", jittered(80, 3000), 3000],
    ];
    const deploy = async (server: Server, first: number): Promise<number> => {
        await clock.run(Promise.all(Array.from({ length: first }, () => request(server, "write"))));
        let areWriting = true;
        const look = async () => {
            while (areWriting) {
                await request(server, "read");
            }
        };
        const write = async () => {
            await Promise.all(Array.from({ length: writes - first }, () => request(server, "write")));
            areWriting = false;
            return clock.now();
        };
        const [took] = await clock.run(Promise.all([write(), look()]));
        return took;
    };

    describe.each(latencies)("where latencies are %s", (_what, latency, longest) => {
        it.each([0, 0.5, 1])("none is rate limited, if counted after %d of its time", async (wayIn) => {
            const server = new Server(latency, wayIn);
            const took = await deploy(server, 1);
            expect(server.refused).toBe(0);
            expect(times("write")).toHaveLength(writes);
            // The bucket's own time: what it holds goes at once, the rest comes in one by one.
            const own = (sent.filter(([at]) => at < took).length - server.limit) * 1000;
            expect(took).toBeLessThanOrEqual(own * 1.02 + 2 * longest);
            // The first is wanted as soon as the limit is known, the next when the last is answered.
            const looks = [longest, ...times("read")];
            expect(looks.length).toBeGreaterThanOrEqual(8);
            const gaps = looks.slice(1).map((at, index) => at - (looks[index] ?? 0));
            expect(Math.max(...gaps)).toBeLessThanOrEqual(15_000);
        });
    });

    it("none is rate limited where all come before the limit is known", async () => {
        const server = new Server(() => usual, 0.5);
        const took = await deploy(server, writes);
        expect(server.refused).toBe(0);
        expect(times("write")).toHaveLength(writes);
        expect(took).toBeLessThanOrEqual((writes - server.limit) * 1000 + 3 * usual);
    });

    it.each([1, 2, 3, 4, 5])("nor where requests and answers overtake each other: seed %i", async (seed) => {
        let count = 0;
        const wayIn = () => uniform(randomFor(seed, "way in", (count += 1)), 0, 1);
        const server = new Server(jittered(80, 3000), wayIn);
        await deploy(server, writes);
        expect(server.refused).toBe(0);
        expect(times("write")).toHaveLength(writes);
    });

    // As on a machine that is busy with other things: a full bucket gets nothing while requests are on their way to it.
    it.each([2000, 8000])("nor where all but the first are held up until %d ms", async (until) => {
        let count = 0;
        const latency = () => ((count += 1) === 1 ? usual : Math.max(until - clock.now(), 0) + usual);
        const server = new Server(latency, 1);
        await deploy(server, writes);
        expect(server.refused).toBe(0);
        expect(times("write")).toHaveLength(writes);
    });
});
