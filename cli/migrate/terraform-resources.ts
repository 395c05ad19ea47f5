import { isRecord, asArray, asRecord, asString, type JsonRecord } from "../../provider/atlas/json-readers";
import { CommandError } from "../terminal";
import { explicitProviderNote } from "./diagnostics";

/**
 * Writes a state that can be read. Never over a file that a person gave: that may be the state itself, which a shell's
 * `>` empties before Terraform reads it.
 */
export const rewrite = "terraform state pull > old.tfstate";

/** A resource of Terraform with one of its keys, whichever of the two forms it was written in. */
export interface TerraformInstance {
    type: string;
    /** With its modules and its key: `module.shop.mongodbatlas_flex_cluster.orders["eu"]`. */
    address: string;
    logicalName: string;
    attributes: unknown;
    /** The names of the attributes that are sensitive, or of which a part is. */
    sensitive: string[];
    notes: string[];
    /** What is left of an object that Terraform is about to delete. */
    isDeposed: boolean;
}

/**
 * The instances in a `terraform.tfstate`, or in what `terraform show -json` writes; undefined where it is neither.
 *
 * @throws CommandError where it is Terraform's, and cannot be used.
 */
export function instancesIn(json: unknown, file: string): TerraformInstance[] | undefined {
    const root = asRecord(json);
    if ("encrypted_data" in root) {
        throw new CommandError(
            `${file} is an encrypted state of OpenTofu. Write a readable one with \`tofu state pull > old.tfstate\`, and delete it after the import.`,
        );
    }
    if ("planned_values" in root) {
        throw new CommandError(
            `${file} is a plan of Terraform, not a state. Write the state with \`${rewrite}\`.`,
        );
    }
    if ("format_version" in root && "terraform_version" in root) {
        return inModule(asRecord(asRecord(root["values"])["root_module"]));
    }
    if (!("terraform_version" in root) && !("lineage" in root)) {
        return undefined;
    }
    if (root["version"] !== 4) {
        throw new CommandError(
            `${file} is a state of Terraform in version ${JSON.stringify(root["version"] ?? null)}, and only version 4 can be read. ` +
                `Run \`terraform apply -refresh-only\` with Terraform 0.12 or newer, then \`${rewrite}\`.`,
        );
    }
    return asArray(root["resources"]).filter(isRecord).flatMap(inState);
}

function inState(resource: JsonRecord): TerraformInstance[] {
    if (resource["mode"] !== "managed") {
        return [];
    }
    const type = asString(resource["type"]) ?? "";
    const name = asString(resource["name"]) ?? "";
    const module = asString(resource["module"]) ?? "";
    const alias = /\]\.([^.]+)$/.exec(asString(resource["provider"]) ?? "")?.[1];
    return asArray(resource["instances"])
        .filter(isRecord)
        .map((instance) => {
            const key = instance["index_key"];
            return {
                type,
                address: `${module === "" ? "" : `${module}.`}${type}.${name}${keyText(key)}`,
                logicalName: nameOf(module, name, key),
                attributes: instance["attributes"],
                sensitive: asArray(instance["sensitive_attributes"]).flatMap(beginningOf),
                isDeposed: instance["deposed"] !== undefined,
                notes: [
                    ...(alias === undefined ? [] : [explicitProviderNote(alias)]),
                    ...(instance["status"] === "tainted" ? [tainted] : []),
                    ...(instance["create_before_destroy"] === true ? [createBeforeDestroy] : []),
                ],
            };
        });
}

function inModule(module: JsonRecord): TerraformInstance[] {
    const own = asArray(module["resources"])
        .filter(isRecord)
        .filter((resource) => resource["mode"] === "managed")
        .map((resource) => ({
            type: asString(resource["type"]) ?? "",
            address: asString(resource["address"]) ?? "",
            logicalName: nameOf(
                asString(module["address"]) ?? "",
                asString(resource["name"]) ?? "",
                resource["index"],
            ),
            attributes: resource["values"],
            sensitive: Object.entries(asRecord(resource["sensitive_values"]))
                .filter(([, mark]) => isMarked(mark))
                .map(([attribute]) => attribute),
            isDeposed: resource["deposed_key"] !== undefined,
            notes: resource["tainted"] === true ? [tainted] : [],
        }));
    return [...own, ...asArray(module["child_modules"]).filter(isRecord).flatMap(inModule)];
}

/** The attribute that a path of a state begins with: `[{ "type": "get_attr", "value": "tags" }, ...]`. */
function beginningOf(path: unknown): string[] {
    const attribute = asString(asRecord(asArray(path)[0])["value"]);
    return attribute === undefined ? [] : [attribute];
}

/** Whether what `show -json` writes of a value has a mark in it: true at each part that is sensitive. */
function isMarked(mark: unknown): boolean {
    return mark === true || (typeof mark === "object" && mark !== null && Object.values(mark).some(isMarked));
}

const tainted = "Terraform has marked it as tainted, and would replace it; here it is taken as it is.";
const createBeforeDestroy =
    "lifecycle (create_before_destroy) is not migrated: with a name of its own a cluster is deleted before the " +
    "new one is made.";

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
