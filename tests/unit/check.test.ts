import { check } from "../../provider/instance/preview/check";
import { identity, urnOf as urnIn } from "../emulated/owner";
import { unknownValue } from "../../provider/instance/model/inputs";

const projectId = "0123456789abcdef01234567";
const good = {
    projectId,
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
};
const urnOf = (logicalName: string, stack = "dev") => urnIn({ project: "shop", stack }, logicalName);

function problems(change: Record<string, unknown>, olds: Record<string, unknown> = {}): string[] {
    return check(olds, { ...good, ...change }).problems.map(({ path, problem }) => `${path}: ${problem}`);
}

describe("what Atlas accepts passes", () => {
    it.each([
        ["the least", {}],
        ["everything", { ...everything() }],
        ["a name of 64 characters", { name: "a".repeat(64) }],
        ["49 tags", { tags: tags(49) }],
        ["50 tags without the owner's", { tags: tags(50), ownershipTag: false }],
        ["a tag's value of 255 characters", { tags: { team: "v".repeat(255) } }],
        [
            "a region that is not known yet to anybody",
            { providerSettings: { ...good.providerSettings, regionName: "MARS_1" } },
        ],
        ["null for an input that is left out", { tags: null, terminationProtectionEnabled: null }],
    ])("%s", (_what, change) => {
        expect(problems(change)).toEqual([]);
    });

    it("values that are not known yet, in place of any type", () => {
        for (const input of ["projectId", "name", "providerSettings", "serverlessBackupOptions", "tags"]) {
            expect(problems({ [input]: unknownValue })).toEqual([]);
        }
        expect(
            problems({ terminationProtectionEnabled: unknownValue, tags: { team: unknownValue } }),
        ).toEqual([]);
        expect(
            problems({ providerSettings: { backingProviderName: unknownValue, regionName: unknownValue } }),
        ).toEqual([]);
        expect(
            problems({ serverlessBackupOptions: { serverlessContinuousBackupEnabled: unknownValue } }),
        ).toEqual([]);
    });
});

describe("what Atlas would refuse is refused at preview", () => {
    it.each<[string, Record<string, unknown>, string]>([
        [
            "a project id of the wrong shape",
            { projectId: "my-project" },
            'projectId: "my-project" is not a valid project ID: it must be 24 lowercase hexadecimal characters (Atlas UI: Project Settings)',
        ],
        [
            "no project",
            { projectId: undefined },
            "projectId: no project: set projectId on the resource or its Provider, run `pulumi config set " +
                "atlas:projectId PROJECT_ID`, or set MONGODB_ATLAS_PROJECT_ID",
        ],
        [
            "a name that is too long",
            { name: "a".repeat(65) },
            "name: the name has 65 characters; the maximum is 64, and the first 23 must be unique within the project",
        ],
        [
            "a name with an underscore",
            { name: "my_orders" },
            'name: "my_orders" is not a valid cluster name: "_" is not allowed (use letters, digits, and hyphens)',
        ],
        [
            "a name that begins with a hyphen",
            { name: "-orders" },
            'name: "-orders" is not a valid cluster name: it must start with a letter or digit',
        ],
        [
            "a name whose 23rd character is a hyphen",
            { name: `${"a".repeat(22)}-tail` },
            `name: the 23rd character of "${"a".repeat(22)}-tail" is a hyphen, which Atlas does not allow ` +
                `there: change the name so that it is a letter or digit`,
        ],
        [
            "an unknown backing provider",
            settings({ backingProviderName: "aws" }),
            'providerSettings.backingProviderName: "aws" is not a valid value: use "AWS" or "AZURE" or "GCP" (did you mean "AWS"?)',
        ],
        [
            "no region",
            { providerSettings: { backingProviderName: "AWS" } },
            "providerSettings.regionName: is required",
        ],
        [
            "an empty tag",
            { tags: { team: "" } },
            'tags["team"]: the tag\'s value is empty: it must be 1 to 255 characters, or remove the tag',
        ],
        ["51 tags", { tags: tags(51), ownershipTag: false }, "tags: there are 51 tags; Atlas allows 50"],
        [
            "a 50th tag beside the owner's",
            { tags: tags(50) },
            'tags: there are 50 tags; Atlas allows 50, one of which is "pulumi-owner" (set ownershipTag: false to do without it)',
        ],
        [
            "the owner's own tag",
            { tags: { "pulumi-owner": "me" } },
            'tags["pulumi-owner"]: this tag key is reserved by the provider: choose another',
        ],
        [
            "adopting without the owner's tag",
            { adopt: true, ownershipTag: false },
            "adopt: adopt requires the ownership tag: remove either ownershipTag: false or adopt",
        ],
        [
            "adopting what is no id",
            { adopt: "orders" },
            'adopt: "orders" is not a valid cluster ID: it must be 24 lowercase hexadecimal characters',
        ],
        [
            "adopting without a name",
            { adopt: true, name: undefined },
            "adopt: true requires name, the name of the cluster to adopt: an auto-generated name is new, and no existing cluster has it",
        ],
        [
            "an upgrade without a name",
            { upgradeFromSharedTier: true, name: undefined },
            "upgradeFromSharedTier: requires name, the name of the shared-tier cluster to upgrade",
        ],
        [
            "a snapshot that is no id",
            { restoreFrom: { snapshotId: "newest", name: "production" } },
            'restoreFrom.snapshotId: "newest" is not a valid snapshot ID: it must be 24 lowercase hexadecimal characters',
        ],
        [
            "a snapshot of no cluster",
            { restoreFrom: { snapshotId: "a".repeat(24), name: "my_orders" } },
            'restoreFrom.name: "my_orders" is not a valid cluster name: "_" is not allowed (use letters, digits, and hyphens)',
        ],
        [
            "a snapshot of no project",
            { restoreFrom: { snapshotId: "a".repeat(24), name: "production", projectId: "my-project" } },
            'restoreFrom.projectId: "my-project" is not a valid project ID: it must be 24 lowercase hexadecimal characters (Atlas UI: Project Settings)',
        ],
        [
            "a snapshot of itself",
            { name: "orders", restoreFrom: { snapshotId: "a".repeat(24), name: "orders" } },
            "restoreFrom.name: is the cluster itself, which has no snapshot before it is created",
        ],
        ...[{ adopt: true }, { adopt: "a".repeat(24) }, { upgradeFromSharedTier: true, name: "orders" }].map(
            (taking): [string, Record<string, unknown>, string] => [
                `a snapshot, and ${Object.keys(taking)[0] ?? ""}`,
                { ...taking, restoreFrom: { snapshotId: "a".repeat(24), name: "production" } },
                `restoreFrom: is not possible together with ${Object.keys(taking)[0] ?? ""}, which takes a cluster that exists already: ` +
                    "a restore would replace its data",
            ],
        ),
        [
            "a generation that there is not",
            { apiGeneration: "Flex" },
            'apiGeneration: "Flex" is not a valid value: use "auto" or "flex" or "serverless" (did you mean "flex"?)',
        ],
        [
            "a tag's value of 256 characters",
            { tags: { team: "v".repeat(256) } },
            'tags["team"]: the tag\'s value has 256 characters; the maximum is 255',
        ],
        [
            "a tag's character that is not allowed",
            { tags: { team: "shop/web" } },
            'tags["team"]: the tag\'s value has a character that Atlas does not allow: use letters, digits, spaces and @ _ . + ` ; -, and start with a letter or digit',
        ],
        [
            "an unknown property",
            { terminationProtection: true },
            'terminationProtection: unknown property "terminationProtection": did you mean "terminationProtectionEnabled"?',
        ],
        [
            "an unknown property within another",
            settings({ region: "US_EAST_1" }),
            'providerSettings.region: unknown property "region": did you mean "regionName"?',
        ],
        [
            "a number for a boolean",
            { terminationProtectionEnabled: 1 },
            "terminationProtectionEnabled: must be a boolean, not a number",
        ],
        [
            "a text for a boolean",
            { terminationProtectionEnabled: "true" },
            "terminationProtectionEnabled: must be a boolean, not a string (use a boolean, not a string; read " +
                "configuration values with getBoolean)",
        ],
        ["a list for tags", { tags: [{ key: "a", value: "b" }] }, "tags: must be a map, not a list"],
        [
            "a number for a tag's value",
            { tags: { build: 7 } },
            "tags.build: must be a string, not a number (write the value as a string, in quotes)",
        ],
        [
            "a duration that is none",
            { __timeouts: { create: "soon" } },
            ': customTimeouts.create must be a duration such as "30m" or "1h30m"',
        ],
    ])("%s", (_what, change, expected) => {
        expect(problems(change)).toEqual([expected]);
    });

    it.each([
        ["AWS", "us-east-1", "US_EAST_1"],
        ["AWS", "ap-southeast-2", "AP_SOUTHEAST_2"],
        ["AWS", "us-gov-west-1", "US_GOV_WEST_1"],
        ["AZURE", "eastus2", "US_EAST_2"],
        ["AZURE", "westeurope", "EUROPE_WEST"],
        ["GCP", "europe-west1", "WESTERN_EUROPE"],
        ["GCP", "europe-west4", "EUROPE_WEST_4"],
        ["GCP", "us-central1", "CENTRAL_US"],
        ["AWS", "us_east_1", "US_EAST_1"],
    ])("a region in the form of %s: %s", (backingProviderName, regionName, atlas) => {
        expect(problems({ providerSettings: { backingProviderName, regionName } })).toEqual([
            `providerSettings.regionName: "${regionName}" is the cloud provider's own name of the region: use ` +
                `Atlas's name, "${atlas}"`,
        ]);
    });

    it("several at once, each with its own message", () => {
        expect(problems({ name: "a_b", tags: { team: "" }, extra: 1 })).toHaveLength(3);
    });
});

describe("adopting needs a name, if there may be a cluster of it", () => {
    const unnamed = { ...good, name: undefined };

    it.each<[string, Record<string, unknown>]>([
        ["its name is not known yet", { adopt: true, name: unknownValue }],
        ["the cluster's ID says which it is", { adopt: "a".repeat(24), name: undefined }],
        ["whether to adopt is not known yet", { adopt: unknownValue, name: undefined }],
        ["nothing is adopted", { adopt: false, name: undefined }],
    ])("it passes where %s", (_what, change) => {
        expect(problems(change)).toEqual([]);
    });

    it("a name that pulumi:autonaming prescribes may be that of a cluster", () => {
        const { problems: found } = check(
            {},
            { ...unnamed, adopt: true },
            { mode: "enforce", name: "orders" },
        );
        expect(found).toEqual([]);
    });

    it("a name that it only proposes is not the cluster's", () => {
        expect(check({}, { ...unnamed, adopt: true }, { mode: "propose" }).problems).toHaveLength(1);
    });

    it("one mistake is told once", () => {
        const { problems: found } = check({}, { ...unnamed, adopt: true }, { mode: "disabled" });
        expect(found.map(({ path }) => path)).toEqual(["name"]);
    });
});

describe("a project that was not an input", () => {
    const olds = { ...good, projectId: "aaaaaaaaaaaaaaaaaaaaaaaa" };

    it("never moves a cluster", () => {
        expect(problems({ __projectIdFrom: "MONGODB_ATLAS_PROJECT_ID" }, olds)).toEqual([
            `projectId: the cluster is in project aaaaaaaaaaaaaaaaaaaaaaaa, but MONGODB_ATLAS_PROJECT_ID is now ` +
                `${projectId}: ` +
                "restore the previous value, or set projectId in the program to replace the cluster",
        ]);
    });

    it("is fine where it is the same", () => {
        expect(problems({ __projectIdFrom: "MONGODB_ATLAS_PROJECT_ID" }, good)).toEqual([]);
    });

    it("may move it as an input", () => {
        expect(problems({}, olds)).toEqual([]);
    });
});

/** The inputs that a check goes on with, of a resource that is declared so. */
function checked(origin: unknown, olds: Record<string, unknown> = {}): Record<string, unknown> {
    return check(olds, { ...good, __origin: origin }).inputs;
}

describe("where a cluster is declared", () => {
    const urn = urnOf("orders");

    it("is its URN and the state's identity, and nothing else of it is passed on", () => {
        expect(checked({ urn, identity })).toEqual({ ...good, __urn: urn, __identity: identity });
    });

    it("is its URN alone where there is no identity", () => {
        expect(checked({ urn })).toEqual({ ...good, __urn: urn });
    });

    it("is not known in full in the preview that first creates the identity", () => {
        expect(checked({ urn, identity: unknownValue })).toMatchObject({
            __urn: urn,
            __identity: unknownValue,
        });
    });

    it.each([[unknownValue], [{ identity, urn: unknownValue }], [{}]])("is not known from %j", (origin) => {
        const { inputs } = check({}, { ...good, name: undefined, __origin: origin });
        expect(inputs).toMatchObject({ __urn: unknownValue, name: unknownValue });
        expect(inputs).not.toHaveProperty("__movedFrom");
    });
});

describe("a move, for which an update writes the tag again", () => {
    const other = "b7f2c1d0-0000-4000-8000-000000000001";
    const nested =
        "urn:pulumi:dev::shop::my:Shop$pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance::orders";
    const plugin = "urn:pulumi:dev::shop::atlas-serverless:index:ServerlessInstance::orders";
    const ofProject = (project: string) => urnIn({ project, stack: "dev" }, "orders");
    /** Where it was, where it is now, and whether that is a move. */
    const rows: [string, was: object, now: object, isMove: boolean][] = [
        ["nothing", {}, {}, false],
        ["an alias of another name", { __urn: urnOf("carts") }, {}, true],
        ["an alias of another parent", { __urn: nested }, {}, true],
        [
            "another name, where no identity was known then",
            { __urn: urnOf("carts"), __identity: undefined },
            {},
            true,
        ],
        ["a renamed stack", { __urn: urnOf("orders", "old") }, {}, false],
        ["a renamed project", { __urn: ofProject("old") }, {}, false],
        ["another identity: a newer plugin, or a Stash drawn again", { __identity: other }, {}, false],
        [
            "another identity and another stack",
            { __identity: other, __urn: urnOf("orders", "old") },
            {},
            true,
        ],
        ["another identity and another project", { __identity: other, __urn: ofProject("old") }, {}, true],
        ["another entry point", { __urn: plugin }, {}, false],
        ["another entry point and another identity", { __urn: plugin, __identity: other }, {}, false],
        [
            "another stack, with an identity that only this preview will create",
            { __urn: urnOf("orders", "old") },
            { identity: unknownValue },
            false,
        ],
        [
            "another stack, with an identity that was unknown then",
            { __urn: urnOf("orders", "old"), __identity: unknownValue },
            {},
            false,
        ],
        [
            "another name, without an identity now: nothing counts as moved",
            { __urn: urnOf("carts") },
            { identity: undefined },
            false,
        ],
        ["a URN that is not known now", { __urn: urnOf("carts") }, { urn: unknownValue }, false],
        ["a URN that was not known then", { __urn: unknownValue }, {}, false],
        ["inputs of a state from before this", { __urn: undefined, __identity: undefined }, {}, false],
    ];

    it.each(rows)("%s", (_what, was, now, isMove) => {
        const olds = { ...good, __urn: urnOf("orders"), __identity: identity, ...was };
        const inputs = checked({ urn: urnOf("orders"), identity, ...now }, olds);
        expect(inputs["__movedFrom"]).toBe(isMove ? olds.__urn : undefined);
    });

    it("is found again each time, whatever ignoreChanges hands in of the last", () => {
        const olds = {
            ...good,
            __urn: urnOf("orders"),
            __identity: identity,
            __movedFrom: urnOf("carts"),
            __owner: "shop.dev.orders.0123456789abcdef",
            __autonaming: true,
        };
        // With ["*"] the engine hands in the old inputs, and adds what is new.
        const { inputs } = check(olds, { ...olds, __origin: { urn: urnOf("orders"), identity } });
        expect(inputs).toEqual({ ...good, __urn: urnOf("orders"), __identity: identity });
        expect(check(olds, olds).inputs).toEqual({ ...good, __urn: urnOf("orders"), __identity: identity });
    });

    it("is none of the present place's where ignoreChanges keeps the old one: the name of before is not resumed", () => {
        const olds = {
            ...good,
            __urn: urnOf("carts"),
            __identity: identity,
            __origin: { urn: urnOf("carts"), identity },
        };
        const { inputs } = check(olds, { ...olds });
        expect(inputs).toEqual({ ...good, __urn: urnOf("carts"), __identity: identity });
    });
});

describe("automatic names", () => {
    const nameless = { ...good, name: undefined, __urn: urnOf("orders") };
    const nameOf = (olds: Record<string, unknown>, change: Record<string, unknown> = {}): unknown =>
        check(olds, { ...nameless, ...change }).inputs["name"];
    const first = check({}, nameless).inputs;

    it("are the resource's name and seven hexadecimal digits, within the first 23 characters", () => {
        expect(first["name"]).toMatch(/^orders-[0-9a-f]{7}$/);
        const long = nameOf({}, { __urn: urnOf("a-very-long-resource-name") });
        expect(long).toMatch(/^a-very-long-res-[0-9a-f]{7}$/);
        expect(nameOf({}, { __urn: urnOf("Ürgent__orders") })).toMatch(/^rgent-orders-[0-9a-f]{7}$/);
        expect(nameOf({}, { __urn: urnOf("注文") })).toMatch(/^db-[0-9a-f]{7}$/);
    });

    it("are the same each time, whatever the identity, and others for another stack or resource", () => {
        expect(nameOf({})).toBe(first["name"]);
        expect(nameOf({}, { __identity: identity })).toBe(first["name"]);
        expect(nameOf({}, { __identity: unknownValue })).toBe(first["name"]);
        expect(nameOf({}, { __urn: urnOf("orders", "prod") })).not.toBe(first["name"]);
        expect(nameOf({}, { __urn: urnOf("carts") })).not.toBe(first["name"]);
    });

    it("stay when the stack or the resource is renamed", () => {
        expect(nameOf(first, { __urn: urnOf("new", "new") })).toBe(first["name"]);
    });

    it.each([
        ["the region", settings({ regionName: "EU_WEST_1" })],
        ["the provider", settings({ backingProviderName: "AZURE" })],
        ["the project", { projectId: "ffffffffffffffffffffffff" }],
    ])("change with %s, so that the new cluster can come before the old one goes", (_what, change) => {
        const name = nameOf(first, change);
        expect(name).not.toBe(first["name"]);
        // The engine checks a replacement a second time, without the old inputs.
        expect(nameOf({}, change)).toBe(name);
    });

    it.each([
        ["the project", { projectId: unknownValue }],
        ["the region", settings({ regionName: unknownValue })],
        ["all settings", { providerSettings: unknownValue }],
        ["its place", { __urn: unknownValue }],
    ])("are unknown as long as %s is", (_what, change) => {
        expect(nameOf({}, change)).toBe(unknownValue);
    });

    it("replace a name of one's own that is taken out", () => {
        expect(nameOf({ ...good })).not.toBe("orders");
    });
});

describe("with pulumi:autonaming", () => {
    const nameless = { ...good, name: undefined, __urn: urnOf("orders") };
    const own = check({}, nameless).inputs["name"];

    it("a proposed name is not taken: a killed create must find its cluster under the same name", () => {
        const { inputs, problems } = check({}, nameless, { mode: "propose" });
        expect(problems).toEqual([]);
        expect(inputs).toMatchObject({ name: own, __automaticName: true, __autonaming: true });
    });

    it("an enforced name is taken", () => {
        const { inputs, problems } = check({}, nameless, { mode: "enforce", name: "shop-orders" });
        expect(problems).toEqual([]);
        expect(inputs).toMatchObject({ name: "shop-orders", __automaticName: true, __autonaming: true });
    });

    it("an enforced name that Atlas would refuse is refused at preview, and says where it comes from", () => {
        const { problems } = check({}, nameless, { mode: "enforce", name: "shop_orders" });
        expect(problems).toEqual([
            {
                path: "name",
                problem:
                    '"shop_orders" is not a valid cluster name: "_" is not allowed (use letters, digits, and hyphens). ' +
                    "It comes from pulumi:autonaming: change its pattern, or set name",
            },
        ]);
    });

    it("where it is disabled, a name must be set", () => {
        expect(check({}, nameless, { mode: "disabled" }).problems).toEqual([
            {
                path: "name",
                problem: "is required, because pulumi:autonaming is disabled for this resource",
            },
        ]);
    });

    it.each([
        { mode: "propose" } as const,
        { mode: "enforce", name: "shop-orders" } as const,
        { mode: "disabled" } as const,
    ])("a name that is set, or was given before, stays: $mode", (autonaming) => {
        expect(check({}, good, autonaming)).toEqual({
            inputs: { ...good, __autonaming: true },
            problems: [],
        });
        const before = { ...good, name: "orders-0123456", __automaticName: true };
        expect(check(before, nameless, autonaming)).toMatchObject({
            inputs: { name: "orders-0123456", __automaticName: true },
            problems: [],
        });
    });

    it("what an earlier check was told of it is forgotten, where the setting is gone", () => {
        const old = check({}, nameless, { mode: "propose" }).inputs;
        expect(check(old, { ...nameless, __autonaming: true }).inputs).not.toHaveProperty("__autonaming");
    });
});

function settings(change: Record<string, unknown>): Record<string, unknown> {
    return { providerSettings: { ...good.providerSettings, ...change } };
}

function tags(count: number): Record<string, string> {
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "value"]));
}

function everything(): Record<string, unknown> {
    return {
        ...settings({ providerName: "SERVERLESS" }),
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
        tags: { "cost center": "a.b+c;d`e@f_g-h" },
        terminationProtectionEnabled: true,
        apiGeneration: "flex",
        upgradeFromSharedTier: true,
        adopt: "aaaaaaaaaaaaaaaaaaaaaaaa",
        ownershipTag: true,
        __timeouts: { create: "1h30m", update: "90s", delete: "1.5h" },
    };
}
