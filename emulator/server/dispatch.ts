// The checks that all operations share, then the operation.
import { SECOND } from "../clock";
import type { EmulatorState } from "../emulation";
import type { Fault } from "../faults/fault";
import { sunsetHeaders, checkServed } from "../operations/retired-operations";
import { apiPath, type ApiRoute, type OAuthRoute, type Route } from "../operations/route";
import { ApiErrorResponse } from "../wire/errors";
import { fromJson } from "../wire/json";
import { readQuery } from "../description/validate";
import type { Project, World } from "../world/world";
import type { Incoming, Unrouted } from "./incoming";
import { takeToken } from "./rate-limit";
import { failureReply, jsonReply, withHeaders, type Layout, type Reply } from "./replies";

/** Lets a route act on a request; `wayOut` is the emulated time until the answer is out. */
export function dispatch(
    emulation: EmulatorState,
    route: Route | Unrouted,
    incoming: Incoming,
    wayOut: number,
    fault: Fault,
): Reply {
    switch (route.surface) {
        case "nowhere":
            return route.reply;
        case "oauth":
            return answering(() => performOAuth(emulation, route, incoming));
        case "api": {
            const { rules } = emulation;
            const reply = answering(
                () => performApi(emulation, route, incoming, wayOut, fault),
                layoutOf(incoming.url),
            );
            return withHeaders(reply, sunsetHeaders(route, rules));
        }
    }
}

function answering(act: () => Reply, layout?: Layout): Reply {
    try {
        return act();
    } catch (error) {
        return failureReply(error, layout);
    }
}

function performOAuth(emulation: EmulatorState, route: OAuthRoute, { header, text = "" }: Incoming): Reply {
    const { identity, tokens, limits, clock } = emulation;
    const body = route.serve({
        authorization: header("authorization"),
        contentType: header("content-type"),
        text,
        identity,
        tokens,
        limits,
        clock,
    });
    return jsonReply(route.success, body);
}

function performApi(
    emulation: EmulatorState,
    route: ApiRoute,
    incoming: Incoming,
    wayOut: number,
    fault: Fault,
): Reply {
    const { rules, unknowns } = emulation;
    const { method, url, header, parameters } = incoming;
    // A retired operation is refused whatever the project, the version or the body.
    checkServed(route, rules, unknowns, { method, path: url.pathname, accept: header("accept") });
    const levels = takeToken(emulation, route.bucket, parameters["groupId"] ?? "");
    return withHeaders(
        answering(() => serve(emulation, route, incoming, wayOut, fault), layoutOf(url)),
        levels,
    );
}

function serve(
    { world, rules, clock, unknowns }: EmulatorState,
    route: ApiRoute,
    { url, header, parameters, text = "" }: Incoming,
    wayOut: number,
    { takes, drop, ending }: Fault,
): Reply {
    const contentType = route.media.answerTo(header("accept"));
    if (route.body) {
        route.media.checkContentType(header("content-type"));
    }
    const project = projectOf(parameters["groupId"] ?? "", world);
    readQuery(url, route.query);
    const body = route.body ? jsonOf(text) : undefined;
    const now = clock.now();
    const answer = route.serve({
        project,
        rules,
        parameters,
        url,
        api: url.origin + apiPath(route.version),
        body,
        now,
        answersAt: now + wayOut,
        ...(takes !== undefined && { takes: takes * SECOND }),
        ...(ending && { ending }),
        projectOf: (groupId) => projectOf(groupId, world),
        drop: drop === true,
        newIds: unknowns.newIds,
    });
    return jsonReply(route.success, answer, contentType, layoutOf(url));
}

/** The layout that a URL asks for. */
function layoutOf({ searchParams }: URL): Layout {
    const isSet = (name: string) => searchParams.getAll(name).at(-1) === "true";
    return { pretty: isSet("pretty"), envelope: isSet("envelope") };
}

function projectOf(groupId: string, world: World): Project {
    if (!/^[a-f0-9]{24}$/.test(groupId)) {
        const detail = `An invalid group ID ${groupId} was specified.`;
        throw new ApiErrorResponse(404, "INVALID_GROUP_ID", detail, [groupId]);
    }
    const project = world.find(groupId);
    if (project === undefined) {
        const detail = `No group with ID ${groupId} exists.`;
        throw new ApiErrorResponse(404, "GROUP_NOT_FOUND", detail, [groupId]);
    }
    return project;
}

function jsonOf(text: string): unknown {
    const body = fromJson(text);
    if (body === undefined) {
        throw new ApiErrorResponse(400, "INVALID_JSON", "The body is not valid JSON.");
    }
    return body;
}
