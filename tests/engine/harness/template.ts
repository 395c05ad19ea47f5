// A stack that was made once with `pulumi stack init` and is copied for every test.
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment, engine, sharedFolder } from "./engine.ts";
import { writeFiles } from "./project.ts";
import { Run, RunFailed } from "./run.ts";

/** Every stack of the tests has it; each has its own salt, and a state of its own. */
export const passphrase = "a passphrase of the tests";

/**
 * The address of a folder's file backend. Without `metadata=skip` it keeps a second file beside each state, which it does
 * not replace in one step: a `kill -9` right then leaves it empty, and every later command fails ("load checkpoint: EOF").
 */
export function backendUrl(folder: string): string {
    return `file://${join(folder, "state").replaceAll("\\", "/")}?metadata=skip`;
}

async function makeTemplate(target: string, project: string, stack: string): Promise<void> {
    const folder = mkdtempSync(join(sharedFolder(), "template-"));
    mkdirSync(join(folder, "state"));
    writeFiles(folder, { "Pulumi.yaml": `name: ${project}\nruntime: nodejs\n` });
    const args = ["stack", "init", stack, "--non-interactive", "--color", "never"];
    const result = await new Run(engine().pulumi, args, folder, {
        ...cleanEnvironment(folder),
        PULUMI_BACKEND_URL: backendUrl(folder),
        PULUMI_CONFIG_PASSPHRASE: passphrase,
    }).done;
    if (result.code !== 0) {
        throw new RunFailed("pulumi stack init", result);
    }
    try {
        renameSync(folder, target);
    } catch (error) {
        if (!existsSync(target)) {
            throw error;
        }
        // Another worker was faster; its template is as good.
    }
}

/** Puts an empty stack into a folder: its backend, and its settings beside the project. */
export async function copyTemplate(folder: string, projectFolder: string, project: string, stack: string) {
    const template = join(sharedFolder(), `template-${project}-${stack}`);
    if (!existsSync(template)) {
        await makeTemplate(template, project, stack);
    }
    cpSync(join(template, "state"), join(folder, "state"), { recursive: true });
    const settings = `Pulumi.${stack}.yaml`;
    cpSync(join(template, settings), join(projectFolder, settings));
}
