// Somebody changes in Atlas what we have just changed: that is put right at once; what Atlas itself will not have is not
// asked for again and again.
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs } from "../../provider/instance/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle";
import type { State } from "../../provider/instance/state";
import { hastyClock } from "./hasty-clock";
import { startStage, type Stage } from "./support";

let stage: Stage;
/** How often the other hand still turns the protection off, each time right after our change. */
let meddles = 0;

beforeEach(async () => {
    meddles = 0;
    const log = (line: string) => {
        if (meddles > 0 && /^PATCH \S+\/carts 200 /.test(line)) {
            meddles -= 1;
            void stage.control("/state", { instance: "carts", terminationProtectionEnabled: false });
        }
    };
    stage = await startStage({ scale: 200, log });
});
afterEach(() => stage.close());

function process() {
    const { databases } = connect(stage.settings("accessToken"));
    const voice = { progress: () => undefined, warn: () => undefined };
    const lifecycle = new Lifecycle(databases, hastyClock(20));
    return {
        create: (inputs: CheckedInputs) => lifecycle.create(inputs, voice),
        update: (state: State, inputs: CheckedInputs) => lifecycle.update(state, inputs, voice),
    };
}

const inputs = (terminationProtectionEnabled: boolean): CheckedInputs => ({
    projectId: stage.groupId,
    name: "carts",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    terminationProtectionEnabled,
    __owner: "shop.dev.carts.0123456789abcdef",
});
const changes = async () => (await stage.counts()).operations["updateServerlessInstance"] ?? 0;

it("once: it is put right before the update ends, and the state knows of nothing that Atlas ignores", async () => {
    const before = await process().create(inputs(false));
    meddles = 1;
    const after = await process().update(before, inputs(true));
    expect(after).toMatchObject({ terminationProtectionEnabled: true, __ignored: {} });
    expect(await changes()).toBe(2);
});

it("each time: it counts as Atlas's own will after the second, and the next update asks for nothing", async () => {
    const before = await process().create(inputs(false));
    meddles = Infinity;
    const after = await process().update(before, inputs(true));
    expect(after.terminationProtectionEnabled).toBe(false);
    expect(Object.keys(after.__ignored)).toEqual(["terminationProtectionEnabled"]);
    expect(await changes()).toBe(2);
    await process().update(after, inputs(true));
    expect(await changes()).toBe(2);
});
