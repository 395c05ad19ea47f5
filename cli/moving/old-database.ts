import type { InstanceChange } from "../../provider/atlas/instance";
import type { Importable } from "../import-entry";
import type { Note } from "./notes";

/** A database as the state of another tool holds it. */
export interface OldDatabase {
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

/** The resource options that the new program takes over. */
export interface ResourceOptions {
    protect?: true;
    retainOnDelete?: true;
}

/** What a file of another tool holds. */
export interface OldStack {
    tool: Tool;
    databases: OldDatabase[];
    /** What cannot be carried, and what a person should know. */
    notes: Note[];
    /** Why the file cannot be used. */
    problems: Note[];
}

/** Databases of another tool that are ready to be imported, and what was found about them. */
export interface Readied {
    importables: Importable[];
    notes: Note[];
    /** Why nothing can be imported. */
    problems: Note[];
    /** Whole lines about single databases. */
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
    /** Makes it forget databases, and delete none. */
    forget: (databases: readonly OldDatabase[]) => string[];
}
