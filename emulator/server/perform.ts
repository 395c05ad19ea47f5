// The act itself: the checks every operation shares, then the operation.
import type { Emulation } from "../emulation";
import type { Fault } from "../faults/fault";
import { SECOND } from "../clock";
import type { ApiRoute, Route } from "../operations/routes";
import { AtlasError } from "../wire/errors";
import { fromJson } from "../wire/json";
import { acceptedVersion, answerType, checkContentType } from "../wire/media";
import { readQuery } from "../wire/query";
import type { Project, World } from "../world/world";
import type { Incoming, Nowhere } from "./exchange";
import { failureReply, jsonReply } from "./replies";
import type { Reply } from "./replies";

/** Lets a route act on a request; `wayOut` is the emulated time until the answer is out. */
export function perform(
    emulation: Emulation,
    route: Route | Nowhere,
    incoming: Incoming,
    wayOut: number,
    fault: Fault,
): Reply {
    try {
        switch (route.door) {
            case "nowhere":
                throw route.refusal;
            case "oauth": {
                const { identity, tokens, limits, clock } = emulation;
                const authorization = incoming.header("authorization");
                const request = {
                    authorization,
                    contentType: incoming.header("content-type"),
                    text: incoming.text ?? "",
                };
                const { status, body } = route.serve({
                    ...request,
                    identity,
                    tokens,
                    limits,
                    now: clock.real(),
                });
                return jsonReply(status, body);
            }
            case "api":
                return performApi(emulation, route, incoming, wayOut, fault);
        }
    } catch (error) {
        return failureReply(error);
    }
}

function performApi(
    { world, rules, clock }: Emulation,
    route: ApiRoute,
    { url, header, parameters, text = "" }: Incoming,
    wayOut: number,
    { takes, drop }: Fault,
): Reply {
    const version = acceptedVersion(header("accept"), route.versions);
    if (route.hasBody) {
        checkContentType(header("content-type"), route.versions);
    }
    const project = projectOf(parameters["groupId"] ?? "", world);
    const { pretty = false } = readQuery(url, route.query);
    const body = route.hasBody ? jsonOf(text) : undefined;
    const now = clock.now();
    const answer = route.serve({
        project,
        rules,
        parameters,
        url,
        origin: url.origin,
        body,
        now,
        answersAt: now + wayOut,
        ...(takes !== undefined && { takes: takes * SECOND }),
        drop: drop === true,
    });
    return jsonReply(answer.status, answer.body, answerType(version), pretty);
}

function projectOf(groupId: string, world: World): Project {
    if (!/^[a-f0-9]{24}$/.test(groupId)) {
        const detail = `An invalid group ID ${groupId} was specified.`;
        throw new AtlasError(404, "INVALID_GROUP_ID", detail, { parameters: [groupId] });
    }
    const project = world.find(groupId);
    if (project === undefined) {
        const detail = `No group with ID ${groupId} exists.`;
        throw new AtlasError(404, "GROUP_NOT_FOUND", detail, { parameters: [groupId] });
    }
    return project;
}

function jsonOf(text: string): unknown {
    const body = fromJson(text);
    if (body === undefined) {
        throw new AtlasError(400, "INVALID_JSON", "The body is not valid JSON.");
    }
    return body;
}
