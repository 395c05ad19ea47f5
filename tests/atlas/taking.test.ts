// What a person is told of a database that is there already, and what is done with it.
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs } from "../../provider/instance/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle";
import { hastyClock } from "./hasty-clock";
import { startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage({ scale: 1000 });
});
afterEach(() => stage.close());

const voice = { progress: () => undefined, warn: () => undefined };
const lifecycle = () => new Lifecycle(connect(stage.settings("accessToken")).databases, hastyClock(20));
const inputs = (more: Partial<CheckedInputs> = {}): CheckedInputs => ({
    projectId: stage.groupId,
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    __owner: "shop.dev.orders.0123456789abcdef",
    ...more,
});
const created = (more?: Partial<CheckedInputs>) => lifecycle().create(inputs(more), voice);

describe("an upgrade", () => {
    it.each([{}, { adopt: false }, { adopt: true }])(
        "takes the Flex cluster that MongoDB has made of the shared-tier one: %j",
        async (adopt) => {
            await stage.control("/seed", { instances: [{ name: "tier", kind: "shared" }] });
            await stage.control("/convert", { instance: "tier", to: "flex" });
            const state = await created({ name: "tier", upgradeFromSharedTier: true, ...adopt });
            expect(state).toMatchObject({ name: "tier", servedBy: "flex" });
        },
    );
});
