import type { Instance } from "../../provider/atlas/api/instance";
import { unknownValue, type CheckedInputs } from "../../provider/instance/model/inputs";
import { newMark, adoptionTag } from "../../provider/instance/ownership/marks";
import {
    formatOwnerTag,
    importedMark,
    isOwnedByStack,
    ownerOf,
    parseOwnerTag,
    parseOwner,
    slotIn,
    slotOf,
    withoutOwnerTag,
    withoutSlot,
    type OwnerTag,
} from "../../provider/instance/ownership/owner-tag";
import {
    adoptionRefusal,
    relationOf,
    resumeWindowMs,
    type AdoptionRequest,
} from "../../provider/instance/ownership/rules";
import { declaredAt, identity, urnOf } from "../emulated/owner";

const dev = { project: "shop", stack: "dev" };
const place = declaredAt("orders");
/** A tag of the time before a state had an identity. */
const old = "shop.dev.orders.0123456789abcdef";

describe("a slot", () => {
    it("is of the identity and the whole place, in 20 digits", () => {
        expect(slotOf(place)).toMatch(/^[0-9a-f]{20}$/);
    });

    it("is the same each time, and through either entry point", () => {
        // It stands in the tags of clusters: another value would make them somebody else's.
        expect(slotOf({ __urn: urnOf(dev, "orders"), __identity: "i" })).toBe("cee05938c2a9f7a13c20");
        const plugin = "urn:pulumi:dev::shop::atlas-serverless:index:ServerlessInstance::orders";
        expect(slotOf({ ...place, __urn: plugin })).toBe(slotOf(place));
    });

    it("is another one for every other identity, project, stack, parent and name", () => {
        const others = [
            place,
            { ...place, __identity: "another" },
            declaredAt("orders", { ...dev, stack: "prod" }),
            declaredAt("orders", { ...dev, project: "web" }),
            declaredAt("carts"),
            { ...place, __urn: place.__urn.replace("::pulumi-nodejs", "::my:Shop$pulumi-nodejs") },
            // However the parts are cut.
            declaredAt("orders", { project: "shop.dev", stack: "" }),
            declaredAt("or.ders"),
            declaredAt("or+2eders"),
            declaredAt(`${"x".repeat(70)}1`),
            declaredAt(`${"x".repeat(70)}2`),
        ];
        expect(new Set(others.map(slotOf)).size).toBe(others.length);
        expect(new Set(others.map(ownerOf)).size).toBe(others.length);
    });

    it.each([
        ["no identity", { ...place, __identity: undefined }],
        ["an identity that is not known yet", { ...place, __identity: unknownValue }],
        ["a place that is not known yet", { ...place, __urn: unknownValue }],
        ["nothing", {}],
    ])("is none with %s", (_what, at) => {
        expect(slotOf(JSON.parse(JSON.stringify(at)) as object)).toBeUndefined();
    });
});

describe("an owner", () => {
    it("is readable, and ends in the slot", () => {
        expect(ownerOf(place)).toBe(`shop.dev.orders.${slotOf(place)}`);
        expect(ownerOf({ __urn: place.__urn })).toBe("shop.dev.orders");
    });

    it.each(["Ünïcode 注文/x", "_leading", "a@b", "x".repeat(300), "注".repeat(300)])(
        "is a value that Atlas allows, with the most marks: %s",
        (text) => {
            const at = declaredAt(text, { project: text, stack: text });
            const earlier = Array.from({ length: 9 }, () => newMark());
            const tag = adoptionTag(at, { tag: { owner: "", mark: newMark(), earlier } });
            const value = formatOwnerTag(tag);
            expect(value).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$/);
            expect(value.length).toBeLessThanOrEqual(255);
            expect(parseOwnerTag({ "pulumi-owner": value })).toEqual(tag);
        },
    );

    it.each(["orders", "or.ders", "注文/x", "a+b", "100%"])(
        "gives back what it was made from: %s",
        (text) => {
            const names = { project: `p${text}`, stack: text };
            const slot = slotOf(declaredAt(text, names));
            expect(parseOwner(ownerOf(declaredAt(text, names)))).toEqual({
                ...names,
                logicalName: text,
                slot,
            });
            expect(parseOwner(ownerOf({ __urn: urnOf(names, text) }))).toEqual({
                ...names,
                logicalName: text,
            });
        },
    );

    it("of a long name gives back what fitted, also where it was cut in the middle of a character", () => {
        expect(parseOwner(ownerOf(declaredAt("注".repeat(50))))).toMatchObject(dev);
        // Whole characters: 6 of 9 digits each fit into 55.
        expect(parseOwner(ownerOf(declaredAt("注".repeat(50))))?.logicalName).toBe("注".repeat(6));
        const project = "𐀀".repeat(5);
        expect(parseOwner(ownerOf(declaredAt("orders", { ...dev, project })))?.project).toBe(
            `0${"𐀀".repeat(4)}`,
        );
    });

    it("of the time before slots had 20 digits still tells whose it is", () => {
        expect(parseOwner(old)).toEqual({ ...dev, logicalName: "orders", slot: "0123456789abcdef" });
        expect(withoutSlot(old)).toBe(withoutSlot(ownerOf(place)));
        expect(isOwnedByStack(old, dev)).toBe(true);
        expect(slotIn(old)).not.toBe(slotOf(place));
    });

    it.each(["somebody", "finance@x", "a.b", "shop.dev.orders.0123", `${old}.more`, ""])(
        "gives nothing for what is none of ours: %s",
        (owner) => {
            expect(parseOwner(owner)).toBeUndefined();
            expect(slotIn(owner)).toBeUndefined();
            expect(withoutSlot(owner)).toBe(owner);
            expect(isOwnedByStack(owner, dev)).toBe(false);
        },
    );

    it("tells its stack from every other", () => {
        const long = "x".repeat(99);
        for (const names of [dev, { project: "_shop.x", stack: "de.v" }, { project: long, stack: long }]) {
            const owner = ownerOf(declaredAt("orders", names));
            expect(isOwnedByStack(owner, names)).toBe(true);
            expect(isOwnedByStack(owner, { stack: names.stack })).toBe(true);
            expect(isOwnedByStack(owner, { ...names, stack: "prod" })).toBe(false);
            expect(isOwnedByStack(owner, { ...names, project: "bar" })).toBe(false);
        }
    });
});

const tagged = (owner: string, mark: string, ...earlier: string[]) => ({
    "pulumi-owner": formatOwnerTag({ owner, mark, earlier }),
});

describe("the tag", () => {
    it("reads back as it was written", () => {
        for (const earlier of [[], ["bb22"], ["bb22", "cc33", "dd44", "ee55"]]) {
            const tag = { owner: ownerOf(place), mark: "aa11", earlier };
            expect(parseOwnerTag({ "pulumi-owner": formatOwnerTag(tag) })).toEqual(tag);
        }
    });

    it("of somebody else is a claim all the same", () => {
        expect(parseOwnerTag({ "pulumi-owner": "finance" })).toEqual({
            owner: "finance",
            mark: "",
            earlier: [],
        });
        expect(parseOwnerTag({ team: "shop" })).toBeUndefined();
    });

    it("is never shown", () => {
        expect(withoutOwnerTag({ ...tagged("x", "1"), team: "shop" })).toEqual({ team: "shop" });
    });

    it("of a cluster that is taken keeps the last four marks: the fifth drops out", () => {
        const taken = (tag: OwnerTag | undefined, mark?: string) => adoptionTag(place, { tag, mark }).earlier;
        expect(taken(undefined)).toEqual([]);
        expect(taken(undefined, "f0")).toEqual(["f0"]);
        expect(taken({ owner: "x", mark: "a1", earlier: ["a2", "a3", "a4", "a5"] })).toEqual([
            "a1",
            "a2",
            "a3",
            "a4",
        ]);
        expect(taken({ owner: "x", mark: "a1", earlier: ["a2"] }, "a2")).toEqual(["a1", "a2"]);
        // Somebody's own value has no mark.
        expect(taken({ owner: "finance", mark: "", earlier: [] }, "f0")).toEqual(["f0"]);
        expect(adoptionTag(place, { tag: undefined }).mark).not.toBe(
            adoptionTag(place, { tag: undefined }).mark,
        );
    });

    it("gives an import its ownership ID where it names the very slot", () => {
        expect(importedMark(tagged(ownerOf(place), "aa"), place)).toBe("aa");
        expect(importedMark(tagged(ownerOf(declaredAt("carts")), "aa"), place)).toBeUndefined();
        expect(importedMark(tagged(ownerOf(place), "aa"), { __urn: place.__urn })).toBeUndefined();
        expect(importedMark(tagged(old, "aa"), place)).toBeUndefined();
        expect(importedMark({}, place)).toBeUndefined();
    });
});

describe("law: how a cluster stands to a state; the first that fits", () => {
    const ours = ownerOf(place);
    const theirs = ownerOf(declaredAt("orders", dev, "another state"));
    const [date, later] = ["2026-11-28T10:00:00Z", "2026-11-28T11:00:00Z"];
    const state = { instanceId: "id1", createDate: date, __owner: ours, __mark: "aa" };
    const unmarked = { instanceId: "id1", createDate: date };
    const seen = (id: string, tags: Record<string, string>, createDate = date) => ({ id, tags, createDate });

    it.each([
        ["our mark, our id", state, seen("id1", tagged(ours, "aa")), "owned"],
        ["our mark, another id: a conversion", state, seen("id2", tagged(ours, "aa")), "owned"],
        ["our mark, another slot: a killed move", state, seen("id1", tagged(theirs, "aa")), "owned"],
        ["our mark, and somebody's own words", state, seen("id1", { "pulumi-owner": "me@aa" }), "owned"],
        ["no tag, our id", state, seen("id1", {}), "untagged"],
        ["no tag, our id, a state without a mark", unmarked, seen("id1", {}), "untagged"],
        ["our slot, another mark", state, seen("id1", tagged(ours, "bb")), "remarked"],
        ["our slot, our mark before it", state, seen("id1", tagged(ours, "bb", "aa")), "remarked"],
        ["our slot, another mark, another id", state, seen("id2", tagged(ours, "bb"), later), "remarked"],
        ["our slot, a state without a mark", unmarked, seen("id1", tagged(ours, "bb")), "remarked"],
        ["foreign, our id", state, seen("id1", tagged(theirs, "bb")), "transferred"],
        ["foreign, our mark before it", state, seen("id2", tagged(theirs, "bb", "aa")), "transferred"],
        [
            "foreign, our mark four before it",
            state,
            seen("id2", tagged(theirs, "1", "2", "3", "4", "aa")),
            "transferred",
        ],
        ["somebody's own value, our id", state, seen("id1", { "pulumi-owner": "me" }), "transferred"],
        ["foreign, our id, a state without a mark", unmarked, seen("id1", tagged(theirs, "bb")), "foreign"],
        ["somebody's own value, our id, no mark", unmarked, seen("id1", { "pulumi-owner": "me" }), "foreign"],
        ["foreign, another id", state, seen("id2", tagged(theirs, "bb")), "gone"],
        ["no tag, another id and date", state, seen("id2", {}, later), "gone"],
        ["no mark, another id and date", unmarked, seen("id2", tagged(theirs, "bb"), later), "gone"],
        [
            "somebody's own value, another id and date",
            state,
            seen("id2", { "pulumi-owner": "me" }, later),
            "gone",
        ],
        ["no tag, another id, the same date", state, seen("id2", {}), "doubtful"],
        ["no mark, another id, the same date", unmarked, seen("id2", tagged(theirs, "bb")), "doubtful"],
        ["somebody's own value, another id", state, seen("id2", { "pulumi-owner": "me" }), "doubtful"],
        [
            "the same date, written otherwise",
            { ...state, createDate: "2026-11-28T10:00:00.000Z" },
            seen("id2", {}),
            "doubtful",
        ],
        ["no dates", { instanceId: "id1", __mark: "aa" }, { id: "id2", tags: {} }, "doubtful"],
        // States of old.
        [
            "an empty mark, somebody's own value",
            { ...unmarked, __mark: "" },
            seen("id1", { "pulumi-owner": "me" }),
            "foreign",
        ],
        ["an old slot, our mark", { ...state, __owner: old }, seen("id1", tagged(old, "aa")), "owned"],
        ["an old slot, another mark", { ...state, __owner: old }, seen("id1", tagged(old, "bb")), "remarked"],
        ["an old slot that the state did not record", state, seen("id1", tagged(old, "bb")), "transferred"],
    ])("%s", (_what, recorded, instance, relation) => {
        expect(relationOf(recorded, instance, slotOf(place))).toBe(relation);
    });

    it("the recorded slot counts beside the present one, and either alone", () => {
        const moved = declaredAt("renamed");
        for (const [owner, present, relation] of [
            [ours, slotOf(moved), "remarked"],
            [ownerOf(moved), slotOf(place), "remarked"],
            [ours, undefined, "remarked"],
            [undefined, undefined, "transferred"],
        ] as const) {
            const { instanceId, createDate, __mark } = state;
            const recorded = {
                instanceId,
                createDate,
                __mark,
                ...(owner !== undefined && { __owner: owner }),
            };
            expect(relationOf(recorded, seen("id1", tagged(ours, "bb")), present)).toBe(relation);
        }
    });
});

describe("law: which cluster a create may take", () => {
    const now = Date.parse("2026-11-28T12:00:00.000Z");
    const bornAgo = (milliseconds: number) => new Date(now - milliseconds).toISOString();
    const hour = resumeWindowMs;
    const id = "aaaaaaaaaaaaaaaaaaaaaaaa";
    const ours = tagged(ownerOf(place), "aa");
    const theirs = tagged(ownerOf(declaredAt("orders", dev, "another state")), "aa");
    const inputs: CheckedInputs = {
        projectId: "0".repeat(24),
        name: "orders",
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
        ...place,
    };

    /** What stands in the way; undefined where nothing does. */
    function refusal(
        instance: Partial<Instance>,
        wish: Partial<CheckedInputs> = {},
        more: Partial<Pick<AdoptionRequest, "holder" | "resume">> = {},
    ) {
        return adoptionRefusal({
            inputs: { ...inputs, ...wish },
            instance: {
                id,
                groupId: inputs.projectId,
                name: "orders",
                stateName: "IDLE",
                connectionStrings: { privateEndpoint: [] },
                providerSettings: inputs.providerSettings,
                tags: ours,
                createDate: bornAgo(0),
                terminationProtectionEnabled: false,
                servedBy: "serverless",
                ...instance,
            },
            now,
            resume: new Set(),
            holder: undefined,
            ...more,
        });
    }

    it("its own, for exactly an hour, by Atlas's clock", () => {
        expect(refusal({ createDate: bornAgo(hour) })).toBeUndefined();
        expect(refusal({ createDate: bornAgo(hour + 1) })).toBe("own, old");
        expect(refusal({ createDate: bornAgo(-hour) })).toBeUndefined();
        expect(refusal({ createDate: "no date" })).toBe("own, old");
    });

    it.each<[string, Partial<Instance>, Partial<CheckedInputs>, object, string | undefined]>([
        [
            "its own and CREATING, of any age",
            { stateName: "CREATING", createDate: bornAgo(99 * hour) },
            {},
            {},
            undefined,
        ],
        ["its own and old", { createDate: bornAgo(2 * hour) }, {}, {}, "own, old"],
        ["its own and old, adopt: true", { createDate: bornAgo(2 * hour) }, { adopt: true }, {}, undefined],
        ["its own and old, adopt: its id", { createDate: bornAgo(2 * hour) }, { adopt: id }, {}, undefined],
        [
            "its own and old, an upgrade",
            { createDate: bornAgo(2 * hour) },
            { upgradeFromSharedTier: true },
            {},
            undefined,
        ],
        [
            "its own and old, resumed by the variable",
            { createDate: bornAgo(2 * hour) },
            {},
            { resume: new Set([id]) },
            undefined,
        ],
        [
            "its own and old, another id in the variable",
            { createDate: bornAgo(2 * hour) },
            {},
            { resume: new Set(["b"]) },
            "own, old",
        ],
        ["its own, adopt: another id", {}, { adopt: "b".repeat(24) }, {}, "other id"],
        ["somebody's", { tags: theirs }, {}, {}, "foreign"],
        ["somebody's and CREATING", { tags: theirs, stateName: "CREATING" }, {}, {}, "foreign"],
        ["somebody's, adopt: true", { tags: theirs }, { adopt: true }, {}, "foreign"],
        ["somebody's, an upgrade", { tags: theirs }, { upgradeFromSharedTier: true }, {}, "foreign"],
        ["somebody's, adopt: its id", { tags: theirs }, { adopt: id }, {}, undefined],
        ["somebody's, resumed by the variable", { tags: theirs }, {}, { resume: new Set([id]) }, undefined],
        ["of the old form of our slot", { tags: tagged(old, "aa") }, {}, {}, "foreign"],
        ["nobody's", { tags: {} }, {}, {}, "untagged"],
        ["nobody's, adopt: true", { tags: {} }, { adopt: true }, {}, undefined],
        ["nobody's, an upgrade", { tags: {} }, { upgradeFromSharedTier: true }, {}, undefined],
        ["nobody's, adopt: its id", { tags: {} }, { adopt: id }, {}, undefined],
        ["its own, where no identity is known", {}, { __identity: unknownValue }, {}, "foreign"],
        [
            "nobody's, adopt: true, where no identity is known",
            { tags: {} },
            { __identity: unknownValue, adopt: true },
            {},
            undefined,
        ],
        ["one that another resource holds", {}, {}, { holder: "urn:other" }, "held"],
        [
            "one that another resource holds, adopt: its id",
            {},
            { adopt: id },
            { holder: "urn:other" },
            "held",
        ],
        ["one that this very resource holds", {}, {}, { holder: place.__urn }, "replacement"],
        ["its own, without the tag", {}, { ownershipTag: false }, {}, "tag unwanted"],
        [
            "nobody's, adopt: its id, without the tag",
            { tags: {} },
            { adopt: id, ownershipTag: false },
            {},
            "tag unwanted",
        ],
    ])("%s", (_what, instance, wish, more, expected) => {
        expect(refusal(instance, wish, more)).toBe(expected);
    });

    it.each([
        ["region", { backingProviderName: "AWS", regionName: "EU_WEST_1" }],
        ["cloud", { backingProviderName: "GCP", regionName: "US_EAST_1" }],
    ])("none in another %s, whatever else is said", (_what, providerSettings) => {
        expect(refusal({ providerSettings })).toBe("own, unequal");
        expect(refusal({ providerSettings, tags: theirs }, { adopt: id })).toBe("unequal");
        expect(refusal({ providerSettings, tags: {} }, {}, { resume: new Set([id]) })).toBe("unequal");
        expect(refusal({ providerSettings, stateName: "CREATING" })).toBe("own, unequal");
    });
});

test("two states of the same names are told apart by nothing but their identity", () => {
    expect(urnOf(dev, "orders")).toBe(declaredAt("orders", dev, "another").__urn);
    expect(slotOf(declaredAt("orders", dev, "another"))).not.toBe(
        slotOf(declaredAt("orders", dev, identity)),
    );
});
