import { unknownValue, type CheckedInputs } from "../../provider/instance/model/inputs";
import { previewCreate, previewUpdate } from "../../provider/instance/preview/preview-outputs";
import { parseState, type State } from "../../provider/instance/state";

const inputs: CheckedInputs = {
    projectId: "0123456789abcdef01234567",
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: "shop" },
};

function deployed(more: object = {}): State {
    const state = parseState({
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
        expect(previewCreate(inputs)).toMatchObject({
            projectId: inputs.projectId,
            providerSettings: { regionName: "US_EAST_1", effectiveProviderName: unknownValue },
            tags: { team: "shop" },
            terminationProtectionEnabled: unknownValue,
            connectionStrings: unknownValue,
            instanceId: unknownValue,
        });
    });

    it("does not know what is inside of what it does not know", () => {
        const planned = previewCreate({ ...inputs, ...{ providerSettings: unknownValue as never } });
        expect(planned["providerSettings"]).toBe(unknownValue);
        expect(previewCreate({ ...inputs, serverlessBackupOptions: {} })["serverlessBackupOptions"]).toEqual({
            serverlessContinuousBackupEnabled: unknownValue,
        });
    });

    it("has the generation that the program insists on", () => {
        expect(previewCreate({ ...inputs, apiGeneration: "flex" })["apiGeneration"]).toBe("flex");
        expect(previewCreate(inputs)).not.toHaveProperty("apiGeneration");
    });

    it("has no name, under which nothing is there yet", () => {
        expect(previewCreate(inputs)["name"]).toBe(unknownValue);
    });

    it.each([{ upgradeFromSharedTier: true }, { adopt: true }, { adopt: "aaaaaaaaaaaaaaaaaaaaaaaa" }])(
        "has the tags of what is adopted (%j), which nobody knows",
        (taking) => {
            const { projectId, name, providerSettings } = inputs;
            const untagged = { projectId, name, providerSettings };
            expect(previewCreate({ ...untagged, ...taking })["tags"]).toBe(unknownValue);
            expect(
                previewCreate({ ...untagged, adopt: false, upgradeFromSharedTier: false })["tags"],
            ).toEqual({});
        },
    );
});

describe("what an update would leave", () => {
    it("is what stands, with what it changes", () => {
        const state = deployed();
        const planned = previewUpdate(state, {
            ...inputs,
            tags: { team: "web" },
            terminationProtectionEnabled: true,
        });
        expect(planned).toEqual({ ...state, tags: { team: "web" }, terminationProtectionEnabled: true });
    });

    it("has nothing of what the program gives up", () => {
        const untagged = { ...inputs };
        delete untagged.tags;
        expect(previewUpdate(deployed(), untagged)["tags"]).toEqual({});
    });

    it("has the generation that the program insists on now, or none", () => {
        const state = deployed({ apiGeneration: "serverless" });
        expect(previewUpdate(state, { ...inputs, apiGeneration: "auto" })["apiGeneration"]).toBe("auto");
        expect(previewUpdate(state, inputs)).not.toHaveProperty("apiGeneration");
    });

    it("is unknown where the program is", () => {
        const news = {
            ...inputs,
            tags: { team: unknownValue },
            serverlessBackupOptions: unknownValue as unknown as object,
        };
        expect(previewUpdate(deployed(), news)).toMatchObject({
            tags: { team: unknownValue },
            serverlessBackupOptions: unknownValue,
        });
    });

    it("ends a create that was not finished", () => {
        expect(previewUpdate(deployed({ stateName: "CREATING" }), inputs)).toMatchObject({
            stateName: unknownValue,
            connectionStrings: unknownValue,
        });
    });
});
