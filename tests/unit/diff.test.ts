import type { Instance } from "../../provider/atlas/api/instance";
import { ChangeBlockedError } from "../../provider/atlas/errors";
import { diff } from "../../provider/instance/preview/diff";
import { unknownValue, type CheckedInputs } from "../../provider/instance/model/inputs";
import { serverOverrides } from "../../provider/instance/preview/update-plan";
import {
    inputsFromState,
    specifiedProperties,
    parseState,
    actualFrom,
    buildState,
    desiredFrom,
    type Noted,
    type State,
} from "../../provider/instance/state";

const inputs: CheckedInputs = {
    projectId: "0123456789abcdef01234567",
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
    tags: { team: "shop", stage: "dev" },
    terminationProtectionEnabled: false,
};
const database: Instance = {
    id: "aaaaaaaaaaaaaaaaaaaaaaaa",
    groupId: inputs.projectId,
    name: "orders",
    stateName: "IDLE",
    connectionStrings: { privateEndpoint: [] },
    providerSettings: {
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
        effectiveProviderName: "SERVERLESS",
    },
    continuousBackupEnabled: true,
    tags: { stage: "dev", team: "shop" },
    terminationProtectionEnabled: false,
    servedBy: "serverless",
};

/** The state after a deployment of these inputs, with Atlas answering with this cluster. */
function deployed(instance: Partial<Instance> = {}, declaration: CheckedInputs = inputs): State {
    const found = { ...database, ...instance };
    const want = desiredFrom(declaration);
    return buildState(declaration, found, {
        __managed: specifiedProperties(want),
        __ignored: serverOverrides(want, actualFrom(found)),
    });
}

function without(...properties: (keyof CheckedInputs)[]): CheckedInputs {
    const rest = Object.entries(inputs).filter(([key]) => !properties.some((property) => property === key));
    return Object.fromEntries(rest) as unknown as CheckedInputs;
}

describe("law: a second up is a no-op", () => {
    it("right after a deployment, whatever the order of tags", () => {
        expect(diff(deployed(), inputs).changes).toBe(false);
    });

    it("where Atlas ignores what it was sent", () => {
        expect(diff(deployed({ continuousBackupEnabled: false }), inputs).changes).toBe(false);
    });

    it("where Atlas adds tags of its own", () => {
        expect(diff(deployed({ tags: { ...inputs.tags, system: "x" } }), inputs).changes).toBe(false);
    });

    it("for what the program never set", () => {
        const few = without("tags", "serverlessBackupOptions", "terminationProtectionEnabled");
        const state = deployed({ tags: { other: "hand" }, terminationProtectionEnabled: true }, few);
        expect(diff(state, few).changes).toBe(false);
    });

    it("where only the way to reach Atlas changes", () => {
        expect(diff(deployed(), { ...inputs, apiGeneration: "serverless" }).changes).toBe(false);
    });
});

describe("continuous backup of a Flex cluster", () => {
    const flex: Partial<Instance> = { servedBy: "flex", continuousBackupEnabled: false };
    const unbacked = without("serverlessBackupOptions");
    const notesOf = (state: State, declared = inputs): string[] => diff(state, declared).notes;

    it("has no effect, and the preview that first declares it says so", () => {
        expect(notesOf(deployed(flex, unbacked))).toEqual([
            'Cluster "orders" is a Flex cluster, which does not support continuous backup: serverlessContinuousBackupEnabled has no effect.',
        ]);
    });

    it.each<[string, State, CheckedInputs]>([
        ["it was declared before", deployed(flex), inputs],
        ["nothing is declared", deployed(flex, unbacked), unbacked],
        [
            "it is off",
            deployed(flex, unbacked),
            { ...inputs, serverlessBackupOptions: { serverlessContinuousBackupEnabled: false } },
        ],
        ["the cluster is a serverless instance", deployed({}, unbacked), inputs],
    ])("is not spoken of where %s", (_what, state, declared) => {
        expect(notesOf(state, declared)).toEqual([]);
    });
});

describe("changes in place", () => {
    const backup = "serverlessBackupOptions.serverlessContinuousBackupEnabled";
    it.each<[string, State, CheckedInputs, string[]]>([
        [
            "another tag",
            deployed(),
            { ...inputs, tags: { team: "web", owner: "me" } },
            ["add tags.owner", "delete tags.stage", "update tags.team"],
        ],
        [
            "tags taken out of the program",
            deployed(),
            without("tags"),
            ["delete tags.stage", "delete tags.team"],
        ],
        [
            "protection taken out of the program",
            deployed(
                { terminationProtectionEnabled: true },
                { ...inputs, terminationProtectionEnabled: true },
            ),
            without("terminationProtectionEnabled"),
            ["delete terminationProtectionEnabled"],
        ],
        [
            "protection taken out of the program that was off",
            deployed(),
            without("terminationProtectionEnabled"),
            [],
        ],
        [
            "backup taken out of the program",
            deployed(),
            without("serverlessBackupOptions"),
            [`delete ${backup}`],
        ],
        ["a property that the program newly sets", deployed({}, without("tags")), inputs, []],
        [
            "tags that are not known yet",
            deployed(),
            { ...inputs, tags: unknownValue as unknown as Record<string, string> },
            ["update tags"],
        ],
        [
            "options that are not known yet",
            deployed(),
            { ...inputs, serverlessBackupOptions: unknownValue as unknown as object },
            ["update serverlessBackupOptions"],
        ],
        [
            "drift that a refresh found",
            { ...deployed(), tags: { team: "other hand" } },
            inputs,
            ["add tags.stage", "update tags.team"],
        ],
        [
            "drift over what Atlas had ignored",
            { ...deployed({ tags: { x: "y" } }), tags: {} },
            inputs,
            ["add tags.stage", "add tags.team"],
        ],
        ["a database that is not ready", deployed({ stateName: "CREATING" }), inputs, []],
        [
            "another time-out for the delete, which sees the state only",
            deployed(),
            { ...inputs, __timeouts: { delete: "2h" } },
            [],
        ],
    ])("%s", (_what, state, news, expected) => {
        const { details, ...difference } = diff(state, news);
        expect(difference).toEqual({
            changes: true,
            replaces: [],
            deleteBeforeReplace: true,
            warnings: [],
            notes: [],
        });
        expect(details.map(({ kind, path }) => `${kind} ${path.join(".")}`)).toEqual(expected);
    });

    it("are none for a state that Atlas may invent", () => {
        expect(diff(deployed({ stateName: "HIBERNATING" }), inputs).changes).toBe(false);
    });
});

describe("replacement", () => {
    it.each<[string, CheckedInputs, string[]]>([
        ["name", { ...inputs, name: "orders2" }, ["name"]],
        ["project", { ...inputs, projectId: "ffffffffffffffffffffffff" }, ["projectId"]],
        ["region", region("EU_WEST_1"), ["providerSettings"]],
        ["region that is not known yet", region(unknownValue), ["providerSettings"]],
    ])("by another %s, and said so", (_what, news, replaces) => {
        const difference = diff(deployed(), news);
        expect(difference).toMatchObject({ changes: true, replaces });
        expect(difference.details.map(({ path }) => path[0])).toEqual(replaces);
        expect(difference.warnings).toEqual([
            expect.stringContaining("permanently deletes its data and snapshots"),
        ]);
    });

    it("deletes first exactly where both would have one name", () => {
        expect(diff(deployed(), region("EU_WEST_1")).deleteBeforeReplace).toBe(true);
        expect(diff(deployed(), { ...inputs, name: "orders2" }).deleteBeforeReplace).toBe(false);
    });

    it.each(["backingProviderName", "regionName"] as const)(
        "never comes by a %s that Atlas did not tell: the state keeps the one it knows",
        (setting) => {
            const untold = { ...database, providerSettings: { ...database.providerSettings, [setting]: "" } };
            const kept = { __managed: specifiedProperties(desiredFrom(inputs)), __ignored: {} };
            const refreshed = buildState(deployed(), untold, kept);
            expect(refreshed.providerSettings).toEqual(database.providerSettings);
            expect(inputsFromState(refreshed)["providerSettings"]).toEqual(inputs.providerSettings);
            expect(buildState(inputs, untold, kept).providerSettings).toEqual(database.providerSettings);

            // Of what is imported, nobody knows it.
            const imported = buildState({}, untold, kept);
            expect(imported.providerSettings[setting]).toBe("");
            expect(diff(imported, inputs)).toMatchObject({ changes: false, replaces: [] });
            const elsewhere = {
                ...inputs,
                providerSettings: { backingProviderName: "GCP", regionName: "X" },
            } as const;
            expect(diff(imported, elsewhere).replaces).toEqual(["providerSettings"]);
        },
    );

    it("is refused at preview while termination protection is on", () => {
        const state = deployed({ terminationProtectionEnabled: true });
        expect(() => diff(state, { ...region("EU_WEST_1"), terminationProtectionEnabled: false })).toThrow(
            ChangeBlockedError,
        );
        expect(() => diff(state, { ...region("EU_WEST_1"), name: "new", __automaticName: true })).toThrow(
            "Changing providerSettings replaces",
        );
    });

    it("is refused as what it is, where only the name is taken out of the program", () => {
        const state = deployed({ terminationProtectionEnabled: true });
        expect(() => diff(state, { ...inputs, name: "orders-0123456", __automaticName: true })).toThrow(
            "Changing name replaces",
        );
    });

    it("is not refused while nobody knows whether it comes", () => {
        expect(diff(deployed({ terminationProtectionEnabled: true }), region(unknownValue)).changes).toBe(
            true,
        );
    });
});

describe("a replacement that would lose what it must not", () => {
    const elsewhere = region("EU_WEST_1");

    it("is refused while termination protection is on, unless the old cluster stays", () => {
        const state = deployed({ terminationProtectionEnabled: true });
        const news = { ...inputs, name: "orders2" };
        expect(() => diff(state, news)).toThrow("its termination protection is enabled");
        expect(diff(state, { ...news, __retainOnDelete: true })).toMatchObject({
            replaces: ["name"],
            warnings: [expect.stringContaining("keeps the old cluster in Atlas (retainOnDelete)")],
        });
    });

    it("is refused with the old cluster kept, where the new one needs its name", () => {
        expect(() => diff(deployed(), { ...elsewhere, __retainOnDelete: true })).toThrow(
            "retainOnDelete keeps it, and the new cluster needs its name. Change name too, or revert the change.",
        );
        expect(
            diff(deployed(), { ...elsewhere, name: "orders2", __retainOnDelete: true }).deleteBeforeReplace,
        ).toBe(false);
    });

    it.each([elsewhere, { ...inputs, name: "orders2" }])(
        "is refused where adopt names the cluster that would be deleted",
        (news) => {
            expect(() => diff(deployed(), { ...news, adopt: database.id })).toThrow(
                `adopt: "${database.id}" names the cluster that would be deleted.`,
            );
            expect(diff(deployed(), { ...news, adopt: "b".repeat(24) }).changes).toBe(true);
            expect(diff(deployed(), { ...news, adopt: true }).changes).toBe(true);
        },
    );

    it("adopt of the id that the state has is no change", () => {
        expect(diff(deployed(), { ...inputs, adopt: database.id }).changes).toBe(false);
    });

    it("warns where pulumi:autonaming may make the engine delete first", () => {
        const warnings = (news: CheckedInputs) => diff(deployed(), { ...news, __autonaming: true }).warnings;
        expect(warnings({ ...inputs, name: "orders2" })).toEqual([
            expect.stringContaining("Pulumi deletes the old cluster before it creates the new one"),
            expect.stringContaining("permanently deletes its data and snapshots"),
        ]);
        // It is deleted first in any case.
        expect(warnings(elsewhere)).toEqual([
            expect.stringContaining("permanently deletes its data and snapshots"),
        ]);
        expect(warnings(inputs)).toEqual([]);
    });
});

describe("the snapshot that a cluster starts with", () => {
    const restoreFrom = { snapshotId: "b".repeat(24), name: "production" };
    const restoredFrom = { ...restoreFrom, projectId: inputs.projectId, finishedAt: "2026-11-23T10:00:00Z" };
    const restored: State = { ...deployed(), restoredFrom };
    const ignored = expect.stringMatching(
        /^Cluster "orders" .* so restoreFrom has no effect on it/,
    ) as unknown;

    it.each<[string, State, CheckedInputs["restoreFrom"], unknown[]]>([
        ["the same", restored, restoreFrom, []],
        ["the same, with the project", restored, { ...restoreFrom, projectId: inputs.projectId }, []],
        ["another snapshot", restored, { ...restoreFrom, snapshotId: "c".repeat(24) }, [ignored]],
        ["another cluster", restored, { ...restoreFrom, name: "staging" }, [ignored]],
        ["one, where it started empty", deployed(), restoreFrom, [ignored]],
        ["one that is not known yet", deployed(), { ...restoreFrom, snapshotId: unknownValue }, []],
        ["none any more", restored, undefined, []],
    ])("is no change afterwards: %s", (_what, state, declared, notes) => {
        const declaration = { ...inputs, ...(declared !== undefined && { restoreFrom: declared }) };
        expect(diff(state, declaration)).toMatchObject({ changes: false, replaces: [], details: [], notes });
    });

    it("is in the warning of a replacement", () => {
        const { warnings } = diff(deployed(), {
            ...inputs,
            restoreFrom,
            providerSettings: { backingProviderName: "AWS", regionName: "EU_WEST_1" },
        });
        expect(warnings).toEqual([
            expect.stringContaining(
                "The new cluster starts with the data of the snapshot that restoreFrom names.",
            ),
        ]);
    });

    it("cannot be one of the cluster that is deleted first", () => {
        const itself = { ...inputs, restoreFrom: { ...restoreFrom, name: "orders" } };
        const elsewhere = { backingProviderName: "AWS", regionName: "EU_WEST_1" } as const;
        expect(() => diff(deployed(), { ...itself, providerSettings: elsewhere })).toThrow(
            /restoreFrom names a snapshot of it, which is deleted together with the old cluster\. Change name too/,
        );
        expect(diff(deployed(), { ...itself, name: "customers", providerSettings: elsewhere })).toMatchObject(
            {
                replaces: ["name", "providerSettings"],
                deleteBeforeReplace: false,
            },
        );
    });

    it("that is not restored yet is a change", () => {
        const pending: State = { ...deployed(), __restorePending: true };
        expect(diff(pending, { ...inputs, restoreFrom })).toMatchObject({
            changes: true,
            replaces: [],
            notes: [expect.stringMatching(/its data are not restored yet\. This update restores them\.$/)],
        });
    });
});

describe("law: what changes about the tag alone is an update that names no property", () => {
    const unnamed = { changes: true, replaces: [], details: [], deleteBeforeReplace: true, warnings: [] };
    const theirs = "shop.prod.orders.0123456789abcdef0123";

    it.each<[string, Noted, string]>([
        ["no tag", { relation: "untagged" }, "has no pulumi-owner tag. This update writes it."],
        ["another mark", { relation: "remarked", owner: theirs }, "takes the cluster back"],
        [
            "another owner, after an import",
            { relation: "foreign", owner: theirs },
            'belongs to resource "orders" in stack shop/prod. This update adopts it.',
        ],
    ])("what a refresh or an import has noted: %s", (_what, noted, words) => {
        expect(diff({ ...deployed(), __noted: noted }, inputs)).toEqual({
            ...unnamed,
            notes: [expect.stringContaining(words)],
        });
    });

    it("a move: from where", () => {
        const __movedFrom = "urn:pulumi:old::shop::my:Shop$x:y:ServerlessInstance::carts";
        expect(diff(deployed(), { ...inputs, __movedFrom })).toEqual({
            ...unnamed,
            notes: [expect.stringContaining("my:Shop$ServerlessInstance::carts in stack shop/old")],
        });
    });

    it("both, and a property beside them, which is named", () => {
        const state: State = { ...deployed(), __noted: { relation: "untagged" } };
        const news = { ...inputs, tags: { team: "shop" }, __movedFrom: "urn:pulumi:a::b::c::d" };
        const { notes, details } = diff(state, news);
        expect(notes).toHaveLength(2);
        expect(details.map(({ path }) => path)).toEqual([["tags", "stage"]]);
    });

    it("nothing of it, where the cluster is replaced anyway", () => {
        const state: State = { ...deployed(), __noted: { relation: "untagged" } };
        expect(diff(state, region("EU_WEST_1")).notes).toEqual([]);
    });

    it("neither another identity, nor another mark, nor the wish for a tag is a change by itself", () => {
        expect(diff({ ...deployed(), __mark: "aa" }, { ...inputs, __identity: "i" }).changes).toBe(false);
        expect(diff(deployed(), { ...inputs, ownershipTag: false }).changes).toBe(false);
    });
});

describe("the state", () => {
    it("reads back what was written, and declares what stands", () => {
        const state = deployed();
        expect(parseState(JSON.parse(JSON.stringify(state)))).toEqual(state);
        expect(inputsFromState({ ...state, tags: { by: "hand" } })).toEqual({
            ...inputs,
            tags: { by: "hand" },
        });
    });

    it("is none without a cluster of ours", () => {
        for (const nothing of [undefined, null, {}, [], "text", { name: "orders" }, inputs]) {
            expect(parseState(nothing)).toBeUndefined();
        }
    });

    it("never holds a value in its bookkeeping, since the value may be a secret", () => {
        const state = deployed({ tags: {} }, { ...inputs, tags: { token: "marked-secret" } });
        expect(JSON.stringify(state)).not.toContain("marked-secret");
    });
});

function region(regionName: string): CheckedInputs {
    return { ...inputs, providerSettings: { backingProviderName: "AWS", regionName } };
}
