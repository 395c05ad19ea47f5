// Restores a cluster's newest snapshot to a cluster of its own, lets a command check the data, and destroys it again:
// `node drill.ts production -- node check.ts`. It needs the Pulumi CLI, a backend, and Atlas's credentials.
//
// Exit code 0: restored and checked. 1: not restored. 2: the command found the data wrong. 3: the drill's cluster could not be
// destroyed, and costs money until it is: run the drill again, or `pulumi destroy --stack drill`.
import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import * as automation from "@pulumi/pulumi/automation/index.js";
import * as atlas from "pulumi-atlas-serverless";

const [name, , command, ...args] = process.argv.slice(2);
if (name === undefined || command === undefined) {
    console.error("Usage: node drill.ts CLUSTER -- COMMAND [ARGUMENT...]");
    process.exit(64);
}
const source = { name };

const stack = await automation.LocalWorkspace.createOrSelectStack({
    projectName: "restore-drill",
    stackName: "drill",
    program: async () => {
        const { results } = await atlas.getServerlessInstanceSnapshots({ ...source, status: "completed" });
        const [newest] = results;
        if (newest === undefined) {
            throw new pulumi.RunError(`Cluster "${source.name}" has no completed snapshot.`);
        }
        const { backingProviderName, regionName } = (await atlas.getServerlessInstance(source))
            .providerSettings;
        const drill = new atlas.ServerlessInstance("drill", {
            // The outputs have more than can be declared, and their values are plain strings, since Atlas may have new ones.
            providerSettings: {
                backingProviderName: backingProviderName as "AWS",
                regionName,
            },
            tags: { purpose: "restore-drill" },
            restoreFrom: { snapshotId: newest.id, ...source },
        });
        return { uri: drill.connectionStrings.standardSrv, takenAt: newest.createdAt };
    },
});

process.exitCode = await drill(command);
try {
    await stack.destroy({ color: "never" });
} catch (error) {
    console.error(`The drill's cluster is still there: ${String(error)}`);
    process.exitCode = 3;
}

async function drill(check: string): Promise<number> {
    try {
        const { outputs, summary } = await stack.up({ color: "never" });
        const seconds = (summary.endTime.getTime() - summary.startTime.getTime()) / 1000;
        console.log(`Restored the snapshot of ${String(outputs["takenAt"]?.value)} in ${seconds} s.`);
        // The connection string has no credentials: the command brings its own.
        const env = { ...process.env, DRILL_URI: String(outputs["uri"]?.value) };
        const { status } = spawnSync(check, args, { env, stdio: "inherit" });
        console.log(status === 0 ? "The data are as they should be." : "The command found the data wrong.");
        return status === 0 ? 0 : 2;
    } catch (error) {
        console.error(`Could not restore: ${String(error)}`);
        return 1;
    }
}
