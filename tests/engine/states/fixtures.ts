// The recorded states, by the version of their schema.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseState } from "../../../provider/instance/state";
import type { StackExport } from "../harness/index.ts";

const folder = resolve(__dirname, "../../fixtures/states");

/** The version of the schema by which states are written now. */
export function presentVersion(): number {
    return parseState({ projectId: "", name: "", instanceId: "" })?.__schemaVersion ?? 0;
}

/** A recorded state's version and its story's name. */
export interface Recorded {
    readonly version: number;
    readonly name: string;
}

/** All recorded states. */
export function recorded(): Recorded[] {
    return readdirSync(folder).flatMap((version) =>
        readdirSync(join(folder, version)).map((file) => ({
            version: Number(version.replace(/^v/, "")),
            name: file.replace(/\.json$/, ""),
        })),
    );
}

function fileOf({ version, name }: Recorded): string {
    return join(folder, `v${version}`, `${name}.json`);
}

/** A recorded state's text: what `pulumi stack export` gave. */
export function textOf(one: Recorded): string {
    return readFileSync(fileOf(one), "utf8");
}

/** What the engine notes of the machine on which a program ran. */
const traces = ["sourcePosition", "stackTrace"];

/** Records a state, but for the paths of the machine that it was recorded on. */
export function record(one: Recorded, state: StackExport): void {
    mkdirSync(join(folder, `v${one.version}`), { recursive: true });
    const untraced = (key: string, value: unknown): unknown => (traces.includes(key) ? undefined : value);
    writeFileSync(fileOf(one), `${JSON.stringify(state, untraced, 4)}\n`);
}
