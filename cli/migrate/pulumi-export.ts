import { isRecord, asArray, asRecord, asString, type JsonRecord } from "../../provider/atlas/json-readers";
import { resourceType } from "../../provider/dynamic/stub";
import { parseUrn } from "../../provider/instance/model/urn";
import { instanceToken } from "../../provider/plugin/tokens";
import { standardStream } from "../terminal";
import { inTheOpen, explicitProviderNote, type Diagnostic } from "./diagnostics";
import type { SourceState, Tool } from "./source-resource";
import type { SourceResourceKind } from "./properties";
import { unwrapSecrets } from "./pulumi-secrets";
import { parseResource } from "./read-resource";
import { shellCommand } from "./shell";

const kinds = new Map<string, SourceResourceKind>([
    ["mongodbatlas:index/serverlessInstance:ServerlessInstance", "serverless"],
    ["mongodbatlas:index/flexCluster:FlexCluster", "flex"],
]);

/** The resource options that the state keeps and the new program does not get. */
const options: Readonly<Record<string, string>> = {
    customTimeouts: "customTimeouts are not migrated: give them in the program.",
    ignoreChanges: "ignoreChanges is not migrated: give it in the program.",
    replaceOnChanges: "replaceOnChanges is not migrated: give it in the program.",
    additionalSecretOutputs: "additionalSecretOutputs is not migrated: give it in the program.",
    deletedWith: "deletedWith is not migrated: give it in the program.",
};

/** What `pulumi stack export` writes, or the file that a stack's state is kept in; undefined where it is neither. */
export function deploymentIn(json: unknown): JsonRecord | undefined {
    const { deployment, checkpoint } = asRecord(json);
    const found = deployment ?? asRecord(checkpoint)["latest"];
    return isRecord(found) ? found : undefined;
}

/** Reads the clusters of `@pulumi/mongodbatlas`. */
export function readPulumi(deployment: JsonRecord, file: string): SourceState {
    const stack: SourceState = { tool: pulumi(file), clusters: [], notes: [], problems: [] };
    const ours: Diagnostic[] = [];
    for (const resource of asArray(deployment["resources"]).filter(isRecord)) {
        const type = asString(resource["type"]) ?? "";
        const kind = kinds.get(type);
        if (kind !== undefined) {
            readResource(stack, kind, resource);
        } else if (type.startsWith("mongodbatlas:")) {
            const what = `no cluster that this provider manages (${type}): it stays with the old stack.`;
            stack.notes.push({ whose: labelOf(resource), what });
        } else if (type === resourceType || type === instanceToken) {
            ours.push({
                whose: labelOf(resource),
                what: "it is this provider's already, and has no need to move.",
            });
        }
    }
    if (stack.clusters.length === 0) {
        stack.problems.push(...ours);
    }
    return stack;
}

function readResource(stack: SourceState, kind: SourceResourceKind, resource: JsonRecord): void {
    const label = labelOf(resource);
    const reasons = { external: "was only read there", delete: "is about to be deleted there" } as const;
    const reason = Object.entries(reasons).find(([flag]) => resource[flag] === true)?.[1];
    if (reason !== undefined) {
        stack.notes.push({ whose: label, what: `it ${reason}, so it is left out.` });
        return;
    }
    const address = asString(resource["urn"]) ?? "";
    const { value: properties, secrets } = unwrapSecrets(asRecord(resource["inputs"]));
    const count = stack.clusters.length;
    parseResource(stack, {
        label,
        address,
        logicalName: parseUrn(address).logicalName,
        kind,
        id: resource["id"],
        properties,
        seen: unwrapSecrets(asRecord(resource["outputs"])).value,
        options: {
            ...(resource["protect"] === true && { protect: true as const }),
            ...(resource["retainOnDelete"] === true && { retainOnDelete: true as const }),
        },
    });
    if (stack.clusters.length > count) {
        stack.notes.push(...notesOf(resource, secrets).map((what): Diagnostic => ({ whose: label, what })));
    }
}

function notesOf(resource: JsonRecord, secrets: readonly string[]): string[] {
    const kept = Object.entries(options).filter(([name]) => !isNothing(resource[name]));
    const notes = kept.map(([, what]) => what);
    const provider = /^urn:.*::([^:]+)::[^:]+$/.exec(asString(resource["provider"]) ?? "")?.[1];
    if (provider !== undefined && !/^default(_|$)/.test(provider)) {
        notes.push(explicitProviderNote(provider));
    }
    const parent = asString(resource["parent"]) ?? "";
    if (parent !== "" && !parseUrn(parent).type.startsWith("pulumi:pulumi:Stack")) {
        notes.push("its parent is not migrated: the program declares it outside of any component.");
    }
    return [...notes, ...inTheOpen(secrets)];
}

function isNothing(option: unknown): boolean {
    return typeof option !== "object" || option === null
        ? option === undefined || option === null || option === ""
        : Object.values(option).every((part) => part === null || part === 0);
}

function labelOf(resource: JsonRecord): string {
    return `"${parseUrn(asString(resource["urn"]) ?? "").logicalName}"`;
}

function pulumi(file: string): Tool {
    const exportTo = (command: string): string =>
        file === standardStream ? command : shellCommand(`${command} --file FILE`, { FILE: file })[0];
    return {
        file: "an export of a Pulumi stack",
        refresh: "pulumi refresh",
        rewrite: exportTo("pulumi stack export"),
        reveal: exportTo("pulumi stack export --show-secrets"),
        forget: (clusters) =>
            clusters.flatMap(({ address, options: { protect } }) => {
                const { stack } = parseUrn(address);
                const force = protect === true ? " --force" : "";
                return shellCommand(`pulumi state delete URN --stack STACK --yes${force}`, {
                    URN: address,
                    STACK: stack,
                });
            }),
    };
}
