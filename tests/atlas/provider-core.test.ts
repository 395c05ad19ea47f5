// A process that outlives its engines, as one that a person has started does: what it remembers belongs to one run of Pulumi.
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import type { Logger } from "../../provider/instance/operation-context";
import { Engine } from "../../provider/host/engine";
import { ProviderCore } from "../../provider/host/provider-core";
import { declaredAt } from "../emulated/owner";
import { startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage({ scale: 1000 });
});
afterEach(() => stage.close());

/** A process with the settings of an engine's first `Configure`. */
function started(engine = new Engine("127.0.0.1:1")): ProviderCore {
    jest.spyOn(engine, "assertAlive").mockResolvedValue();
    const core = new ProviderCore(engine);
    configure(core);
    return core;
}

function configure(core: ProviderCore): void {
    const { emulator } = stage.bench;
    const { baseUrl, clientId, clientSecret } = emulator;
    const configuration: Record<string, string> = { baseUrl, clientId, clientSecret };
    core.configure((key) => configuration[key], "configuration");
}

async function create(core: ProviderCore): Promise<string[]> {
    const told: string[] = [];
    const logger: Logger = {
        progress: () => undefined,
        info: (line) => void told.push(line),
        warn: (line) => void told.push(line),
    };
    const inputs: CheckedInputs = {
        projectId: stage.groupId,
        name: "carts",
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        ...declaredAt("db"),
    };
    await (await core.lifecycle()).create(inputs, logger);
    return told;
}

it.each([
    ["an interrupted engine", (core: ProviderCore) => core.interrupt()],
    ["a killed engine", (_: ProviderCore, engine: Engine) => engine.attach("127.0.0.1:2")],
])("after %s, the next one resumes what was not saved", async (_, ends) => {
    const engine = new Engine("127.0.0.1:1");
    const core = started(engine);
    expect(await create(core)).toEqual([]);
    // What the create gave did not come to be saved: in the state that comes next, nobody holds the cluster.
    ends(core, engine);
    configure(core);
    expect(await create(core)).toEqual([expect.stringMatching(/^Resuming cluster "carts"/)]);
});

it("configured once more by the same engine, it still knows what is held", async () => {
    const core = started();
    await create(core);
    configure(core);
    await expect(create(core)).rejects.toThrow(/the name is taken by cluster/);
});
