import { isRecord, asRecord, type JsonRecord } from "../../provider/atlas/json-readers";
import { inTheOpen, type Diagnostic } from "./diagnostics";
import type { SourceState, Tool } from "./source-resource";
import { carried, type SourceResourceKind } from "./properties";
import { parseResource } from "./read-resource";
import { shellCommand, shellQuoted } from "./shell";
import { rewrite, type TerraformInstance } from "./terraform-resources";

const kinds = new Map<string, SourceResourceKind>([
    ["mongodbatlas_serverless_instance", "serverless"],
    ["mongodbatlas_flex_cluster", "flex"],
]);

/** Reads the clusters of Terraform's provider for Atlas. */
export function readTerraform(instances: readonly TerraformInstance[]): SourceState {
    const stack: SourceState = { tool: terraform, clusters: [], notes: [], problems: [] };
    for (const { type, address, logicalName, attributes, sensitive, notes, isDeposed } of instances) {
        const kind = kinds.get(type);
        const about = (what: string): Diagnostic => ({ whose: address, what });
        if (kind === undefined) {
            if (type.startsWith("mongodbatlas_")) {
                stack.notes.push(
                    about(`no cluster that this provider manages (${type}): it stays with Terraform.`),
                );
            }
        } else if (isDeposed) {
            stack.notes.push(about("a deposed object of it is about to be deleted, so it is left out."));
        } else {
            const all = spelledAsPulumi(asRecord(attributes));
            const properties = withoutDefaults(all);
            const count = stack.clusters.length;
            stack.notes.push(...notes.map(about));
            parseResource(stack, {
                label: address,
                address,
                logicalName,
                kind,
                id: all["id"],
                properties,
                options: {},
            });
            if (stack.clusters.length > count) {
                const secrets = new Set(
                    sensitive
                        .map(camelCase)
                        .filter((name) => carried.includes(name) && (properties[name] ?? null) !== null),
                );
                stack.notes.push(...inTheOpen([...secrets].toSorted()).map(about));
            }
        }
    }
    return stack;
}

function camelCase(name: string): string {
    return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Tags keep their keys: they are a user's. */
function spelledAsPulumi(attributes: JsonRecord): JsonRecord {
    const respelled = (part: JsonRecord): JsonRecord =>
        Object.fromEntries(Object.entries(part).map(([name, value]) => [camelCase(name), value]));
    const properties = respelled(attributes);
    const settings = properties["providerSettings"];
    const parts = Array.isArray(settings) ? settings : [settings];
    return {
        ...properties,
        providerSettings: parts.length === 1 && isRecord(parts[0]) ? respelled(parts[0]) : settings,
    };
}

/** What a new cluster has anyway: Terraform's state does not tell whether a program has asked for it. */
const defaults = new Map<string, (value: unknown) => boolean>([
    ["tags", isEmpty],
    ["timeouts", isEmpty],
    ["continuousBackupEnabled", isFalse],
    ["terminationProtectionEnabled", isFalse],
    ["deleteOnCreateTimeout", isFalse],
]);

function withoutDefaults(properties: JsonRecord): JsonRecord {
    return Object.fromEntries(
        Object.entries(properties).filter(([name, value]) => defaults.get(name)?.(value) !== true),
    );
}

function isFalse(value: unknown): boolean {
    return value === false;
}

function isEmpty(value: unknown): boolean {
    return typeof value === "object" && value !== null && Object.values(value).every((part) => part === null);
}

const terraform: Tool = {
    file: "a state of Terraform",
    refresh: "terraform apply -refresh-only",
    rewrite,
    reveal: rewrite,
    forget: (clusters) => {
        const addresses = clusters.map(({ address }) => address);
        const together = addresses.flatMap((address) => shellQuoted(address) ?? []);
        const alone = addresses.filter((address) => shellQuoted(address) === undefined);
        return [
            ...(together.length === 0 ? [] : [`terraform state rm ${together.join(" ")}`]),
            ...alone.flatMap((address) => shellCommand("terraform state rm ADDRESS", { ADDRESS: address })),
        ];
    },
};
