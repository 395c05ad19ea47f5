// The course of one request: who is it, does it meet a fault, the way in, the act, the way out.
import { authorize, kindOf, spoil } from "../auth/authorize";
import type { Gate } from "../auth/authorize";
import type { Emulation } from "../emulation";
import type { Fault } from "../faults/fault";
import type { Route } from "../operations/route";
import { AtlasError } from "../wire/errors";
import { fromJson } from "../wire/json";
import { isRecord } from "../wire/reader";
import { perform } from "./perform";
import { CUT, failureReply, faultReply } from "./replies";
import type { Reply } from "./replies";

/** A path, or a method on a path, of no operation. */
export interface Nowhere {
    readonly door: "nowhere";
    readonly operation: "unknown";
    readonly pace: "read";
    readonly reply: Reply;
}

/** A request as it came in. */
export interface Incoming {
    readonly method: string;
    /** Path and query exactly as the request line has them. */
    readonly target: string;
    readonly url: URL;
    readonly header: (name: string) => string | undefined;
    /** The path's parameters, decoded. */
    readonly parameters: Readonly<Record<string, string>>;
    /** The body; undefined where it was too large to take. */
    readonly text: string | undefined;
}

/** Answers one request, after as long as the service would take. */
export async function exchange(
    emulation: Emulation,
    route: Route | Nowhere,
    incoming: Incoming,
): Promise<Reply> {
    const { clock } = emulation;
    const authorization = kindOf(incoming.header("authorization"));
    const refused = refusalAtTheDoor(emulation, route, incoming);
    const instance = incoming.parameters["name"] ?? nameIn(incoming.text);
    // A request that is turned away at the door reaches nothing that a fault could befall.
    const fault = refused
        ? undefined
        : emulation.faults.meet({
              operation: route.operation,
              instance,
              projectId: incoming.parameters["groupId"],
              authorization,
          });
    const latency = emulation.latencies.next(refused ? "read" : route.pace, route.operation, instance);

    await clock.sleep(latency / 2);
    const reply = refused ?? meet(emulation, route, incoming, latency / 2, fault);
    if (fault?.delaySeconds !== undefined) {
        await clock.sleepReal(fault.delaySeconds * 1000);
    }
    await clock.sleep(latency / 2);
    return reply;
}

function refusalAtTheDoor(
    emulation: Emulation,
    route: Route | Nowhere,
    incoming: Incoming,
): Reply | undefined {
    try {
        if (route.door !== "oauth") {
            authorize(claimOf(incoming), gateOf(emulation));
        }
        if (incoming.text === undefined) {
            throw new AtlasError(413, "PAYLOAD_TOO_LARGE", "The body is larger than 1 MB.");
        }
        return undefined;
    } catch (error) {
        return failureReply(error);
    }
}

function meet(
    emulation: Emulation,
    route: Route | Nowhere,
    incoming: Incoming,
    wayOut: number,
    fault: Fault = { operation: route.operation },
): Reply {
    if (fault.staleNonce === true || fault.expireToken === true) {
        return failureReply(spoil(claimOf(incoming), gateOf(emulation)));
    }
    if (fault.reset === "before") {
        return CUT;
    }
    if (fault.answer !== undefined && fault.acts !== true) {
        return faultReply(fault.answer);
    }
    const reply = perform(emulation, route, incoming, wayOut, fault);
    if (fault.reset === "after") {
        return CUT;
    }
    return fault.answer === undefined ? reply : faultReply(fault.answer);
}

function claimOf({ method, target, header }: Incoming) {
    return { method, target, authorization: header("authorization") };
}

function gateOf({ identity, tokens, nonces, clock }: Emulation): Gate {
    return { identity, tokens, nonces, now: clock.real() };
}

function nameIn(text: string | undefined): string | undefined {
    const body = fromJson(text ?? "");
    return isRecord(body) && typeof body["name"] === "string" ? body["name"] : undefined;
}
