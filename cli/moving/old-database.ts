import type { InstanceChange } from "../../provider/atlas/instance";
import { compact, type JsonRecord } from "../../provider/atlas/json";
import type { Importable } from "../import-entry";
import { Fields } from "./fields";
import { readId } from "./ids";
import type { Note } from "./notes";
import { readProperties, readSettings, type Kind } from "./properties";

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

/** A resource of another tool's state that is a database. */
export interface OldResource extends Pick<OldDatabase, "label" | "address" | "logicalName" | "options"> {
    kind: Kind;
    id: unknown;
    /** What the program gave, in the spelling of Pulumi. */
    properties: JsonRecord;
    /** What the tool has last seen, where it keeps both. */
    seen?: JsonRecord;
}

/** Reads a database into the stack; or why it is none. */
export function addDatabase(stack: OldStack, resource: OldResource): void {
    const { label, address, logicalName, options, kind, properties } = resource;
    const { tool } = stack;
    const about = (what: string): Note => ({ whose: label, what });
    if (typeof resource.id !== "string" || resource.id === "") {
        const next = `Finish or remove it with the old tool, then write the file again with \`${tool.rewrite}\`.`;
        stack.problems.push(about(`there is no id, so its creation has not ended. ${next}`));
        return;
    }
    const fields = new Fields(properties);
    const { wishes, uncarried, ...said } = readProperties(kind, fields);
    const { wrong, encrypted } = fields.complaints;
    if (encrypted.length > 0) {
        const are = `${encrypted.join(", ")} ${encrypted.length === 1 ? "is" : "are"} encrypted`;
        const next = `Write the file again with \`${tool.reveal}\`, and delete it after the import.`;
        stack.problems.push(about(`${are}. ${next}`));
    }
    if (wrong.length > 0) {
        const next = `Write the file again with \`${tool.rewrite}\`.`;
        stack.problems.push(about(`${wrong.join(", ")}. ${next}`));
    }
    if (encrypted.length + wrong.length > 0) {
        return;
    }
    const id = readId(resource.id);
    const seen = new Fields(resource.seen ?? {});
    const settings = readSettings(kind, seen);
    const place = {
        projectId: id.projectId ?? said.projectId,
        name: id.name ?? said.name,
        ...(seen.complaints.wrong.length + seen.complaints.encrypted.length === 0 && settings),
    };
    stack.notes.push(...[...uncarried, ...neverMade(said, place)].map(about));
    stack.databases.push(
        compact<OldDatabase>({
            label,
            address,
            logicalName,
            options,
            ...said,
            ...place,
            instanceId: id.instanceId,
            wishes,
        }),
    );
}

/** The old tools let a program change what Atlas cannot change, and say that they did it. */
function neverMade<T extends object>(said: T, real: Partial<T>): string[] {
    const changed = Object.entries(real).filter(([name, value]) => Reflect.get(said, name) !== value);
    return changed.map(
        ([name, value]) =>
            `the old program gives another ${name} than the database has, which the old tool never changed: it is taken as it ` +
            `is, ${String(value)}.`,
    );
}

/** A text as a shell takes it, whatever is in it. */
export function shellQuoted(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
