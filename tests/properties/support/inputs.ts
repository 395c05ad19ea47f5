// Inputs of a cluster that Atlas accepts, made from its contract alone; and near misses.
import fc from "fast-check";
import { stub } from "../../../provider/dynamic/stub";

/** A cluster's inputs, as they reach the provider. */
export type Inputs = Record<string, unknown>;

const hexadecimal = fc.constantFrom(...Array.from({ length: 16 }, (_, digit) => digit.toString(16)));

/** Atlas's ids of projects and clusters. */
export const objectId = fc.string({ unit: hexadecimal, minLength: 24, maxLength: 24 });

/** Letters, digits and hyphens, at most 64; the 23rd is no hyphen. */
export const databaseName = fc
    .oneof(
        fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,14}$/),
        fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{21,63}$/),
    )
    .filter((name) => name[22] !== "-");

/** Regions of each cloud, in Atlas's own form. */
export const place = fc.constantFrom(
    ...[
        ["AWS", "US_EAST_1"],
        ["AWS", "AP_SOUTHEAST_7"],
        ["AWS", "US_GOV_WEST_1"],
        ["AZURE", "US_EAST_2"],
        ["AZURE", "EUROPE_WEST"],
        ["AZURE", "GERMANY_WEST_CENTRAL"],
        ["AZURE", "US_EAST_2_EUAP"],
        ["GCP", "CENTRAL_US"],
        ["GCP", "EUROPE_WEST_10"],
        ["GCP", "WESTERN_EUROPE"],
        ["GCP", "EASTERN_US_AW"],
    ].map(([backingProviderName, regionName]) => ({ backingProviderName, regionName })),
);

/** 1 to 255 characters, the first a letter or a digit. */
const tagText = fc.oneof(
    { weight: 8, arbitrary: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]{0,12}$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]{254}$/) },
    { weight: 1, arbitrary: fc.constantFrom("constructor", "toString", "length", "0", "owner") },
);

/** Tags, as many as Atlas takes beside the owner's. */
export function tags(most = 49): fc.Arbitrary<Record<string, string>> {
    return fc.oneof(
        { weight: 8, arbitrary: fc.dictionary(tagText, tagText, { maxKeys: 5 }) },
        { weight: 1, arbitrary: fc.dictionary(tagText, tagText, { minKeys: most - 1, maxKeys: most }) },
        { weight: 1, arbitrary: fc.constant({}) },
    );
}

/** A minute or more, in which everything usual is done. */
const duration = fc
    .tuple(fc.integer({ min: 60, max: 90 }), fc.constantFrom("s", "m", "h", "m30s", ".5h", "s500ms"))
    .map(([amount, unit]) => `${amount}${unit}`);

/** What the package's constructor adds. */
const hidden = fc
    .tuple(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_.-]{0,20}$/), fc.option(fc.uuid(), { nil: undefined }))
    .map(([name, identity]) => ({
        __origin: {
            ...(identity !== undefined && { identity }),
            urn: `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance::${name}`,
        },
        __provider: stub,
    }));

/** The part of the inputs that can be changed in place. */
export const changeable: fc.Arbitrary<Inputs> = fc.record(
    {
        serverlessBackupOptions: fc.record(
            { serverlessContinuousBackupEnabled: fc.boolean() },
            { requiredKeys: [] },
        ),
        tags: tags(),
        terminationProtectionEnabled: fc.boolean(),
    },
    { requiredKeys: [] },
);

/** How a cluster is taken, in ways that go together; without the owner's tag there is room for one more. */
const taking: fc.Arbitrary<Inputs> = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    {
        weight: 1,
        arbitrary: fc.constantFrom<Inputs[]>({ adopt: false }, { adopt: true }, { ownershipTag: true }),
    },
    {
        weight: 1,
        arbitrary: fc.constantFrom<Inputs[]>({ ownershipTag: false }, { ownershipTag: false, adopt: false }),
    },
    { weight: 1, arbitrary: tags(50).map((most) => ({ ownershipTag: false, tags: most })) },
    { weight: 1, arbitrary: objectId.map((adopt) => ({ adopt })) },
);

/** All inputs that Atlas accepts: with a name, and without one. */
export const acceptedInputs: fc.Arbitrary<Inputs> = fc
    .record({
        required: fc.record({ projectId: objectId, providerSettings: placeAndKind() }),
        name: fc.option(databaseName, { nil: undefined }),
        changeable,
        taking,
        apiGeneration: fc.constantFrom(undefined, "auto", "serverless", "flex"),
        timeouts: fc.option(
            fc.record({ create: duration, update: duration, delete: duration }, { requiredKeys: [] }),
            { nil: undefined },
        ),
        hidden,
    })
    // An auto-generated name is that of no existing cluster.
    .filter(({ name, taking }) => name !== undefined || taking["adopt"] !== true)
    .map(({ required, name, changeable, taking, apiGeneration, timeouts, hidden }) => ({
        ...required,
        ...(name !== undefined && { name }),
        ...changeable,
        ...taking,
        ...(apiGeneration !== undefined && { apiGeneration }),
        ...(timeouts !== undefined && { __timeouts: timeouts }),
        ...hidden,
    }));

function placeAndKind(): fc.Arbitrary<Inputs> {
    return fc
        .tuple(place, fc.boolean())
        .map(([where, saysKind]) => (saysKind ? { ...where, providerName: "SERVERLESS" } : where));
}

/** The same inputs with their maps' keys in another order. */
export function inAnotherOrder<T>(value: T, order: readonly number[]): T {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return value;
    }
    const entries = Object.entries(value as Record<string, unknown>).map(
        ([key, part]) => [key, inAnotherOrder(part, order)] as const,
    );
    const rank = (index: number): number => order[index % Math.max(order.length, 1)] ?? 0;
    return Object.fromEntries(
        entries
            .map((entry, index) => ({ entry, rank: rank(index) }))
            .toSorted((a, b) => b.rank - a.rank)
            .map(({ entry }) => entry),
    ) as T;
}
