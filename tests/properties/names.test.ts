// The names and the owners that databases get by themselves, for whatever a program calls its resources.
import fc from "fast-check";
import { automaticName, nameProblem } from "../../provider/instance/names";
import {
    isOfStack,
    ownerOf,
    ownerTag,
    readOwner,
    readOwnership,
    withoutOwner,
    writeOwnership,
    type OwnerParts,
} from "../../provider/instance/ownership";
import { tagProblems } from "../../provider/instance/tags";
import { tags } from "./support/inputs";
import { holds } from "./support/property";

const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.stringMatching(/^[A-Za-z0-9_.+-]{1,12}$/),
    fc.string({ minLength: 60, maxLength: 90 }),
);

const ownerParts: fc.Arbitrary<OwnerParts> = fc.record({
    organization: anyText,
    project: anyText,
    stack: anyText,
    logicalName: anyText,
    urn: anyText,
});

const mark = fc.stringMatching(/^[0-9a-f]{12}$/);

/** Whether Atlas takes a tag. */
function isTaken(tag: Record<string, string>): boolean {
    // The owner's key is refused only because it is kept for the owner.
    return tagProblems(tag, 50, () => false).every(({ problem }) => problem.startsWith("this key is kept"));
}

holds(
    "an automatic name is one that Atlas takes, within the characters that it tells names apart by",
    "computed",
    fc.property(anyText, anyText, fc.array(anyText), (logicalName, owner, forcing) => {
        const name = automaticName(logicalName, owner, forcing);
        expect(nameProblem(name)).toBeUndefined();
        expect(name.length).toBeLessThanOrEqual(23);
        expect(name).toBe(automaticName(logicalName, owner, forcing));
    }),
);

holds(
    "an owner's tag is one that Atlas takes, and reads as it was written",
    "computed",
    fc.property(
        ownerParts,
        mark,
        fc.option(mark, { nil: undefined }),
        tags(),
        (parts, mark, predecessor, users) => {
            const ownership = {
                owner: ownerOf(parts),
                mark,
                ...(predecessor !== undefined && { predecessor }),
            };
            const tag = { [ownerTag]: writeOwnership(ownership) };
            expect(isTaken(tag)).toBe(true);
            expect(readOwnership({ ...users, ...tag })).toEqual(ownership);
            expect(withoutOwner({ ...users, ...tag })).toEqual(users);
        },
    ),
);

/** Whether a text is something, short, and text: half a character is none. */
function isPlain(text: string): boolean {
    const bytes = Buffer.from(text);
    return bytes.length > 0 && bytes.length < 20 && bytes.toString() === text;
}

holds(
    "an owner's name tells its parts, as long as they are short, and its stack",
    "computed",
    fc.property(ownerParts, (parts) => {
        const { project, stack, logicalName } = parts;
        const owner = ownerOf(parts);
        if ([project, stack, logicalName].every(isPlain)) {
            // Where the first part cannot begin a tag, a zero stands before it.
            const shown = readOwner(owner);
            expect([project, `0${project}`]).toContain(shown?.project);
            expect(shown).toMatchObject({ stack, logicalName });
            expect(isOfStack(owner, { project, stack })).toBe(true);
        }
    }),
);

holds(
    "two resources have two owners",
    "computed",
    fc.property(ownerParts, ownerParts, fc.constantFrom("organization", "urn"), (one, another, part) => {
        const other = { ...one, [part]: another[part] };
        expect(ownerOf(other) === ownerOf(one)).toBe(other[part] === one[part]);
    }),
);

holds(
    "any tags are read as somebody's or as nobody's, and nothing is thrown",
    "computed",
    fc.property(anyText, mark, (value, mark) => {
        for (const text of [value, `${value}@${mark}`, `${value}@${mark}.${mark}`]) {
            expect(readOwnership({ [ownerTag]: text })).toBeDefined();
        }
        expect(readOwnership({})).toBeUndefined();
        expect(() => readOwner(value)).not.toThrow();
    }),
);
