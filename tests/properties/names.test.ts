// The names and the owners that clusters get by themselves, for whatever a program calls its resources.
import fc from "fast-check";
import { automaticName, nameProblem } from "../../provider/instance/model/names";
import { adoptionTag } from "../../provider/instance/ownership/marks";
import {
    formatOwnerTag,
    isOwnedByStack,
    ownerOf,
    ownerTag,
    parseOwnerTag,
    parseOwner,
    slotIn,
    slotOf,
    withoutOwnerTag,
    withoutSlot,
} from "../../provider/instance/ownership/owner-tag";
import { tagProblems } from "../../provider/instance/preview/tags";
import { tags } from "./support/inputs";
import { holds } from "./support/property";

const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.stringMatching(/^[A-Za-z0-9_.+-]{1,12}$/),
    fc.string({ minLength: 60, maxLength: 90 }),
    fc.string({ unit: "grapheme", minLength: 60, maxLength: 90 }),
);
/** What stands between the parts of a URN is in none of them but the last. */
const part = anyText.map((text) => text.replaceAll("::", "").replace(/^:|:$/g, ""));

/** Where a resource is declared: stack, project and name, and an identity where one is known. */
const place = fc.record({
    project: part,
    stack: part,
    name: anyText.filter((text) => !text.startsWith(":")),
    identity: fc.option(anyText, { nil: undefined }),
});
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

function urnOf({ project, stack, name }: Place): string {
    return `urn:pulumi:${stack}::${project}::x:y:ServerlessInstance::${name}`;
}

function declaredAt(one: Place): { __urn: string; __identity?: string } {
    return { __urn: urnOf(one), ...(one.identity !== undefined && { __identity: one.identity }) };
}

const mark = fc.stringMatching(/^[0-9a-f]{12}$/);

/** Whether Atlas takes a tag. */
function isTaken(tag: Record<string, string>): boolean {
    // The owner's key is refused only because it is kept for the owner.
    return tagProblems(tag, 50, () => false).every(({ problem }) =>
        problem.startsWith("this tag key is reserved"),
    );
}

holds(
    "an automatic name is one that Atlas takes, within the characters that it tells names apart by",
    "computed",
    fc.property(place, fc.array(anyText), (one, forcing) => {
        const name = automaticName(urnOf(one), forcing);
        expect(nameProblem(name)).toBeUndefined();
        expect(name.length).toBeLessThanOrEqual(23);
        expect(name).toBe(automaticName(urnOf(one), forcing));
    }),
);

holds(
    "a tag with as many marks as there can be is one that Atlas takes, and reads as it was written",
    "computed",
    fc.property(place, fc.array(mark, { maxLength: 7 }), tags(), (one, earlier, users) => {
        const [mark = "aa", ...rest] = earlier;
        const before = { owner: "somebody", mark, earlier: rest };
        const written = adoptionTag(declaredAt(one), { tag: earlier.length === 0 ? undefined : before });
        const value = formatOwnerTag(written);
        expect(value.length).toBeLessThanOrEqual(255);
        expect(isTaken({ [ownerTag]: value })).toBe(true);
        expect(parseOwnerTag({ ...users, [ownerTag]: value })).toEqual(written);
        expect(written.earlier).toEqual([...new Set(earlier)].slice(0, 4));
        expect(withoutOwnerTag({ ...users, [ownerTag]: value })).toEqual(users);
    }),
);

/** Whether a text is something, text (half a character is none), and so short that three digits for each byte fit a tag. */
function isPlain(text: string): boolean {
    const bytes = Buffer.from(text);
    return bytes.length > 0 && bytes.length < 19 && bytes.toString() === text;
}

holds(
    "an owner tells its parts, as long as they are short, its stack, and its slot",
    "computed",
    fc.property(place, (one) => {
        const { project, stack, name } = one;
        const owner = ownerOf(declaredAt(one));
        if ([project, stack, name].every(isPlain)) {
            // Where the first part cannot begin a tag, a zero stands before it.
            const shown = parseOwner(owner);
            expect([project, `0${project}`]).toContain(shown?.project);
            expect(shown).toMatchObject({ stack, logicalName: name });
            expect(isOwnedByStack(owner, { project, stack })).toBe(true);
            expect(slotIn(owner)).toBe(slotOf(declaredAt(one)));
            expect(slotIn(withoutSlot(owner))).toBeUndefined();
        }
    }),
);

holds(
    "two places have two slots: another identity, project, stack or name, however the parts are cut",
    "computed",
    fc.property(
        place,
        place,
        fc.constantFrom("identity", "project", "stack", "name"),
        (first, second, part) => {
            const one = { ...first, identity: first.identity ?? "one" };
            const other = { ...one, [part]: second[part] ?? "other" };
            const [slot, otherSlot] = [one, other].map((each) => slotOf(declaredAt(each)));
            expect(slot === otherSlot).toBe(one[part] === other[part]);
        },
    ),
);

holds(
    "any tag is read as somebody's or as nobody's, and nothing is thrown",
    "computed",
    fc.property(anyText, mark, (value, mark) => {
        for (const text of [value, `${value}@${mark}`, `${value}@${mark}.${mark}`]) {
            expect(parseOwnerTag({ [ownerTag]: text })).toBeDefined();
        }
        expect(parseOwnerTag({})).toBeUndefined();
        expect(() => parseOwner(value)).not.toThrow();
    }),
);
