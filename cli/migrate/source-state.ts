import { CommandError, type CliContext } from "../terminal";
import { nameOfInput, readJsonFile } from "./json-file";
import type { SourceState } from "./source-resource";
import { deploymentIn, readPulumi } from "./pulumi-export";
import { instancesIn } from "./terraform-resources";
import { readTerraform } from "./terraform-parse";

/**
 * Reads what another tool wrote of its clusters.
 *
 * @throws CommandError where the file is not of a kind that can be read.
 */
export async function readSourceState(file: string, terminal: CliContext): Promise<SourceState> {
    const json = await readJsonFile(file, terminal);
    const deployment = deploymentIn(json);
    if (deployment !== undefined) {
        return readPulumi(deployment, file);
    }
    const instances = instancesIn(json, nameOfInput(file));
    if (instances !== undefined) {
        return readTerraform(instances);
    }
    throw new CommandError(
        `${nameOfInput(file)} is JSON, but neither an export of a Pulumi stack nor a state of Terraform. --from takes what ` +
            "`pulumi stack export`, `terraform state pull` or `terraform show -json` writes.",
    );
}
