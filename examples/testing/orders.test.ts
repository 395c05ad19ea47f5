// The program deploys, a second update changes nothing, and destroy leaves nothing.
import { offline, type Offline } from "./offline";

jest.setTimeout(180_000);

let dev: Offline;
beforeAll(async () => {
    dev = await offline("dev");
});
// Undefined if the setup failed.
afterAll(() => (dev as Offline | undefined)?.close());

test("it creates a cluster, a second up changes nothing, and destroy leaves nothing", async () => {
    const { outputs, summary } = await dev.stack.up();
    // The stack, its identity, and the cluster.
    expect(summary.resourceChanges).toEqual({ create: 3 });
    expect(outputs["uri"]?.value).toMatch(/^mongodb\+srv:\/\/orders-/);

    const { changeSummary } = await dev.stack.preview();
    expect(changeSummary).toEqual({ same: 3 });

    await dev.stack.destroy();
    const answer = await fetch(`${dev.atlas.baseUrl}/_emulator/state`);
    const { projects } = (await answer.json()) as { projects: { instances: object[] }[] };
    expect(projects.flatMap(({ instances }) => instances)).toEqual([]);
});
