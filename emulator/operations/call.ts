// What an operation is given and what it answers, through whichever path and API it is called.
import type { EraRules } from "../era-rules";
import type { RenderContext } from "../wire/view";
import type { RestoreEnding } from "../world/restores";
import type { Project } from "../world/world";

/** One authorized request to an operation of the Administration API, in a project that exists. */
export interface Call extends RenderContext {
    readonly project: Project;
    readonly rules: EraRules;
    /** The path's parameters, decoded. */
    readonly parameters: Readonly<Record<string, string>>;
    readonly url: URL;
    /** The body as parsed JSON; undefined for operations without one. */
    readonly body: unknown;
    /** The emulated instant at which the response will be sent: state changes count from it. */
    readonly answersAt: number;
    /** Emulated milliseconds that the state change begun here takes, where a fault sets them. */
    readonly takes?: number;
    /** How the restore job begun here ends, where a fault sets it. */
    readonly ending?: RestoreEnding;
    /** The project of an id, the call's own or another; throws 404. */
    readonly projectOf: (groupId: string) => Project;
    /** Whether a delete is to be accepted and forgotten. */
    readonly drop: boolean;
    /** Whether a cluster that becomes one of another kind gets a new id. */
    readonly newIds: boolean;
}

/** An operation's success. */
export interface OperationResult {
    readonly status: number;
    /** Absent where the status has none. */
    readonly body?: unknown;
}
