// What a test over a socket cannot show: time that passes, and servers that are not like ours.
import { createHash } from "node:crypto";
import { authorizeWith, type Answer } from "../../provider/atlas/authorization";
import { serviceAccount, type Token } from "../../provider/atlas/authorization/service-account";

const target = { method: "GET", uri: "/api/atlas/v2/groups/1/serverless?pageNum=1" };
const answer = (status: number, headers: Record<string, string> = {}): Answer => ({
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

    it("that cannot be had fails all who wait for it; the next who comes asks anew", async () => {
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
        let refuseSlowOne: (answer: Answer) => void = () => undefined;
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
});

it("a ready access token is taken as it is, and a 401 is final", async () => {
    const { authorize } = authorizeWith({ kind: "accessToken", accessToken: "ready" }, () =>
        Promise.reject(new Error("not asked for")),
    );
    const send = jest.fn(() => Promise.resolve(answer(401)));
    expect(await authorize(target, send)).toEqual(answer(401));
    expect(send.mock.calls).toEqual([["Bearer ready"]]);
});

describe("an API key's digest", () => {
    const key = { kind: "apiKey", publicKey: "public", privateKey: "private" } as const;
    const converse = async (answers: Answer[], requests: number) => {
        const { authorize } = authorizeWith(key, () => Promise.reject(new Error("not asked for")));
        const sent: string[] = [];
        const received: Answer[] = [];
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
});
