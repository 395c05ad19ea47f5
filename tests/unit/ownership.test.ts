import { freshMark } from "../../provider/instance/marks";
import {
    isOfStack,
    ownerOf,
    readOwner,
    readOwnership,
    relationOf,
    withoutOwner,
    writeOwnership,
} from "../../provider/instance/ownership";

const parts = {
    organization: "acme",
    project: "shop",
    stack: "dev",
    logicalName: "orders",
    urn: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance::orders",
};

describe("an owner's name", () => {
    it("is readable, and ends in a hash", () => {
        expect(ownerOf(parts)).toMatch(/^shop\.dev\.orders\.[0-9a-f]{16}$/);
    });

    it("is another for every other resource, however it is cut or encoded", () => {
        const others = [
            parts,
            { ...parts, organization: "other" },
            { ...parts, urn: `${parts.urn}2` },
            { ...parts, project: "shop.dev", stack: "" },
            { ...parts, logicalName: "or.ders" },
            { ...parts, logicalName: "or+2eders" },
            { ...parts, logicalName: `${"x".repeat(70)}1`, urn: "1" },
            { ...parts, logicalName: `${"x".repeat(70)}2`, urn: "2" },
        ];
        expect(new Set(others.map(ownerOf)).size).toBe(others.length);
    });

    it.each(["Ünïcode 注文/x", "_leading", "a@b", "x".repeat(300)])(
        "is a value that Atlas allows: %s",
        (text) => {
            const owner = ownerOf({ ...parts, project: text, stack: text, logicalName: text });
            const value = writeOwnership({ owner, mark: freshMark(), predecessor: freshMark() });
            expect(value).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$/);
            expect(value.length).toBeLessThanOrEqual(255);
        },
    );
});

describe("reading an owner's name", () => {
    it.each(["orders", "or.ders", "注文/x", "a+b", "100%"])(
        "gives back what it was made from: %s",
        (text) => {
            const names = { project: `p${text}`, stack: text, logicalName: text };
            expect(readOwner(ownerOf({ ...parts, ...names }))).toEqual(names);
        },
    );

    it("does with what fitted of a long one, also where it was cut in the middle of a character", () => {
        const owner = ownerOf({ ...parts, logicalName: "注".repeat(50) });
        expect(readOwner(owner)).toMatchObject({ project: "shop", stack: "dev" });
    });

    it.each(["somebody", "a.b.c", "shop.dev.orders.0123", "shop.dev.orders.0123456789abcdef.more", ""])(
        "gives nothing for what is none of ours: %s",
        (owner) => {
            expect(readOwner(owner)).toBeUndefined();
            expect(isOfStack(owner, { project: "shop", stack: "dev" })).toBe(false);
        },
    );

    it("tells its stack from every other", () => {
        const long = "x".repeat(99);
        for (const names of [
            { project: "shop", stack: "dev" },
            { project: "_shop.x", stack: "de.v" },
            { project: long, stack: long },
        ]) {
            const owner = ownerOf({ ...parts, ...names });
            expect(isOfStack(owner, names)).toBe(true);
            expect(isOfStack(owner, { stack: names.stack })).toBe(true);
            expect(isOfStack(owner, { ...names, stack: "prod" })).toBe(false);
            expect(isOfStack(owner, { ...names, project: "bar" })).toBe(false);
        }
    });
});

describe("the tag", () => {
    it("reads back as it was written", () => {
        const ownership = { owner: ownerOf(parts), mark: "aa11" };
        expect(readOwnership({ "pulumi-owner": writeOwnership(ownership) })).toEqual(ownership);
        const taken = { ...ownership, predecessor: "bb22" };
        expect(readOwnership({ "pulumi-owner": writeOwnership(taken) })).toEqual(taken);
    });

    it("of somebody else is a claim all the same", () => {
        expect(readOwnership({ "pulumi-owner": "finance" })).toEqual({ owner: "finance", mark: "" });
        expect(readOwnership({ team: "shop" })).toBeUndefined();
    });

    it("is never shown", () => {
        expect(withoutOwner({ "pulumi-owner": "x@1", team: "shop" })).toEqual({ team: "shop" });
    });
});

describe("law: only what we made, or were told to take, is ours", () => {
    const ours = { instanceId: "id1", __owner: "o", __mark: "aa" };
    const tag = (owner: string, mark: string, predecessor?: string): Record<string, string> => ({
        "pulumi-owner": writeOwnership({ owner, mark, ...(predecessor !== undefined && { predecessor }) }),
    });

    it.each([
        ["our mark, our id", ours, { id: "id1", tags: tag("o", "aa") }, "ours"],
        ["our mark, another id: a conversion", ours, { id: "id2", tags: tag("o", "aa") }, "ours"],
        ["our mark, an owner from before a rename", ours, { id: "id1", tags: tag("old", "aa") }, "ours"],
        ["no tag, our id", ours, { id: "id1", tags: {} }, "ours"],
        ["no tag, another id", ours, { id: "id2", tags: {} }, "another"],
        ["our mark is its predecessor", ours, { id: "id1", tags: tag("o", "bb", "aa") }, "handed over"],
        [
            "our mark is its predecessor, another owner",
            ours,
            { id: "id1", tags: tag("p", "bb", "aa") },
            "handed over",
        ],
        ["another owner, our id", ours, { id: "id1", tags: tag("p", "bb") }, "handed over"],
        [
            "somebody's own value in the tag, our id",
            ours,
            { id: "id1", tags: { "pulumi-owner": "me" } },
            "handed over",
        ],
        ["our owner, an unrelated mark, our id", ours, { id: "id1", tags: tag("o", "bb") }, "unsure"],
        ["our owner, an unrelated mark, another id", ours, { id: "id2", tags: tag("o", "bb") }, "another"],
        ["another owner, another id", ours, { id: "id2", tags: tag("p", "bb") }, "another"],
        ["a state from before the tag, our id", { instanceId: "id1" }, { id: "id1", tags: {} }, "ours"],
        [
            "a state from before the tag, a tag of another",
            { instanceId: "id1" },
            { id: "id1", tags: tag("p", "b") },
            "handed over",
        ],
    ])("%s", (_what, claim, instance, relation) => {
        expect(relationOf(claim, instance)).toBe(relation);
    });
});
