import { unknown, type CheckedInputs } from "../../provider/instance/inputs";
import { plannedCreate, plannedUpdate } from "../../provider/instance/planned";
import { readState, type State } from "../../provider/instance/state";

const inputs: CheckedInputs = {
    projectId: "0123456789abcdef01234567",
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: "shop" },
};

function deployed(more: object = {}): State {
    const state = readState({
        ...inputs,
        instanceId: "aaaaaaaaaaaaaaaaaaaaaaaa",
        stateName: "IDLE",
        connectionStrings: { standardSrv: "mongodb+srv://orders.example.com", privateEndpoint: [] },
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
        __managed: ["tags"],
        ...more,
    });
    if (state === undefined) {
        throw new Error("that is a state");
    }
    return state;
}

describe("what a create would give", () => {
    it("is what was declared, and unknown where Atlas decides", () => {
        expect(plannedCreate(inputs)).toMatchObject({
            projectId: inputs.projectId,
            providerSettings: { regionName: "US_EAST_1", effectiveProviderName: unknown },
            tags: { team: "shop" },
            terminationProtectionEnabled: unknown,
            connectionStrings: unknown,
            instanceId: unknown,
        });
    });

    it("has no name, under which nothing is there yet", () => {
        expect(plannedCreate(inputs)["name"]).toBe(unknown);
    });

    it("has the tags of a cluster that is upgraded, which nobody knows", () => {
        const untagged = { ...inputs, upgradeFromSharedTier: true };
        delete untagged.tags;
        expect(plannedCreate(untagged)["tags"]).toBe(unknown);
        expect(plannedCreate({ ...untagged, upgradeFromSharedTier: false })["tags"]).toEqual({});
    });
});

describe("what an update would leave", () => {
    it("is what stands, with what it changes", () => {
        const state = deployed();
        const planned = plannedUpdate(state, {
            ...inputs,
            tags: { team: "web" },
            terminationProtectionEnabled: true,
        });
        expect(planned).toEqual({ ...state, tags: { team: "web" }, terminationProtectionEnabled: true });
    });

    it("has nothing of what the program gives up", () => {
        const untagged = { ...inputs };
        delete untagged.tags;
        expect(plannedUpdate(deployed(), untagged)["tags"]).toEqual({});
    });

    it("is unknown where the program is", () => {
        const news = {
            ...inputs,
            tags: { team: unknown },
            serverlessBackupOptions: unknown as unknown as object,
        };
        expect(plannedUpdate(deployed(), news)).toMatchObject({
            tags: { team: unknown },
            serverlessBackupOptions: unknown,
        });
    });

    it("ends a create that was not finished", () => {
        expect(plannedUpdate(deployed({ stateName: "CREATING" }), inputs)).toMatchObject({
            stateName: unknown,
            connectionStrings: unknown,
        });
    });
});
