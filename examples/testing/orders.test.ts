// Whether the program deploys, changes and goes away again as it should.
import { offline, type Offline } from "./offline";

jest.setTimeout(180_000);

let dev: Offline;
beforeAll(async () => {
    dev = await offline("dev");
});
// It is not there where it could not begin.
afterAll(() => (dev as Offline | undefined)?.close());

test("it makes a cluster, a second up changes nothing, and destroy leaves nothing", async () => {
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
