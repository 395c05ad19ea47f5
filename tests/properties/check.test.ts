// `check`, with any JSON and with all that Atlas accepts.
import fc from "fast-check";
import { createdBy } from "../../emulator/operations/bodies";
import { checkNew } from "../../emulator/operations/rules";
import { World } from "../../emulator/world/world";
import { check } from "../../provider/instance/preview/check";
import { unknownValue } from "../../provider/instance/model/inputs";
import { alien, anyJson, frozen, nearly, throughJson } from "./support/json";
import { acceptedInputs, inAnotherOrder, place, type Inputs } from "./support/inputs";
import { holds } from "./support/property";

/** Inputs that reach `check`: right ones, nearly right ones, and none at all. */
const anyInputs = fc.oneof(
    { weight: 2, arbitrary: anyJson },
    { weight: 5, arbitrary: nearly(acceptedInputs) },
    { weight: 1, arbitrary: acceptedInputs },
);

holds(
    "check takes any JSON and throws nothing, changes nothing that it is given, and says of each problem where and what",
    "computed",
    fc.property(anyInputs, anyInputs, (olds, news) => {
        const { inputs, problems } = check(frozen(olds), frozen(news));
        expect(throughJson(inputs)).toEqual(inputs);
        for (const { path, problem } of problems) {
            expect(typeof path).toBe("string");
            expect(problem).not.toBe("");
        }
    }),
);

holds(
    "check lets nothing through but texts, numbers, booleans, lists and maps",
    "computed",
    fc.property(anyInputs, anyInputs, (olds, news) => {
        const { inputs, problems } = check(olds, news);
        expect(problems.length > 0 ? [] : alien(inputs)).toEqual([]);
    }),
);

holds(
    "check accepts all that Atlas accepts",
    "computed",
    fc.property(acceptedInputs, (inputs) => {
        expect(check({}, inputs).problems).toEqual([]);
        expect(refusalOfAtlas(check({}, inputs).inputs)).toBeUndefined();
    }),
);

holds(
    "check accepts a value that is not known yet, wherever it stands",
    "computed",
    fc.property(acceptedInputs, fc.infiniteStream(fc.nat(9)), (inputs, dice) => {
        expect(check({}, withUnknowns(inputs, dice)).problems).toEqual([]);
    }),
);

const character = fc.string({ unit: "binary", minLength: 1, maxLength: 1 });

/** Names that Atlas takes, and names that it nearly takes. */
const nearName = fc
    .tuple(fc.stringMatching(/^[a-zA-Z0-9-]{0,66}$/), fc.option(character, { nil: "" }), fc.nat(66))
    .map(([name, char, at]) => name.slice(0, at) + char + name.slice(at));

/** Texts of tags that Atlas takes, and some that it nearly takes. */
const nearTagText = fc
    .tuple(
        fc.oneof(
            { weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z0-9 @_.+`;-]{0,6}$/) },
            { weight: 1, arbitrary: fc.stringMatching(/^[a-zA-Z0-9]{250,256}$/) },
        ),
        fc.option(character, { nil: "" }),
    )
    .map((parts) => parts.join(""));

const nearTags = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(nearTagText, nearTagText, { maxKeys: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 47, max: 52 }).map(numberedTags) },
);

function numberedTags(count: number): Inputs {
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, "value"]));
}

/** Settings that Atlas takes, and some that it does not. */
const nearSettings = fc
    .tuple(
        place,
        fc.constantFrom<Inputs[]>(
            { providerName: "FLEX" },
            { providerName: "serverless" },
            { backingProviderName: "aws" },
            { backingProviderName: "IBM" },
            { regionName: 1 },
            { regionName: "us-east-1" },
            { regionName: "" },
            { regionName: "US_EAST_1 " },
            { region: "US_EAST_1" },
        ),
    )
    .map((parts): Inputs => Object.assign({}, ...parts) as Inputs);

const parts = fc.oneof(
    nearName.map((name) => ({ name })),
    nearTags.map((tags) => ({ tags })),
    nearSettings.map((providerSettings) => ({ providerSettings })),
    fc.constantFrom<Inputs[]>(
        { terminationProtectionEnabled: "true" },
        { terminationProtectionEnabled: 1 },
        { serverlessBackupOptions: true },
        { serverlessBackupOptions: { enabled: true } },
        { serverlessBackupOptions: { serverlessContinuousBackupEnabled: "false" } },
        { tags: [{ key: "a", value: "b" }] },
        { tags: { a: 1 } },
        { tags: { a: { b: "c" } } },
    ),
);

/** Right inputs in which one thing may be wrong that Atlas minds. */
const nearMisses = fc.tuple(acceptedInputs, parts).map(([inputs, part]) => ({
    ...inputs,
    ...part,
}));

holds(
    "check accepts just what Atlas would, but for regions, which only Atlas knows all of",
    "computed",
    fc.property(fc.oneof(acceptedInputs, nearMisses), (given) => {
        const { inputs, problems } = check({}, given);
        const refusal = refusalOfAtlas(inputs);
        if (refusal !== "INVALID_REGION") {
            expect({ given, isAccepted: problems.length === 0, refusal }).toMatchObject({
                isAccepted: refusal === undefined,
            });
        }
    }),
);

holds(
    "check of what it has given changes nothing, and accepts it again",
    "computed",
    fc.property(anyInputs, anyInputs, (olds, news) => {
        const first = check(olds, news);
        for (const before of [olds, first.inputs]) {
            const second = check(before, first.inputs);
            expect(second.inputs).toEqual(first.inputs);
        }
        if (first.problems.length === 0) {
            expect(check(first.inputs, first.inputs).problems).toEqual([]);
        }
    }),
);

holds(
    "check gives the same in the preview, in the deployment and in the next one, whatever the order of keys",
    "computed",
    fc.property(acceptedInputs, fc.array(fc.nat(), { maxLength: 5 }), (inputs, order) => {
        const first = check({}, inputs);
        expect(check({}, inAnotherOrder(inputs, order)).inputs).toEqual(first.inputs);
        expect(check(first.inputs, inAnotherOrder(inputs, order))).toEqual(first);
    }),
);

/** The code by which Atlas would refuse to create the cluster; undefined where it would create it. */
function refusalOfAtlas(inputs: Inputs): string | undefined {
    const { projectId, name, providerSettings, serverlessBackupOptions, terminationProtectionEnabled } =
        inputs;
    const owner = inputs["ownershipTag"] === false ? [] : [["pulumi-owner", "shop.dev.orders@0"] as const];
    const body = throughJson({
        name,
        providerSettings,
        serverlessBackupOptions,
        terminationProtectionEnabled,
        tags: [...Object.entries(inputs["tags"] ?? {}), ...owner].map(
            ([key, value]: readonly [string, unknown]) => ({ key, value }),
        ),
    });
    try {
        const world = new World(1, projectId as string);
        const [project] = world.projects();
        if (project !== undefined) {
            checkNew(createdBy(body), project, 0);
        }
        return undefined;
    } catch (error) {
        return (error as { errorCode?: string }).errorCode ?? (error as Error).name;
    }
}

/** A copy in which some parts are not known yet. */
function withUnknowns(value: unknown, dice: Iterator<number>): unknown {
    if (typeof value !== "object" || value === null) {
        return dice.next().value === 0 ? unknownValue : value;
    }
    return Object.fromEntries(
        Object.entries(value).map(([key, part]) => [
            key,
            // What the constructor adds is always known.
            key.startsWith("__") ? part : dice.next().value === 0 ? unknownValue : withUnknowns(part, dice),
        ]),
    );
}
