// A stack of this program that is deployed to a local Atlas: real Pulumi, no network, no account.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { startEmulator, type Emulator } from "pulumi-atlas-serverless/emulator";

/** A stack, the Atlas that it deploys to, and how both end. */
export interface Offline {
    readonly stack: Stack;
    readonly atlas: Emulator;
    readonly close: () => Promise<void>;
}

/** Makes a stack of a name, with nothing deployed. One at a time: its settings are a file beside the program. */
export async function offline(stackName: string): Promise<Offline> {
    const atlas = await startEmulator({ scale: 60 });
    const folder = mkdtempSync(join(tmpdir(), "offline-"));
    const envVars = {
        ...atlas.env,
        PULUMI_BACKEND_URL: pathToFileURL(folder).href,
        PULUMI_CONFIG_PASSPHRASE: "offline",
    };
    const stack = await LocalWorkspace.createStack({ stackName, workDir: __dirname }, { envVars });
    const close = async (): Promise<void> => {
        await stack.workspace.removeStack(stackName, { force: true });
        rmSync(folder, { recursive: true });
        await atlas.close();
    };
    return { stack, atlas, close };
}
