// The control API, `/_emulator/`: a test reads and changes the emulator's own state with it, without credentials.
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context } from "hono";
import type { EmulatorState } from "../emulation";
import type { Identity } from "../identity";
import { documentOf } from "../description/document";
import { ROUTES } from "../operations/routes";
import { FAULT } from "../faults/fault";
import { jsonReply, responseOf } from "../server/replies";
import { Refusal } from "../wire/errors";
import { fromJson } from "../wire/json";
import { InvalidInput, listOf, read } from "../wire/reader";
import type { Reader } from "../wire/reader";
import { MUTATION, mutate } from "./mutate";
import { CONVERSION, convert } from "./convert";
import { switchEra, ERA_CHANGE, eraOf } from "./era";
import { eventsOf } from "./events";
import { LIMITS, limit } from "./limits";
import { endRestore, RESTORE_END } from "./restores";
import { SEED, seed } from "./seed";
import { stateOf } from "./state";
import { timelineOf } from "./timeline";

type Env = { Bindings: HttpBindings };

/** The routes of the control API. */
export function controlApi(emulation: EmulatorState): Hono<Env> {
    const app = new Hono<Env>();
    const originOf = (context: Context<Env>) => new URL(context.req.url).origin;

    app.use(async ({ req }, next) => {
        await next();
        if (req.method !== "GET") {
            emulation.bell.notify();
        }
    });

    app.get("/health", () => json({ status: "ok" }));
    app.get("/accounts", () => json(accountsOf(emulation.identity)));

    app.get("/state", (context) => json(stateOf(emulation, originOf(context))));
    app.post("/state", async (context) =>
        json(mutate(emulation, await bodyOf(context, MUTATION), originOf(context))),
    );
    app.post("/seed", async (context) =>
        json(seed(emulation, await bodyOf(context, SEED), originOf(context))),
    );

    app.post("/convert", async (context) =>
        json(convert(emulation, await bodyOf(context, CONVERSION), originOf(context))),
    );

    app.post("/restores", async (context) =>
        json(endRestore(emulation, await bodyOf(context, RESTORE_END), originOf(context))),
    );

    app.get("/era", () => json(eraOf(emulation)));
    app.post("/era", async (context) => {
        switchEra(emulation, await bodyOf(context, ERA_CHANGE));
        return json(eraOf(emulation));
    });

    app.get("/faults", () => json(emulation.faults.list()));
    app.post("/faults", async (context) => {
        for (const fault of await bodyOf(context, oneOrMore(FAULT))) {
            emulation.faults.add(fault);
        }
        return json(emulation.faults.list());
    });
    app.delete("/faults", () => {
        emulation.faults.clear();
        return json(emulation.faults.list());
    });

    app.get("/stats", () => json(emulation.stats));
    app.delete("/stats", () => {
        emulation.stats.clear();
        return json(emulation.stats);
    });

    const description = documentOf(ROUTES);
    app.get("/openapi.json", () => json(description));

    app.get("/timeline", () => json(timelineOf(emulation)));
    app.get("/events", (context) => eventsOf(emulation, context));

    app.get("/limits", () => json(emulation.limits));
    app.post("/limits", async (context) => {
        limit(emulation, await bodyOf(context, LIMITS));
        return json(emulation.limits);
    });

    app.post("/reset", (context) => {
        emulation.reset();
        return json(stateOf(emulation, originOf(context)));
    });

    const there = app.routes.filter(({ method }) => method !== "ALL");
    const list = there.map(({ method, path }) => `${method} ${path.slice(1)}`).join(", ");
    app.all("*", ({ req }) =>
        refuse(
            404,
            `${req.method} ${req.path} is not an endpoint of the control API; its endpoints: ${list}`,
        ),
    );
    app.onError((error) => refuse(error instanceof InvalidInput ? 400 : statusOf(error), error.message));
    return app;
}

/** The accounts, with Atlas's names of their roles. */
function accountsOf({ readOnly, clientId, clientSecret, publicKey, privateKey }: Identity): unknown {
    const owner = { clientId, clientSecret, publicKey, privateKey };
    return [
        { role: "GROUP_OWNER", ...owner },
        { role: "GROUP_READ_ONLY", ...readOnly },
    ];
}

/** One, or a list of them. */
export function oneOrMore<T>(reader: Reader<T>): Reader<T[]> {
    const list = listOf(reader);
    return (value, field, problems) => list(Array.isArray(value) ? value : [value], field, problems);
}

async function bodyOf<T>(context: Context<Env>, reader: Reader<T>): Promise<T> {
    const body = fromJson(await context.req.text());
    if (body === undefined) {
        throw new InvalidInput([{ field: "", description: "is not valid JSON" }]);
    }
    return read(reader, body);
}

function statusOf(error: Error): number {
    return error instanceof Refusal ? error.status : 500;
}

function refuse(status: number, detail: string): Response {
    return json({ error: status, detail }, status);
}

function json(body: unknown, status = 200): Response {
    return responseOf(jsonReply(status, body));
}
