// What an operation is given and what it answers, through whichever path and API it is called.
import type { EraRules } from "../era-rules";
import type { RenderContext } from "../wire/view";
import type { Cluster } from "../world/cluster";
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

/** How the cluster that a call's path names is found; throws 404, and 400 where it has to be asked for elsewhere. */
export type Find = (call: Call) => Cluster;
