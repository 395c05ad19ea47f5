// A client from source with an emulator behind a real socket, and a clock that waits for nothing.
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { EmulatorOptions } from "../../emulator/index";
import { AtlasClient } from "../../provider/atlas/http/client";
import type { Clock } from "../../provider/atlas/clock";
import type { Credential, Settings } from "../../provider/atlas/settings";
import { AtlasError } from "../../provider/atlas/errors";
import { FlexApi } from "../../provider/atlas/api/flex";
import type { ClusterRef } from "../../provider/atlas/api/cluster-api";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../provider/atlas/log-once";
import { ServerlessApi } from "../../provider/atlas/api/serverless";
import { startBench, tokenOf, type Answer, type Bench } from "../emulator/support";
import { SkippingClock } from "./auto-advancing-clock";

/** The three ways to say who one is. */
export const kinds: readonly Credential["kind"][] = ["serviceAccount", "apiKey", "accessToken"];

/** What the emulator counted since the client came. */
export interface Counts {
    total: number;
    operations: Record<string, number>;
    challenges: number;
    tokens: number;
}

/** The client's floors, from the bottom up. */
export interface Floors {
    client: AtlasClient;
    serverless: ServerlessApi;
    flex: FlexApi;
    clusters: Clusters;
    /** What a person was told. */
    said: string[];
}

/** An emulator with one cluster, and clients of it. */
export interface Stage {
    bench: Bench;
    clock: SkippingClock;
    groupId: string;
    /** The place of the one cluster. */
    orders: ClusterRef;
    settings: (kind: Credential["kind"]) => Settings;
    /** A client that shares nothing with any other one but the clock. */
    floors: (settings?: Settings) => Floors;
    fault: (faults: unknown) => Promise<void>;
    counts: () => Promise<Counts>;
    /** Asks the control API, which must agree. */
    control: (path: string, body?: unknown) => Promise<Answer>;
    /** A message without what differs from run to run. */
    steady: (message: string) => string;
    close: () => Promise<void>;
}

export async function startStage(options: EmulatorOptions = {}): Promise<Stage> {
    // By its own clock, what was made before an operation of these tests would be hours old.
    const bench = await startBench({ answerDates: "real", ...options });
    const { emulator, control } = bench;
    const accessToken = await tokenOf(emulator);
    const told = async (path: string, body?: unknown, method?: string) => {
        const answer = await control(path, body, method);
        if (answer.status !== 200) {
            throw new Error(`${path}: ${answer.text}`);
        }
        return answer;
    };
    await told("/seed", { instances: [{ name: "orders", tags: { team: "shop" } }] });
    await told("/stats", undefined, "DELETE");

    const credentials: Readonly<Record<Credential["kind"], Credential>> = {
        serviceAccount: {
            kind: "serviceAccount",
            clientId: emulator.clientId,
            clientSecret: emulator.clientSecret,
        },
        apiKey: { kind: "apiKey", publicKey: emulator.publicKey, privateKey: emulator.privateKey },
        accessToken: { kind: "accessToken", accessToken },
    };
    const settings = (kind: Credential["kind"]): Settings => ({
        baseUrl: emulator.baseUrl,
        credential: credentials[kind],
        source: "the environment",
    });
    const clock = new SkippingClock();
    return {
        bench,
        clock,
        groupId: emulator.projectId,
        orders: { groupId: emulator.projectId, name: "orders" },
        settings,
        floors: (own = settings("accessToken")) => floorsWith(own, clock),
        control: told,
        fault: async (faults) => {
            await told("/faults", faults);
        },
        counts: async () => (await told("/stats")).body as unknown as Counts,
        steady: (message) =>
            message
                .replaceAll(emulator.baseUrl, "<atlas>")
                .replaceAll(emulator.projectId, "<project>")
                .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>"),
        close: () => emulator.close(),
    };
}

/** All floors over a client of their own. */
export function floorsWith(settings: Settings, clock: Clock): Floors {
    const said: string[] = [];
    const logOnce = new LogOnce({ info: (line) => said.push(line), warn: (line) => said.push(line) });
    const client = new AtlasClient(settings, clock, logOnce);
    const serverless = new ServerlessApi(client, settings.serverlessApi);
    const flex = new FlexApi(client);
    return { client, serverless, flex, clusters: new Clusters(serverless, flex, logOnce, clock), said };
}

/** The error that work ends with, which must be one of ours and, seen from any side, must carry none of the secrets. */
export async function failure(
    work: Promise<unknown>,
    { credential }: Pick<Settings, "credential">,
): Promise<AtlasError> {
    const error: unknown = await work.then(
        () => new Error("it succeeded"),
        (reason: unknown) => reason,
    );
    if (!(error instanceof AtlasError)) {
        throw new Error("this is no AtlasError", { cause: error });
    }
    const shown = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 })].join(
        "\n",
    );
    expect(shown).not.toMatch(/AxiosError|Bearer|Basic |Digest /);
    for (const secret of secretsOf(credential)) {
        expect(shown).not.toContain(secret);
    }
    return error;
}

function secretsOf(credential: Credential): string[] {
    switch (credential.kind) {
        case "accessToken":
            return [credential.accessToken];
        case "serviceAccount":
            return [credential.clientSecret];
        case "apiKey":
            return [credential.privateKey];
    }
}

/** A server that is no Atlas. */
export interface Stranger {
    baseUrl: string;
    close: () => Promise<void>;
}

export async function startStranger(listener: RequestListener): Promise<Stranger> {
    const server: Server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

/** An address at which nobody listens any more. */
export async function deserted(): Promise<string> {
    const { baseUrl, close } = await startStranger(() => undefined);
    await close();
    return baseUrl;
}
