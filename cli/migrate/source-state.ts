import { CommandError } from "../terminal";
import { readJsonFile } from "./json-file";
import type { SourceState } from "./source-resource";
import { deploymentIn, readPulumi } from "./pulumi-export";
import { instancesIn } from "./terraform-resources";
import { readTerraform } from "./terraform-parse";

/**
 * Reads what another tool wrote of its clusters.
 *
 * @throws CommandError where the file is not of a kind that can be read.
 */
export function readSourceState(file: string): SourceState {
    const json = readJsonFile(file);
    const deployment = deploymentIn(json);
    if (deployment !== undefined) {
        return readPulumi(deployment, file);
    }
    const instances = instancesIn(json, file);
    if (instances !== undefined) {
        return readTerraform(instances);
    }
    throw new CommandError(
        `${file} is JSON, but neither an export of a Pulumi stack nor a state of Terraform. --from takes what ` +
            "`pulumi stack export`, `terraform state pull` or `terraform show -json` writes.",
    );
}
