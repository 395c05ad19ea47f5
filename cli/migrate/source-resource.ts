import type { InstanceChange } from "../../provider/atlas/api/instance";
import type { ImportCandidate } from "../import-entry";
import type { Diagnostic } from "./diagnostics";

/** A cluster as the state of another tool holds it. */
export interface SourceResource {
    /** What its tool calls it, for messages. */
    label: string;
    /** What its tool's command takes, to forget it. */
    address: string;
    /** What a program may call it; not unique yet. */
    logicalName: string;
    projectId: string;
    name: string;
    backingProviderName: string;
    regionName: string;
    /** Atlas's id, where the tool keeps it: of Flex clusters only. */
    instanceId?: string;
    /** What the old program sets of that which can change. */
    wishes: InstanceChange;
    options: ResourceOptions;
}

/** The resource options that the new program gets. */
export interface ResourceOptions {
    protect?: true;
    retainOnDelete?: true;
}

/** What a file of another tool holds. */
export interface SourceState {
    tool: Tool;
    clusters: SourceResource[];
    /** What cannot be carried, and what a person should know. */
    notes: Diagnostic[];
    /** Why the file cannot be used. */
    problems: Diagnostic[];
}

/** Clusters of another tool that are ready to be imported, and what was found about them. */
export interface Prepared {
    importables: ImportCandidate[];
    notes: Diagnostic[];
    /** Why nothing can be imported. */
    problems: Diagnostic[];
    /** Whole lines about single clusters. */
    warnings: string[];
}

/** What a person does with another tool. */
export interface Tool {
    /** What its file is called. */
    file: string;
    /** Makes its state agree with Atlas. */
    refresh: string;
    /** Writes its file again. */
    rewrite: string;
    /** The same, without encryption. */
    reveal: string;
    /** Makes it forget clusters, and delete none. */
    forget: (clusters: readonly SourceResource[]) => string[];
}
