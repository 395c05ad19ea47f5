// A stack of this program that is deployed to the Atlas emulator: real Pulumi, no network, no account.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { startEmulator, type Emulator } from "pulumi-atlas-serverless/emulator";

/** A stack, the Atlas that it deploys to, and how both end. */
export interface Offline {
    readonly stack: Stack;
    readonly atlas: Emulator;
    readonly close: () => Promise<void>;
}

/** Makes a stack of a name, with nothing deployed. A real stack of that name, its settings and its state are not touched. */
export async function offline(stackName: string): Promise<Offline> {
    const atlas = await startEmulator({ scale: 60, era: "sunset" });
    const folder = mkdtempSync(join(tmpdir(), "offline-"));
    const close = async (): Promise<void> => {
        await atlas.close();
        rmSync(folder, { recursive: true });
    };
    try {
        const workspace = await LocalWorkspace.create({
            workDir: folder,
            // The program is this folder's; the project around it is one of the test's own, with the name that Pulumi.yaml
            // has: configuration is named after it. What the program needs of it: `stack.setConfig("key", { value })`.
            projectSettings: { name: "atlas-serverless-testing", runtime: "nodejs", main: __dirname },
            envVars: {
                ...atlas.env,
                PULUMI_BACKEND_URL: pathToFileURL(folder).href,
                PULUMI_CONFIG_PASSPHRASE: "offline",
            },
        });
        return { stack: await Stack.create(stackName, workspace), atlas, close };
    } catch (error) {
        await close();
        throw error;
    }
}
