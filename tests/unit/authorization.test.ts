// What a test over a socket cannot show: time that passes, and servers that are not like ours.
import { createHash } from "node:crypto";
import { createAuthenticator, type HttpResponse, type Authenticator } from "../../provider/atlas/auth";
import { serviceAccount, type Token } from "../../provider/atlas/auth/service-account";
import type { Credential } from "../../provider/atlas/settings";

const target = { method: "GET", uri: "/api/atlas/v2/groups/1/serverless?pageNum=1" };
const answer = (status: number, headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers,
    body: "",
});

describe("a service account's token", () => {
    let now = 0;
    let asked = 0;
    const accountWith = (give: () => Promise<Omit<Token, "accessToken">>) =>
        serviceAccount(
            async () => {
                asked += 1;
                const accessToken = `token-${asked}`;
                return { ...(await give()), accessToken };
            },
            () => now,
        );
    beforeEach(() => {
        now = 1_000_000;
        asked = 0;
    });

    it.each<[expiresIn: number, renewedAfter: number]>([
        [3600, 3_540_000],
        [120, 60_000],
        [100, 50_000],
        [1, 500],
    ])("of %i s is used until %i ms, then there is a new one", async (expiresIn, renewedAfter) => {
        const { authorize } = accountWith(() => Promise.resolve({ expiresIn }));
        const used: (string | undefined)[] = [];
        const use = () =>
            authorize(target, (authorization) => {
                used.push(authorization);
                return Promise.resolve(answer(200));
            });
        await use();
        now += renewedAfter - 1;
        await use();
        now += 1;
        await use();
        await use();
        expect(used).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"]);
    });

    it("that cannot be had fails all who wait for it; the next who comes asks again", async () => {
        let broken = true;
        const { authorize } = accountWith(() =>
            broken ? Promise.reject(new Error("no token")) : Promise.resolve({ expiresIn: 3600 }),
        );
        const use = () => authorize(target, () => Promise.resolve(answer(200)));
        const outcomes = await Promise.allSettled([use(), use(), use()]);
        expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
        expect(asked).toBe(1);
        broken = false;
        await expect(use()).resolves.toEqual(answer(200));
        expect(asked).toBe(2);
    });

    it("is not thrown away for an older one that is refused late", async () => {
        const { authorize } = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
        let refuseSlowOne: (answer: HttpResponse) => void = () => undefined;
        const slow = authorize(target, (authorization) =>
            authorization === "Bearer token-1"
                ? new Promise((resolve) => (refuseSlowOne = resolve))
                : Promise.resolve(answer(200)),
        );
        await authorize(target, (authorization) =>
            Promise.resolve(answer(authorization === "Bearer token-1" ? 401 : 200)),
        );
        refuseSlowOne(answer(401));
        expect(await slow).toEqual(answer(200));
        expect(asked).toBe(2);
    });

    it("that is refused as new as it is: no other is asked for, until one is accepted", async () => {
        const { authorize } = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
        let status = 401;
        const sent: (string | undefined)[] = [];
        const use = () =>
            authorize(target, (authorization) => {
                sent.push(authorization);
                return Promise.resolve(answer(status));
            });
        expect(await use()).toEqual(answer(401));
        expect(sent).toEqual(["Bearer token-1", "Bearer token-2"]);
        for (let count = 0; count < 5; count += 1) {
            expect(await use()).toEqual(answer(401));
        }
        expect(asked).toBe(2);
        // Each of them was sent once, with the token that there is.
        expect(sent.slice(2)).toEqual(Array(5).fill("Bearer token-2"));

        status = 200;
        expect(await use()).toEqual(answer(200));
        status = 401;
        expect(await use()).toEqual(answer(401));
        expect(asked).toBe(3);
    });

    it("that is refused to many at once costs one other, not one for each", async () => {
        const { authorize } = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
        const outcomes = await Promise.all(
            Array.from({ length: 50 }, () => authorize(target, () => Promise.resolve(answer(401)))),
        );
        expect(outcomes).toEqual(Array(50).fill(answer(401)));
        expect(asked).toBe(2);
    });

    it("that is refused late, when there is another: that one is tried", async () => {
        const { authorize } = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
        const refused = () => authorize(target, () => Promise.resolve(answer(401)));
        await refused();
        const sent: (string | undefined)[] = [];
        let refuseLate: () => void = () => undefined;
        const slow = authorize(target, (authorization) => {
            sent.push(authorization);
            return sent.length === 1
                ? new Promise((resolve) => (refuseLate = () => resolve(answer(401))))
                : Promise.resolve(answer(200));
        });
        await Promise.resolve();
        now += 3_540_000;
        await refused();
        refuseLate();
        expect(await slow).toEqual(answer(200));
        expect(sent).toEqual(["Bearer token-2", "Bearer token-3"]);
    });

    it("that lived too long is renewed also after such refusals", async () => {
        const { authorize } = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
        const refused = () => authorize(target, () => Promise.resolve(answer(401)));
        await refused();
        await refused();
        now += 3_540_000;
        await refused();
        expect(asked).toBe(3);
    });

    describe("at the end", () => {
        const use = (account: Authenticator) => account.authorize(target, () => Promise.resolve(answer(200)));

        it("is given, once, and no other is asked for", async () => {
            const account = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
            await use(account);
            expect(await account.end()).toBe("token-1");
            expect(await account.end()).toBeUndefined();
            await expect(use(account)).rejects.toThrow("the process ends");
            expect(asked).toBe(1);
        });

        it("is none where none was ever asked for, and none is asked for then", async () => {
            const account = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
            expect(await account.end()).toBeUndefined();
            await expect(use(account)).rejects.toThrow("the process ends");
            expect(asked).toBe(0);
        });

        it("is waited for where it is being asked for; who waits for it too still gets it", async () => {
            let give: () => void = () => undefined;
            const account = accountWith(
                () => new Promise((resolve) => (give = () => resolve({ expiresIn: 3600 }))),
            );
            const used = use(account);
            const ended = account.end();
            give();
            expect(await ended).toBe("token-1");
            expect(await used).toEqual(answer(200));
            expect(asked).toBe(1);
        });

        it("is none where it could not be had", async () => {
            let fail: () => void = () => undefined;
            const account = accountWith(
                () => new Promise((_resolve, reject) => (fail = () => reject(new Error("no token")))),
            );
            const used = use(account);
            const ended = account.end();
            fail();
            expect(await ended).toBeUndefined();
            await expect(used).rejects.toThrow("no token");
        });

        it("a refusal that comes after it asks for no other", async () => {
            const account = accountWith(() => Promise.resolve({ expiresIn: 3600 }));
            let refuse: () => void = () => undefined;
            const used = account.authorize(
                target,
                () => new Promise((resolve) => (refuse = () => resolve(answer(401)))),
            );
            await account.end();
            refuse();
            await expect(used).rejects.toThrow("the process ends");
            expect(asked).toBe(1);
        });
    });
});

it("a ready access token is taken as it is, and a 401 is final", async () => {
    const { authorize } = createAuthenticator({ kind: "accessToken", accessToken: "ready" }, () =>
        Promise.reject(new Error("not asked for")),
    );
    const send = jest.fn(() => Promise.resolve(answer(401)));
    expect(await authorize(target, send)).toEqual(answer(401));
    expect(send.mock.calls).toEqual([["Bearer ready"]]);
});

it.each<Credential>([
    { kind: "accessToken", accessToken: "ready" },
    { kind: "apiKey", publicKey: "public", privateKey: "private" },
])("what is not ours to end is not given to be revoked: %j", async (credential) => {
    const authorization = createAuthenticator(credential, () => Promise.reject(new Error("not asked for")));
    await authorization.authorize(target, () => Promise.resolve(answer(200)));
    expect(await authorization.end()).toBeUndefined();
});

describe("an API key's digest", () => {
    const key = { kind: "apiKey", publicKey: "public", privateKey: "private" } as const;
    const converse = async (answers: HttpResponse[], requests: number) => {
        const { authorize } = createAuthenticator(key, () => Promise.reject(new Error("not asked for")));
        const sent: string[] = [];
        const received: HttpResponse[] = [];
        for (let index = 0; index < requests; index += 1) {
            received.push(
                await authorize(target, (authorization) => {
                    sent.push(authorization ?? "");
                    return Promise.resolve(answers[sent.length - 1] ?? answer(200));
                }),
            );
        }
        return { sent, received };
    };
    const field = (header: string | undefined, name: string) =>
        new RegExp(`[ ,]${name}="?([^",]*)`).exec(header ?? "")?.[1];
    const challenge = (value: string) => answer(401, { "www-authenticate": value });
    const usual = (nonce: string) =>
        challenge(`Digest realm="R", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=false`);

    it("is RFC 7616's, over the request line", async () => {
        const { sent } = await converse([usual("n1")], 1);
        const md5 = (text: string) => createHash("md5").update(text).digest("hex");
        const cnonce = field(sent[1], "cnonce") ?? "";
        expect(cnonce).toMatch(/^[0-9a-f]{16,}$/);
        expect(field(sent[1], "uri")).toBe(target.uri);
        expect(field(sent[1], "response")).toBe(
            md5(`${md5("public:R:private")}:n1:00000001:${cnonce}:auth:${md5(`GET:${target.uri}`)}`),
        );
    });

    it("counts up in hexadecimal digits, with a new client nonce each time", async () => {
        const { sent } = await converse([usual("n1")], 17);
        const counts = sent.slice(1).map((header) => field(header, "nc"));
        expect(counts.slice(0, 2)).toEqual(["00000001", "00000002"]);
        expect(counts.slice(9, 11)).toEqual(["0000000a", "0000000b"]);
        expect(counts.at(-1)).toBe("00000011");
        expect(new Set(sent.slice(1).map((header) => field(header, "cnonce"))).size).toBe(17);
    });

    it.each<[string, string]>([
        ["alone", 'Digest realm="R", nonce="n1", qop="auth"'],
        ["in small letters", 'digest Realm="R", NONCE="n1"'],
        ["after another scheme", 'Basic realm="other", Digest realm="R", nonce="n1"'],
        ["before another scheme", 'Digest realm="R", nonce="n1", Basic realm="other"'],
    ])("a challenge %s is understood", async (_what, value) => {
        const { sent, received } = await converse([challenge(value)], 1);
        expect([field(sent[1], "realm"), field(sent[1], "nonce")]).toEqual(["R", "n1"]);
        expect(received).toEqual([answer(200)]);
    });

    it("sends back what the server wants back", async () => {
        const { sent } = await converse([challenge('Digest realm="R", nonce="n1", opaque="o p"')], 1);
        expect(field(sent[1], "opaque")).toBe("o p");
        expect(field((await converse([usual("n1")], 1)).sent[1], "opaque")).toBeUndefined();
    });

    it.each([
        ["no challenge", answer(401)],
        ["another scheme's", challenge('Bearer error="invalid_token"')],
        ["one without a nonce", challenge('Digest realm="R"')],
    ])("a 401 with %s is final", async (_what, refused) => {
        const { sent, received } = await converse([refused], 1);
        expect([sent, received]).toEqual([[""], [refused]]);
    });

    it("a nonce that was refused is not used again", async () => {
        const { sent, received } = await converse([usual("n1"), usual("n2"), usual("n3")], 2);
        expect(received).toEqual([usual("n2"), answer(200)]);
        expect(sent.map((header) => field(header, "nonce"))).toEqual([undefined, "n1", undefined, "n3"]);
    });

    describe("many at once", () => {
        /** A server that takes each nonce's counts in their order only, and answers when it is told to. */
        class Server {
            readonly open: (() => void)[] = [];
            challenges = 0;
            most = 0;
            served = 0;
            readonly #counts = new Map<string, number>();
            #underWay = 0;

            /** Sends a request as often as authorization asks for it; each is under way until the last answer. */
            readonly send = async (authorization: string | undefined): Promise<HttpResponse> => {
                this.#underWay += 1;
                this.most = Math.max(this.most, this.#underWay);
                await new Promise<void>((resolve) => this.open.push(resolve));
                this.#underWay -= 1;
                return this.#answer(authorization);
            };

            /** Answers in an order of its own until nobody asks any more. */
            async answerAll(isOver: () => boolean): Promise<void> {
                for (let turn = 0; !isOver(); turn += 1) {
                    const [next] = this.open.splice((turn * 7) % Math.max(this.open.length, 1), 1);
                    next?.();
                    await new Promise((resolve) => setImmediate(resolve));
                }
            }

            #answer(authorization: string | undefined): HttpResponse {
                const nonce = field(authorization, "nonce") ?? "";
                const count = parseInt(field(authorization, "nc") ?? "0", 16);
                const last = this.#counts.get(nonce);
                if (last === undefined || count <= last) {
                    this.challenges += 1;
                    const fresh = `n${this.challenges}`;
                    this.#counts.set(fresh, 0);
                    return usual(fresh);
                }
                this.#counts.set(nonce, count);
                this.served += 1;
                return answer(200);
            }
        }
        const together = async (count: number, send: (index: number, server: Server) => Server["send"]) => {
            const server = new Server();
            const { authorize } = createAuthenticator(key, () => Promise.reject(new Error("not asked for")));
            const use = (width: number) => {
                const all = Promise.allSettled(
                    Array.from({ length: width }, (_, index) => authorize(target, send(index, server))),
                );
                const over = new AbortController();
                void all.then(() => over.abort());
                return server.answerAll(() => over.signal.aborted).then(() => all);
            };
            return { server, use, outcomes: await use(count) };
        };

        it("no more than sixteen are under way, and a hundred cost no more than sixteen challenges", async () => {
            const { server, use, outcomes } = await together(100, (_index, { send }) => send);
            expect(outcomes).toEqual(Array(100).fill({ status: "fulfilled", value: answer(200) }));
            expect(server.most).toBe(16);
            expect(server.challenges).toBeLessThanOrEqual(16);
            const before = server.challenges;
            // The next hundred find all nonces that they need.
            expect(await use(100)).toHaveLength(100);
            expect(server.challenges).toBe(before);
            expect(server.served).toBe(200);
        });

        it("those that fail keep nobody waiting", async () => {
            const isBad = (index: number) => index % 3 === 0;
            const { server, use, outcomes } = await together(
                100,
                (index, { send }) =>
                    async (authorization) => {
                        const received = await send(authorization);
                        if (isBad(index)) {
                            throw new Error("reset");
                        }
                        return received;
                    },
            );
            expect(outcomes.map(({ status }) => status)).toEqual(
                outcomes.map((_outcome, index) => (isBad(index) ? "rejected" : "fulfilled")),
            );
            // All places are free again: sixteen at once, and no more.
            server.most = 0;
            await use(40);
            expect(server.most).toBe(16);
        });

        it("nor do those that throw before they are sent, or whose key is refused", async () => {
            const { server, use, outcomes } = await together(60, (index, { send }) => {
                const refuse = () => Promise.resolve(answer(401));
                const broken = () => {
                    throw new Error("no socket");
                };
                return index % 3 === 0 ? refuse : index % 3 === 1 ? broken : send;
            });
            expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(20);
            expect(server.served).toBe(20);
            server.most = 0;
            await use(60);
            expect(server.most).toBe(16);
        });
    });
});
