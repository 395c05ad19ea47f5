// The course of one request: authorization, faults, half of the latency, the operation, the other half.
import { authorize, invalidate, kindOf, type AuthContext } from "../auth/authorize";
import type { EmulatorState } from "../emulation";
import { roleOf, type Role } from "../identity";
import type { Fault } from "../faults/fault";
import type { Route } from "../operations/route";
import { ApiErrorResponse } from "../wire/errors";
import { fromJson, isRecord } from "../wire/json";
import { dispatch } from "./dispatch";
import type { Incoming, Unrouted } from "./incoming";
import { CONNECTION_RESET, failureReply, faultReply, type Reply } from "./replies";

/** What came of a request. */
export interface Handled {
    readonly reply: Reply;
    /** That of the account that has sent it, where it has proved to be one. */
    readonly role: Role | undefined;
}

/** Answers one request, after as long as Atlas would take. */
export async function handleRequest(
    emulation: EmulatorState,
    route: Route | Unrouted,
    incoming: Incoming,
): Promise<Handled> {
    const { clock } = emulation;
    const authorization = kindOf(incoming.header("authorization"));
    const { refused, role } = admit(emulation, route, incoming);
    const instance = incoming.parameters["name"] ?? nameIn(incoming.text);
    // A request that is refused here reaches no operation, so no fault applies to it.
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
    return { reply, role };
}

/** Whose request it is, and the refusal of one that reaches no operation. */
function admit(
    emulation: EmulatorState,
    route: Route | Unrouted,
    incoming: Incoming,
): { refused?: Reply; role: Role | undefined } {
    let role: Role | undefined;
    try {
        if (route.surface !== "oauth") {
            role = roleOf(emulation.identity, authorize(claimOf(incoming), gateOf(emulation)));
            if (role === "GROUP_READ_ONLY" && route.surface === "api" && route.method !== "GET") {
                const detail = "Current user is not authorized to perform this action.";
                throw new ApiErrorResponse(403, "USER_UNAUTHORIZED", detail);
            }
        }
        if (incoming.text === undefined) {
            throw new ApiErrorResponse(413, "PAYLOAD_TOO_LARGE", "The body is larger than 1 MB.");
        }
        return { role };
    } catch (error) {
        return { refused: failureReply(error), role };
    }
}

function meet(
    emulation: EmulatorState,
    route: Route | Unrouted,
    incoming: Incoming,
    wayOut: number,
    fault: Fault = { operation: route.operation },
): Reply {
    if (fault.staleNonce === true || fault.expireToken === true) {
        return failureReply(invalidate(claimOf(incoming), gateOf(emulation)));
    }
    if (fault.reset === "before") {
        return CONNECTION_RESET;
    }
    if (fault.answer !== undefined && fault.acts !== true) {
        return faultReply(fault.answer);
    }
    const reply = dispatch(emulation, route, incoming, wayOut, fault);
    if (fault.reset === "after") {
        return CONNECTION_RESET;
    }
    return fault.answer === undefined ? reply : faultReply(fault.answer);
}

function claimOf({ method, target, header }: Incoming) {
    return { method, target, authorization: header("authorization") };
}

function gateOf({ identity, tokens, nonces, clock }: EmulatorState): AuthContext {
    return { identity, tokens, nonces, now: clock.real() };
}

function nameIn(text: string | undefined): string | undefined {
    const body = fromJson(text ?? "");
    return isRecord(body) && typeof body["name"] === "string" ? body["name"] : undefined;
}
