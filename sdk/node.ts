// Before anything else of this package is loaded.
import * as pulumi from "@pulumi/pulumi";
import { nodeProblem } from "../provider/node";

const problem = nodeProblem();
if (problem !== undefined) {
    throw new pulumi.RunError(problem);
}
