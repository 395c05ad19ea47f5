// What this team forbids: a database in production that can be deleted, and one that nobody answers for.
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { offline } from "./offline";

jest.setTimeout(180_000);

/** The inputs of all databases that a stack of the name would deploy. */
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
    const databases = await planned("prod");
    expect(databases).not.toEqual([]);
    for (const database of databases) {
        expect(database).toMatchObject({ terminationProtectionEnabled: true });
    }
});

test.each(["dev", "prod"])("in %s every cluster has a team", async (stackName) => {
    for (const database of await planned(stackName)) {
        expect(database).toMatchObject({ tags: { team: expect.any(String) as string } });
    }
});
