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

    it("does not know what is inside of what it does not know", () => {
        const planned = plannedCreate({ ...inputs, ...{ providerSettings: unknown as never } });
        expect(planned["providerSettings"]).toBe(unknown);
        expect(plannedCreate({ ...inputs, serverlessBackupOptions: {} })["serverlessBackupOptions"]).toEqual({
            serverlessContinuousBackupEnabled: unknown,
        });
    });

    it("has the generation that the program insists on", () => {
        expect(plannedCreate({ ...inputs, apiGeneration: "flex" })["apiGeneration"]).toBe("flex");
        expect(plannedCreate(inputs)).not.toHaveProperty("apiGeneration");
    });

    it("has no name, under which nothing is there yet", () => {
        expect(plannedCreate(inputs)["name"]).toBe(unknown);
    });

    it.each([{ upgradeFromSharedTier: true }, { adopt: true }, { adopt: "aaaaaaaaaaaaaaaaaaaaaaaa" }])(
        "has the tags of what is taken on (%j), which nobody knows",
        (taking) => {
            const { projectId, name, providerSettings } = inputs;
            const untagged = { projectId, name, providerSettings };
            expect(plannedCreate({ ...untagged, ...taking })["tags"]).toBe(unknown);
            expect(
                plannedCreate({ ...untagged, adopt: false, upgradeFromSharedTier: false })["tags"],
            ).toEqual({});
        },
    );
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

    it("has the generation that the program insists on now, or none", () => {
        const state = deployed({ apiGeneration: "serverless" });
        expect(plannedUpdate(state, { ...inputs, apiGeneration: "auto" })["apiGeneration"]).toBe("auto");
        expect(plannedUpdate(state, inputs)).not.toHaveProperty("apiGeneration");
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
