// The requests that the vendor's own clients send in the life of a cluster, in order and in full: each is answered as Atlas does.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { digest, startBench, tokenOf } from "./support";
import type { Answer, Bench, Json } from "./support";
import type { Era } from "../../emulator/index";

interface Exchange {
    readonly request: {
        readonly method: string;
        /** Path and query; `{groupId}` is the project. */
        readonly path: string;
        readonly headers: Readonly<Record<string, string>>;
        readonly body?: unknown;
    };
    /** What the client takes for "not yet", and asks again. */
    readonly while?: Expected;
    readonly answer: Expected;
}

/** What must be in an answer; the body may have more. */
interface Expected {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Json;
}

interface Trace {
    readonly era: Era;
    /** The clusters that are there before. */
    readonly seed?: readonly unknown[];
    readonly exchanges: readonly Exchange[];
}

const folder = join(__dirname, "../fixtures/traces");
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));

/** The trace as a project sends it. */
function traceOf(name: string, groupId = ""): Trace {
    const text = readFileSync(join(folder, `${name}.json`), "utf8");
    return JSON.parse(text.replaceAll("{groupId}", groupId)) as Trace;
}

type Send = (request: Exchange["request"], authorization?: string) => Promise<Answer>;

/** The vendor's Go client asks for a new challenge before each request. */
async function withKey(bench: Bench, send: Send, request: Exchange["request"]): Promise<Answer> {
    const challenged = await send(request);
    expect(challenged.status).toBe(401);
    const challenge = challenged.headers.get("www-authenticate") ?? "";
    const { method, path: uri } = request;
    return send(request, digest(bench.emulator, { challenge, method, uri, count: 1 }));
}

/** The parts of an answer that are expected. */
function partsOf({ status, headers, body }: Answer, expected: Expected) {
    return {
        ...(expected.status !== undefined && { status }),
        ...(expected.headers && {
            headers: Object.fromEntries(
                Object.keys(expected.headers).map((name) => [name, headers.get(name)]),
            ),
        }),
        ...(expected.body !== undefined && { body }),
    };
}

function matches(answer: Answer, expected: Expected): boolean {
    try {
        expect(partsOf(answer, expected)).toMatchObject(expected);
        return true;
    } catch {
        return false;
    }
}

let bench: Bench;
afterEach(() => bench.emulator.close());

describe.each(["an API key", "a service account"])("with %s", (credential) => {
    it.each(names)("%s", async (name) => {
        const { era, seed = [] } = traceOf(name);
        bench = await startBench({ era });
        await bench.control("/seed", { instances: seed });
        const token = `Bearer ${await tokenOf(bench.emulator)}`;
        const send: Send = ({ method, path, headers, body }, Authorization) =>
            bench.raw(path, { method, body, headers: { ...headers, Authorization } });
        for (const exchange of traceOf(name, bench.emulator.projectId).exchanges) {
            const { request, answer: expected } = exchange;
            const ask = () =>
                credential === "an API key" ? withKey(bench, send, request) : send(request, token);
            let answer = await ask();
            while (exchange.while !== undefined && matches(answer, exchange.while)) {
                answer = await ask();
            }
            const { method, path } = request;
            expect({ method, path, ...partsOf(answer, expected) }).toMatchObject({
                method,
                path,
                ...expected,
            });
        }
    });
});
