// Before anything else of this package is loaded.
import * as pulumi from "@pulumi/pulumi";
import { nodeVersionProblem } from "../provider/host/node-version";

const problem = nodeVersionProblem();
if (problem !== undefined) {
    throw new pulumi.RunError(problem);
}
