// Installs the official Pulumi engine into a folder, in the SDK's own way:
//
//     node tools/engine/install.mts FOLDER
//
// A process of its own, because the SDK's way cannot be given up once it has begun. It writes `answered` as
// soon as the place of the download answers.
import { createRequire } from "node:module";
import type * as Automation from "@pulumi/pulumi/automation/index.js";

/** The SDK keeps this address to itself; it is asked only whether anybody is there. */
const script = `https://get.pulumi.com/install.${process.platform === "win32" ? "ps1" : "sh"}`;

const folder = process.argv[2];
if (folder === undefined) {
    console.error("Usage: node tools/engine/install.mts FOLDER");
    process.exit(2);
}
try {
    const response = await fetch(script, { method: "HEAD" });
    if (!response.ok) {
        throw new Error(`it answered ${response.status}`);
    }
    console.log("answered");
    // Required only now: loading the SDK takes longer than asking.
    const { PulumiCommand } = createRequire(import.meta.url)(
        "@pulumi/pulumi/automation",
    ) as typeof Automation;
    await PulumiCommand.install({ root: folder });
} catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    console.error(cause instanceof Error ? cause.message : String(cause));
    process.exit(1);
}
