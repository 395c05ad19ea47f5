// What this team forbids: a cluster in production without termination protection, and a cluster without a team.
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { offline } from "./offline";

jest.setTimeout(180_000);

/** The inputs of all clusters that a stack of the name would deploy. */
async function planned(stackName: string): Promise<Record<string, unknown>[]> {
    const { stack, close } = await offline(stackName);
    try {
        const events: EngineEvent[] = [];
        await stack.preview({ onEvent: (event) => events.push(event) });
        return events
            .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? [])
            .filter(({ type }) => type.endsWith(":ServerlessInstance"))
            .map((resource) => resource.new?.inputs ?? {});
    } finally {
        await close();
    }
}

test("in production no cluster can be deleted by accident", async () => {
    const clusters = await planned("prod");
    expect(clusters).not.toEqual([]);
    for (const cluster of clusters) {
        expect(cluster).toMatchObject({ terminationProtectionEnabled: true });
    }
});

test.each(["dev", "prod"])("in %s every cluster has a team", async (stackName) => {
    for (const cluster of await planned(stackName)) {
        expect(cluster).toMatchObject({ tags: { team: expect.any(String) as string } });
    }
});
