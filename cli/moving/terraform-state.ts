import { isRecord, list, record, text, type JsonRecord } from "../../provider/atlas/json";
import { CommandError } from "../terminal";
import type { Note } from "./notes";
import { addDatabase, shellQuoted, type OldStack, type Tool } from "./old-database";
import type { Kind } from "./properties";

const kinds = new Map<string, Kind>([
    ["mongodbatlas_serverless_instance", "serverless"],
    ["mongodbatlas_flex_cluster", "flex"],
]);

/** A resource instance, whichever of the two forms it was written in. */
interface Instance {
    type: string;
    /** With its modules and its key: `module.shop.mongodbatlas_flex_cluster.orders["eu"]`. */
    address: string;
    logicalName: string;
    attributes: unknown;
    notes: string[];
    /** What is left of an object that Terraform is about to delete. */
    isDeposed: boolean;
}

/**
 * The instances in a `terraform.tfstate`, or in what `terraform show -json` writes; undefined where it is neither.
 *
 * @throws CommandError where it is Terraform's, and cannot be used.
 */
export function instancesIn(json: unknown, file: string): Instance[] | undefined {
    const root = record(json);
    if ("encrypted_data" in root) {
        throw new CommandError(
            `${file} is an encrypted state of OpenTofu. Write a readable one with \`tofu state pull > ${file}\`, and delete it after the import.`,
        );
    }
    if ("planned_values" in root) {
        throw new CommandError(
            `${file} is a plan of Terraform, not a state. Write the state with \`terraform show -json > ${file}\`, without a plan's name.`,
        );
    }
    if ("format_version" in root && "terraform_version" in root) {
        return inModule(record(record(root["values"])["root_module"]));
    }
    if (!("terraform_version" in root) && !("lineage" in root)) {
        return undefined;
    }
    if (root["version"] !== 4) {
        throw new CommandError(
            `${file} is a state of Terraform in version ${String(root["version"])}, and only version 4 can be read. ` +
                `Run \`terraform apply -refresh-only\` with Terraform 0.12 or newer, then \`terraform state pull > ${file}\`.`,
        );
    }
    return list(root["resources"]).filter(isRecord).flatMap(inState);
}

/** Reads the databases of Terraform's provider for Atlas. */
export function readTerraform(instances: readonly Instance[], file: string): OldStack {
    const stack: OldStack = { tool: terraform(file), databases: [], notes: [], problems: [] };
    for (const { type, address, logicalName, attributes, notes, isDeposed } of instances) {
        const kind = kinds.get(type);
        const about = (what: string): Note => ({ whose: address, what });
        if (kind === undefined) {
            if (type.startsWith("mongodbatlas_")) {
                stack.notes.push(
                    about(`no database that this provider manages (${type}): it stays with Terraform.`),
                );
            }
        } else if (isDeposed) {
            stack.notes.push(about("a deposed object of it is about to be deleted, so it is left out."));
        } else {
            const properties = spelledAsPulumi(record(attributes));
            const { id } = properties;
            stack.notes.push(...notes.map(about));
            addDatabase(stack, {
                label: address,
                address,
                logicalName,
                kind,
                id,
                properties: withoutDefaults(properties),
                options: {},
            });
        }
    }
    return stack;
}

function inState(resource: JsonRecord): Instance[] {
    const [type, name, module] = ["type", "name", "module"].map((key) => text(resource[key]) ?? "");
    if (type === undefined || name === undefined || resource["mode"] !== "managed") {
        return [];
    }
    const alias = /\]\.([^.]+)$/.exec(text(resource["provider"]) ?? "")?.[1];
    return list(resource["instances"])
        .filter(isRecord)
        .map((instance) => {
            const key = instance["index_key"];
            const start = module === undefined || module === "" ? "" : `${module}.`;
            return {
                type,
                address: `${start}${type}.${name}${keyText(key)}`,
                logicalName: nameOf(module ?? "", name, key),
                attributes: instance["attributes"],
                isDeposed: instance["deposed"] !== undefined,
                notes: [
                    ...(alias === undefined ? [] : [otherProvider(alias)]),
                    ...(instance["status"] === "tainted" ? [tainted] : []),
                    ...(instance["create_before_destroy"] === true ? [createBeforeDestroy] : []),
                ],
            };
        });
}

function inModule(module: JsonRecord): Instance[] {
    const own = list(module["resources"])
        .filter(isRecord)
        .filter((resource) => resource["mode"] === "managed")
        .map((resource) => ({
            type: text(resource["type"]) ?? "",
            address: text(resource["address"]) ?? "",
            logicalName: nameOf(
                text(module["address"]) ?? "",
                text(resource["name"]) ?? "",
                resource["index"],
            ),
            attributes: resource["values"],
            isDeposed: resource["deposed_key"] !== undefined,
            notes: resource["tainted"] === true ? [tainted] : [],
        }));
    return [...own, ...list(module["child_modules"]).filter(isRecord).flatMap(inModule)];
}

const tainted = "Terraform has marked it as tainted, and would replace it; here it is taken as it is.";
const createBeforeDestroy =
    "lifecycle (create_before_destroy) is not carried: with a name of its own a database is deleted before the new one is made.";

function otherProvider(alias: string): string {
    return (
        `the provider "${alias}" is not carried: where it stands for another account, set that account's credentials for this ` +
        "command, and give `provider` in the program."
    );
}

function keyText(key: unknown): string {
    return typeof key === "number" || typeof key === "string" ? `[${JSON.stringify(key)}]` : "";
}

/** `module.shop["eu"]`, `orders` and the key 0 make `shop_eu_orders_0`. */
function nameOf(module: string, name: string, key: unknown): string {
    const modules = [...module.matchAll(/module\.([^.[]+)(?:\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\])?/g)];
    const parts = [...modules.flatMap(([, ...parts]) => parts), name, key];
    return parts
        .filter((part) => typeof part === "string" || typeof part === "number")
        .map((part) => String(part).replaceAll(/[^\p{L}\p{N}_.-]+/gu, "-"))
        .join("_");
}

/** Tags keep their keys: they are a user's. */
function spelledAsPulumi(attributes: JsonRecord): JsonRecord {
    const respelled = (part: JsonRecord): JsonRecord =>
        Object.fromEntries(
            Object.entries(part).map(([name, value]) => [
                name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
                value,
            ]),
        );
    const properties = respelled(attributes);
    const settings = properties["providerSettings"];
    const parts = Array.isArray(settings) ? settings : [settings];
    return {
        ...properties,
        providerSettings: parts.length === 1 && isRecord(parts[0]) ? respelled(parts[0]) : settings,
    };
}

/** What a new database has anyway: Terraform's state does not tell whether a program has asked for it. */
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

function terraform(file: string): Tool {
    const rewrite = `terraform state pull > ${file}`;
    return {
        file: "a state of Terraform",
        refresh: "terraform apply -refresh-only",
        rewrite,
        reveal: rewrite,
        forget: (databases) => [
            `terraform state rm ${databases.map(({ address }) => shellQuoted(address)).join(" ")}`,
        ],
    };
}
