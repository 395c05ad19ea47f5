// The control API, `/_emulator/`: a test reads and changes the emulator's own state with it, without credentials.
import type { HttpBindings } from "@hono/node-server";
import type { Static, TSchema } from "@sinclair/typebox";
import { Hono, type Context } from "hono";
import type { EmulatorState } from "../emulation";
import { accountsOf } from "../identity";
import { documentOf } from "../description/document";
import { ROUTES } from "../operations/routes";
import { FAULTS } from "../faults/fault";
import { jsonReply, responseOf } from "../server/replies";
import { Refusal } from "../wire/errors";
import { InvalidInput, parsed, read, readEach } from "../wire/validation";
import { MUTATION, mutate } from "./mutate";
import { CONVERSION, convert } from "./convert";
import { switchEra, ERA_CHANGE, eraOf } from "./era";
import { eventsOf } from "../page/events";
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
    const post = <S extends TSchema>(
        path: string,
        schema: S,
        act: (body: Static<S>, origin: string) => unknown,
    ) => app.post(path, async (context) => json(act(read(schema, await bodyOf(context)), originOf(context))));

    app.use(async ({ req }, next) => {
        await next();
        if (req.method !== "GET") {
            emulation.bell.notify();
        }
    });

    app.get("/health", () => json({ status: "ok" }));
    app.get("/accounts", () => json(accountsOf(emulation.identity)));

    app.get("/state", (context) => json(stateOf(emulation, originOf(context))));
    post("/state", MUTATION, (body, origin) => mutate(emulation, body, origin));
    post("/seed", SEED, (body, origin) => seed(emulation, body, origin));
    post("/convert", CONVERSION, (body, origin) => convert(emulation, body, origin));
    post("/restores", RESTORE_END, (body, origin) => endRestore(emulation, body, origin));

    app.get("/era", () => json(eraOf(emulation)));
    post("/era", ERA_CHANGE, (body) => {
        switchEra(emulation, body);
        return eraOf(emulation);
    });

    app.get("/faults", () => json(emulation.faults.list()));
    app.post("/faults", async (context) => {
        readEach(FAULTS, await bodyOf(context)).forEach((fault) => emulation.faults.add(fault));
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
    post("/limits", LIMITS, (body) => {
        limit(emulation, body);
        return emulation.limits;
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

async function bodyOf({ req }: Context<Env>): Promise<unknown> {
    return parsed(await req.text());
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
