// A client of the emulator that is nothing but fetch, and that knows when the server must have acted.
import type { Atlas } from "./atlas";

/** The ways to reach a cluster: each generation's paths. */
const paths = {
    v2: { path: "/api/atlas/v2/groups/{}/serverless", type: "application/vnd.atlas.2023-01-01+json" },
    "v1.0": { path: "/api/atlas/v1.0/groups/{}/serverless", type: "application/json" },
    flex: { path: "/api/atlas/v2/groups/{}/flexClusters", type: "application/vnd.atlas.2024-11-13+json" },
} as const;
export type ApiPath = keyof typeof paths;

/** Some time, in emulated milliseconds. */
export interface Span {
    readonly from: number;
    readonly until: number;
}

/** An answer. */
export interface Answer {
    readonly status: number;
    readonly code: string | undefined;
    readonly body: Readonly<Record<string, unknown>>;
    /** Between these moments the server has acted; the second is that of its answer. */
    readonly span: Span;
}

/** A client of an emulator. */
export class Client {
    readonly atlas: Atlas;
    #token: string | undefined;

    constructor(atlas: Atlas) {
        this.atlas = atlas;
    }

    /** This moment, as a span of no length. */
    get now(): Span {
        const now = this.atlas.time.now();
        return { from: now, until: now };
    }

    /** Asks for a cluster, or, without a name, for all of them. */
    ask(api: ApiPath, method: string, name?: string, body?: object): Promise<Answer> {
        const { path, type } = paths[api];
        const url = `${path.replace("{}", this.atlas.projectId)}${name === undefined ? "" : `/${name}`}`;
        return this.atlas.run(async () => {
            this.#token ??= await this.#newToken();
            const from = this.atlas.time.now();
            const response = await fetch(this.atlas.baseUrl + url, {
                method,
                headers: { Authorization: `Bearer ${this.#token}`, Accept: type, "Content-Type": type },
                ...(body && { body: JSON.stringify(body) }),
            });
            const text = await response.text();
            const json = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
            const code = typeof json["errorCode"] === "string" ? json["errorCode"] : undefined;
            return {
                status: response.status,
                code,
                body: json,
                span: { from, until: this.atlas.time.now() },
            };
        });
    }

    /** Lets emulated seconds pass. */
    wait(seconds: number): Promise<void> {
        return this.atlas.run(() => this.atlas.time.sleep(seconds * 1000));
    }

    async #newToken(): Promise<string> {
        const { clientId, clientSecret } = this.atlas.emulation.identity;
        const response = await fetch(`${this.atlas.baseUrl}/api/oauth/token`, {
            method: "POST",
            headers: {
                Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
            },
            body: new URLSearchParams({ grant_type: "client_credentials" }),
        });
        return ((await response.json()) as { access_token: string }).access_token;
    }
}
