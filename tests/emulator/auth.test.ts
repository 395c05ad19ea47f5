import { basic, clientHeaders, digest, MEDIA_TYPE, startBench, tokenOf } from "./support";
import type { Answer, Bench } from "./support";

let bench: Bench;
beforeEach(async () => (bench = await startBench()));
afterEach(() => bench.emulator.close());

const grant = (body: string, headers = clientHeaders(bench.emulator)) =>
    bench.raw("/api/oauth/token", { method: "POST", headers, body });
const list = () => `/api/atlas/v2/groups/${bench.emulator.projectId}/serverless`;
const look = (authorization: string | undefined, path = list()) =>
    bench.raw(path, { headers: { Authorization: authorization, Accept: MEDIA_TYPE } });

describe("service account", () => {
    it("gives a bearer token for an hour", async () => {
        const { status, body } = await grant("grant_type=client_credentials");
        expect(status).toBe(200);
        expect(body).toMatchObject({ expires_in: 3600, token_type: "Bearer" });
        expect((await look(`Bearer ${String(body["access_token"])}`)).status).toBe(200);
    });

    it("refuses a wrong client", async () => {
        const headers = {
            ...clientHeaders(bench.emulator),
            Authorization: basic(bench.emulator.clientId, "wrong"),
        };
        const { status, body } = await grant("grant_type=client_credentials", headers);
        expect([status, body["error"]]).toEqual([401, "invalid_client"]);
        expect(body["error_description"]).toMatch(/client id or secret/);
    });

    it.each([
        ["grant_type=password", "unsupported_grant_type"],
        ["", "invalid_request"],
    ])("checks the grant type: %p", async (form, error) => {
        const { status, body } = await grant(form);
        expect([status, body["error"]]).toEqual([400, error]);
    });

    it("wants a form", async () => {
        const headers = { ...clientHeaders(bench.emulator), "Content-Type": "application/json" };
        expect((await grant("{}", headers)).body["error"]).toBe("invalid_request");
    });

    it("ends a token that is revoked", async () => {
        const token = await tokenOf(bench.emulator);
        const revocation = { method: "POST", headers: clientHeaders(bench.emulator), body: `token=${token}` };
        expect((await bench.raw("/api/oauth/revoke", revocation)).status).toBe(200);
        const { status, headers, body } = await look(`Bearer ${token}`);
        expect([status, body["errorCode"]]).toEqual([401, "INVALID_ACCESS_TOKEN"]);
        expect(headers.get("www-authenticate")).toMatch(/^Bearer/);
    });

    it("allows 10 requests for a token a minute, as time goes here", async () => {
        const slow = await startBench({ scale: 1 });
        const ask = () =>
            slow.raw("/api/oauth/token", {
                method: "POST",
                headers: clientHeaders(slow.emulator),
                body: "grant_type=client_credentials",
            });
        const statuses = (await Promise.all(Array.from({ length: 11 }, ask))).map(({ status }) => status);
        expect(statuses.toSorted()).toEqual([...Array<number>(10).fill(200), 429]);
        const limited = await ask();
        expect([limited.status, limited.body["errorCode"]]).toEqual([429, "RATE_LIMITED"]);
        expect(limited.body["detail"]).toContain("is limited to 10 requests every 1 minutes");
        expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(30);
        await slow.control("/limits", { tokenRequestsPerMinute: 11 });
        expect((await ask()).status).toBe(200);
        await slow.emulator.close();
        // Where a minute lasts 0.6 s, so does the wait.
        await bench.control("/limits", { tokenRequestsPerMinute: 1 });
        await tokenOf(bench.emulator);
        expect((await grant("grant_type=client_credentials")).headers.get("retry-after")).toBe("1");
    });

    it("allows 100 live tokens", async () => {
        await bench.control("/limits", { tokenRequestsPerMinute: 1000 });
        for (let count = 0; count < 100; count++) {
            await tokenOf(bench.emulator);
        }
        const denied = await grant("grant_type=client_credentials");
        expect([denied.status, denied.body["error"]]).toEqual([403, "access_denied"]);
    });
});

describe("API key", () => {
    const challengeOf = ({ headers }: Answer) => headers.get("www-authenticate") ?? "";
    const answer = (challenge: string, count: number, uri = list(), key = bench.emulator) =>
        digest(key, { challenge, method: "GET", uri, count });

    it("challenges a request without authorization", async () => {
        const refused = await look(undefined);
        expect(refused.status).toBe(401);
        expect(refused.body).toMatchObject({ error: 401, errorCode: "UNAUTHORIZED", reason: "Unauthorized" });
        expect(challengeOf(refused)).toMatch(
            /^Digest realm="MMS Public API", domain="", nonce="[^"]+", algorithm=MD5, qop="auth", stale=false$/,
        );
    });

    it("lets one nonce serve as long as its count rises, query included", async () => {
        const challenge = challengeOf(await look(undefined));
        expect((await look(answer(challenge, 1))).status).toBe(200);
        const uri = `${list()}?itemsPerPage=7`;
        expect((await look(answer(challenge, 2, uri), uri)).status).toBe(200);
        expect((await look(answer(challenge, 9))).status).toBe(200);
        for (const count of [9, 3]) {
            const refused = await look(answer(challenge, count));
            expect([refused.status, challengeOf(refused).includes("stale=true")]).toEqual([401, true]);
        }
    });

    it("holds the digest to the request it came with", async () => {
        const challenge = challengeOf(await look(undefined));
        const elsewhere = await look(answer(challenge, 1, `${list()}/other`));
        expect([elsewhere.status, elsewhere.body["errorCode"]]).toEqual([401, "USER_UNAUTHORIZED"]);
    });

    it("refuses a wrong key, and an unknown nonce as stale", async () => {
        const challenge = challengeOf(await look(undefined));
        const wrong = await look(answer(challenge, 1, list(), { ...bench.emulator, privateKey: "wrong" }));
        expect([wrong.status, wrong.body["errorCode"]]).toEqual([401, "USER_UNAUTHORIZED"]);
        expect(challengeOf(wrong)).toContain("stale=false");
        const unknown = await look(answer('nonce="made-up"', 1));
        expect([unknown.status, challengeOf(unknown).includes("stale=true")]).toEqual([401, true]);
    });

    it("lets a nonce go stale on request", async () => {
        const challenge = challengeOf(await look(undefined));
        await bench.control("/faults", { operation: "*", staleNonce: true });
        const stale = await look(answer(challenge, 1));
        expect([stale.status, challengeOf(stale).includes("stale=true")]).toEqual([401, true]);
        expect((await look(answer(challengeOf(stale), 1))).status).toBe(200);
    });
});

it("derives who may call from the seed alone", async () => {
    const [same, other] = [await startBench(), await startBench({ seed: 2 })];
    const identity = ({ emulator }: Bench) => [
        emulator.projectId,
        emulator.clientSecret,
        emulator.privateKey,
    ];
    expect(identity(same)).toEqual(identity(bench));
    expect(identity(other)).not.toEqual(identity(bench));
    expect(bench.emulator).toMatchObject({
        projectId: expect.stringMatching(/^[a-f0-9]{24}$/) as unknown,
        clientId: expect.stringMatching(/^mdb_sa_id_[a-f0-9]{24}$/) as unknown,
        clientSecret: expect.stringMatching(/^mdb_sa_sk_\w{40}$/) as unknown,
        publicKey: expect.stringMatching(/^[a-z]{8}$/) as unknown,
        privateKey: expect.stringMatching(/^[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/) as unknown,
    });
    await Promise.all([same.emulator.close(), other.emulator.close()]);
});
