// The HTTP face: routes onto exchanges, bytes onto requests, replies onto bytes.
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type Context } from "hono";
import { kindOf } from "../auth/authorize";
import { controlApi } from "../control/control-api";
import type { EmulatorState } from "../emulation";
import { page } from "../page/page";
import { ROUTES } from "../operations/routes";
import type { Route } from "../operations/route";
import { noSuchMethod, noSuchPath } from "../wire/errors";
import { handleRequest } from "./request-pipeline";
import type { Unrouted } from "./incoming";
import { CONNECTION_RESET, failureReply, responseOf, withHeaders, type Reply } from "./replies";

/** What the framework knows of a request. */
export type Env = { Bindings: HttpBindings };

const LARGEST_BODY = 1024 * 1024;

/** The whole HTTP application of one emulator. */
export function appOf(emulation: EmulatorState): Hono<Env> {
    const app = new Hono<Env>();
    app.route("/", page());
    app.route("/_emulator", controlApi(emulation));
    for (const route of ROUTES) {
        app.on(route.method, route.path, (context) => attend(emulation, route, context));
    }
    for (const path of new Set(ROUTES.map((route) => route.path))) {
        const allowed = allowedOf(ROUTES.filter((route) => route.path === path));
        const options = nowhere({ status: 200, headers: allowed, text: "" });
        app.options(path, (context) => attend(emulation, options, context));
        app.all(path, (context) => {
            const refused = failureReply(noSuchMethod(context.req.method, context.req.path));
            return attend(emulation, nowhere(withHeaders(refused, allowed)), context);
        });
    }
    app.notFound((context) =>
        attend(emulation, nowhere(failureReply(noSuchPath(context.req.path))), context),
    );
    return app;
}

async function attend(
    emulation: EmulatorState,
    route: Route | Unrouted,
    context: Context<Env>,
): Promise<Response> {
    const { incoming } = context.env;
    const { method = "", url: target = "" } = incoming;
    const arrival = emulation.clock.real();
    const header = (name: string) => context.req.header(name);
    const text = await textOf(incoming);
    const url = new URL(context.req.url);
    const { reply, role } = await handleRequest(emulation, route, {
        method,
        target,
        url,
        header,
        parameters: context.req.param(),
        text,
    });
    const milliseconds = Math.round(emulation.clock.real() - arrival);
    const record = {
        time: new Date(arrival).toISOString(),
        method,
        path: target,
        operation: route.operation,
        status: reply.status,
        milliseconds,
        authorization: kindOf(header("authorization")),
    };
    emulation.stats.record(record, reply, role);
    emulation.bell.notify();
    emulation.settings.log(`${method} ${target} ${reply.status} ${milliseconds} ms`);
    // The dates in a response are emulated time, which may run faster than the machine's: so its own date is, too.
    const { clock, settings } = emulation;
    return send(reply, incoming, new Date(settings.answerDates === "real" ? clock.real() : clock.now()));
}

function send(reply: Reply, incoming: IncomingMessage, date: Date): Response {
    if (reply === CONNECTION_RESET) {
        incoming.socket.resetAndDestroy();
        return RESPONSE_ALREADY_SENT;
    }
    return responseOf(reply, date.toUTCString());
}

/** The body, or undefined past the limit; then the rest is read and dropped, so that the refusal can be heard. */
async function textOf(incoming: IncomingMessage): Promise<string | undefined> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming) {
        const bytes = Buffer.from(chunk as Uint8Array);
        size += bytes.length;
        if (size <= LARGEST_BODY) {
            chunks.push(bytes);
        }
    }
    return size <= LARGEST_BODY ? Buffer.concat(chunks).toString() : undefined;
}

function nowhere(reply: Reply): Unrouted {
    return { surface: "nowhere", operation: "unknown", pace: "read", reply };
}

/** The header that tells the methods of a path: `GET` serves `HEAD`, too. */
function allowedOf(routes: readonly Route[]): Record<string, string> {
    const methods = new Set<string>(["OPTIONS", ...routes.map(({ method }) => method)]);
    if (methods.has("GET")) {
        methods.add("HEAD");
    }
    return { Allow: [...methods].toSorted().join(",") };
}
