import { compact, type JsonRecord } from "../../provider/atlas/json-readers";
import { PropertyReader } from "./property-reader";
import { parseSourceId } from "./source-id";
import type { Diagnostic } from "./diagnostics";
import type { SourceResource, SourceState } from "./source-resource";
import { readProperties, readSettings, type SourceResourceKind } from "./properties";

/** A resource of another tool's state that is a cluster. */
export interface FoundResource extends Pick<SourceResource, "label" | "address" | "logicalName" | "options"> {
    kind: SourceResourceKind;
    id: unknown;
    /** What the program gave, in the spelling of Pulumi. */
    properties: JsonRecord;
    /** What the tool has last seen, where it keeps both. */
    seen?: JsonRecord;
}

/** Reads a cluster into the stack; or why it is none. */
export function parseResource(stack: SourceState, resource: FoundResource): void {
    const { label, address, logicalName, options, kind, properties } = resource;
    const { tool } = stack;
    const about = (what: string): Diagnostic => ({ whose: label, what });
    if (typeof resource.id !== "string" || resource.id === "") {
        const next = `Finish or remove it with the old tool, then write the file again with \`${tool.rewrite}\`.`;
        stack.problems.push(about(`there is no id, so its creation has not ended. ${next}`));
        return;
    }
    const fields = new PropertyReader(properties);
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
    const id = parseSourceId(resource.id);
    const seen = new PropertyReader(resource.seen ?? {});
    const settings = readSettings(kind, seen);
    const place = {
        projectId: id.projectId ?? said.projectId,
        name: id.name ?? said.name,
        ...(seen.complaints.wrong.length + seen.complaints.encrypted.length === 0 && settings),
    };
    stack.notes.push(...[...uncarried, ...neverMade(said, place)].map(about));
    stack.clusters.push(
        compact<SourceResource>({
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
            `the old program gives another ${name} than the cluster has, which the old tool never changed: it is taken as it ` +
            `is, ${String(value)}.`,
    );
}
