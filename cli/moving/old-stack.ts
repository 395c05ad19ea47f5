import { CommandError } from "../terminal";
import { readJsonFile } from "./json-file";
import type { OldStack } from "./old-database";
import { deploymentIn, readPulumi } from "./pulumi-export";
import { instancesIn, readTerraform } from "./terraform-state";

/**
 * Reads what another tool wrote of its databases.
 *
 * @throws CommandError where the file is not of a kind that can be read.
 */
export function readOldStack(file: string): OldStack {
    const json = readJsonFile(file);
    const deployment = deploymentIn(json);
    if (deployment !== undefined) {
        return readPulumi(deployment, file);
    }
    const instances = instancesIn(json, file);
    if (instances !== undefined) {
        return readTerraform(instances, file);
    }
    throw new CommandError(
        `${file} is JSON, but neither an export of a Pulumi stack nor a state of Terraform. --from takes what ` +
            "`pulumi stack export` or `terraform show -json` writes, or a terraform.tfstate.",
    );
}
