// States that earlier versions have written: they are read, what they hold is theirs still, and no preview shows a change.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { check } from "../../provider/instance/preview/check";
import { diff } from "../../provider/instance/preview/diff";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { slotIn, slotOf } from "../../provider/instance/ownership/owner-tag";
import { relationOf } from "../../provider/instance/ownership/rules";
import { parseState, type State } from "../../provider/instance/state";
import { identity } from "../emulated/owner";

const folder = join(__dirname, "../fixtures/states");
/** What a state keeps of one of our resources. */
interface Kept {
    urn: string;
    type: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
}

const kept = globSync("*/*.json", { cwd: folder })
    // What is encrypted there, only an engine can read.
    .filter((file) => basename(file) !== "secrets.json")
    .toSorted()
    .flatMap((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const { deployment } = JSON.parse(text) as { deployment: { resources: Kept[] } };
        return deployment.resources
            .filter(({ type }) => type.endsWith(":ServerlessInstance"))
            .map((resource) => [`${basename(file)}: ${resource.urn.split("::").at(-1)}`, resource] as const);
    });

function stateIn({ outputs }: Kept): State {
    const state = parseState(outputs);
    if (state === undefined) {
        throw new Error("It is no state.");
    }
    return state;
}

it("there are some", () => {
    expect(kept.length).toBeGreaterThan(2);
});

describe.each(kept)("%s", (_, resource) => {
    const state = stateIn(resource);
    const { __mark: mark, __owner: owner = "" } = state;
    /** The same program with this version. */
    const declared = Object.fromEntries(
        Object.entries(resource.inputs).filter(([key]) => !["__owner", "__urn"].includes(key)),
    );
    const news = check(resource.inputs, { ...declared, __origin: { urn: resource.urn, identity } });

    it("still holds its cluster, by the mark and by the slot that it recorded, or by its id alone", () => {
        const seen = (value: string) => ({ id: state.instanceId, tags: { "pulumi-owner": value } });
        if (mark === undefined) {
            expect(relationOf(state, { id: state.instanceId, tags: {} })).toBe("untagged");
            return;
        }
        expect(slotIn(owner)).toMatch(/^[0-9a-f]{16}$/);
        const slot = slotOf({ __urn: resource.urn, __identity: identity });
        expect(relationOf(state, seen(`${owner}@${mark}`), slot)).toBe("owned");
        // As the version of that time has taken clusters: with one mark before it.
        expect(relationOf(state, seen(`${owner}@beef.${mark}`), slot)).toBe("remarked");
        expect(relationOf(state, seen(`shop.prod.other.0123456789abcdef@beef.${mark}`), slot)).toBe(
            "transferred",
        );
    });

    it("shows no move under this version, and no change but of what was not finished", () => {
        expect(news.problems).toEqual([]);
        expect(news.inputs).toMatchObject({ __urn: resource.urn, __identity: identity });
        expect(news.inputs).not.toHaveProperty("__movedFrom");
        expect(news.inputs).not.toHaveProperty("__owner");
        expect(diff(state, news.inputs as unknown as CheckedInputs)).toMatchObject({
            changes: state.stateName !== "IDLE",
            notes: [],
        });
    });
});
