// What Pulumi itself forgets: a destroy right after a crash in a create leaves clusters that no state knows.
import { join } from "node:path";
import { randomFor } from "../../emulator/random";
import { Scene } from "./course/scene";
import { databasesOf } from "./course/findings";
import { create, destroy, first } from "./operations";
import { strikes } from "./strikes";
import { nothingYet, record, type Counts } from "./tally";
import { seed } from "../test-options";
import { stackName } from "./world/atlas";
import { programOf, type ResourceName } from "./world/program";

const cli = join(__dirname, "../../dist/cli/index.js");

interface Report {
    readonly clusters: readonly {
        readonly status: string;
        readonly name: string;
        readonly instanceId: string;
        readonly createdBy: {
            readonly project: string;
            readonly stack: string;
            readonly resource: ResourceName;
        };
    }[];
}

let counts: Counts;
let scene: Scene;
let isFailed: boolean;
beforeEach(async () => {
    counts = nothingYet();
    isFailed = true;
    scene = await Scene.set(false, counts);
});
afterEach(async () => {
    record({ run: "orphans", isFailed, ...counts });
    await scene.close();
});

/** What `pulumi-atlas-serverless orphans` lists of this stack's clusters; another stack's is always there, and unknown. */
async function orphans(): Promise<Report["clusters"]> {
    const { code, stdout, output } = await scene.stack.node(cli, "orphans", "--json");
    expect({ code, output }).toMatchObject({ code: 0 });
    const { clusters } = JSON.parse(stdout) as Report;
    expect(clusters.find(({ name }) => name === "theirs")).toMatchObject({ status: "unknown" });
    return clusters.filter(({ createdBy }) => createdBy.stack === stackName.stack);
}

test("the clusters that a destroy forgets are found, and taken as the command says", async () => {
    const { atlas, stack } = scene;
    const { others } = await atlas.databases();
    stack.write(programOf(first));
    const moment = { request: "write", ordinal: 2, point: "acted on", delay: 0 } as const;
    await scene.broken(create.command, moment, strikes.everything, randomFor(seed, "orphans"));
    await stack.expect("cancel", "--yes");

    await scene.succeeds(destroy.command);
    expect(await stack.resources()).toEqual([]);
    const forgotten = await orphans();
    expect(forgotten.map(({ createdBy, status }) => [createdBy.resource, status]).sort()).toEqual([
        ["automatic", "creating"],
        ["fixed", "creating"],
    ]);

    stack.write(
        programOf(
            first,
            Object.fromEntries(
                forgotten.map(({ createdBy, name, instanceId }) => [
                    createdBy.resource,
                    { name, adopt: instanceId },
                ]),
            ),
        ),
    );
    await scene.succeeds(create.command);
    const taken = await databasesOf(atlas, stack, others);
    expect(taken).toMatchObject({ orphans: [], duplicates: [], touched: [] });
    expect(Object.keys(taken.ours).sort()).toEqual([...first.resources].sort());
    expect((await atlas.databases()).ours.map(({ id }) => id)).toEqual(
        expect.arrayContaining(forgotten.map(({ instanceId }) => instanceId)),
    );
    expect(await orphans()).toEqual([]);

    await scene.succeeds(destroy.command);
    const left = await databasesOf(atlas, stack, others);
    counts.orphans += left.orphans.length;
    expect(left).toEqual({ ours: {}, orphans: [], duplicates: [], touched: [] });
    isFailed = false;
});
