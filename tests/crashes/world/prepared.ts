// Everything deployed, once for all runs that begin with it: a backend and an Atlas that are copied for each.
import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PulumiStack } from "../../engine/harness/index";
import { sharedFolder } from "../../engine/harness/engine";
import { first } from "../operations";
import { programOf } from "./program";
import { Atlas, stackName, type Original } from "./atlas";

/** What a run begins with. */
export interface Prepared {
    /** The folder with the backend. */
    readonly backend: string;
    readonly originals: readonly Original[];
}

const atlasFile = "atlas.json";

/** The deployed stack, made by whoever asks first. */
export async function prepared(): Promise<Prepared> {
    const folder = join(sharedFolder(), "deployed");
    if (!existsSync(folder)) {
        await prepare(folder);
    }
    return {
        backend: join(folder, "backend"),
        originals: JSON.parse(readFileSync(join(folder, atlasFile), "utf8")) as Original[],
    };
}

async function prepare(target: string): Promise<void> {
    const folder = mkdtempSync(join(sharedFolder(), "deploying-"));
    const atlas = await Atlas.withStrangers();
    try {
        const forwarder = await atlas.open();
        const { project, stack: name } = stackName;
        const stack = await PulumiStack.create({
            project,
            name,
            program: programOf(first),
            env: atlas.env(forwarder),
        });
        await stack.up();
        stack.saveBackend(join(folder, "backend"));
        writeFileSync(join(folder, atlasFile), JSON.stringify(atlas.originals()));
        await stack.dispose();
    } finally {
        await atlas.close();
    }
    try {
        renameSync(folder, target);
    } catch (error) {
        if (!existsSync(target)) {
            throw error;
        }
        // Another worker was faster; what it has deployed is as good.
    }
}
