// What a preview says of inputs that are valid, and of which Atlas makes nothing or probably nothing.
import { unknownValue } from "../../provider/instance/model/inputs";
import { advise as adviseOn, type Advice } from "../../provider/instance/preview/advice";

const advise = (olds: Record<string, unknown>, news: Record<string, unknown>): Advice =>
    adviseOn(olds, { inputs: news, problems: [] });

const place = { backingProviderName: "AWS", regionName: "US_EAST_1" };
const inputs = { name: "orders", providerSettings: place };
const backup = { serverlessBackupOptions: { serverlessContinuousBackupEnabled: true } };

/** New inputs with this place. */
const at = (backingProviderName: string, regionName: string, more: object = {}) =>
    advise({}, { ...inputs, ...more, providerSettings: { backingProviderName, regionName } });

const listed = (cloud: string, page: string) =>
    `is not on MongoDB's list of ${cloud} regions for Flex clusters (https://www.mongodb.com/docs/atlas/reference/${page}/, read in ` +
    "November 2026). Atlas might refuse to create the cluster.";

it("says nothing of what is in order", () => {
    expect(advise({}, inputs)).toEqual({ warnings: [], notes: [] });
});

it("says nothing of inputs that have a problem", () => {
    const problems = [{ path: "name", problem: "is not one" }];
    expect(adviseOn({}, { inputs: { ...inputs, ...backup }, problems })).toEqual({ warnings: [], notes: [] });
});

describe("adopting, which a preview shows as a create", () => {
    const named = { ...inputs, projectId: "0123456789abcdef01234567" };
    const cluster = 'Adopts cluster "orders" in project 0123456789abcdef01234567';
    const id = "a".repeat(24);

    it.each<[unknown, string]>([
        [true, `${cluster} if it exists, instead of creating one (adopt: true).`],
        [id, `${cluster}, ID ${id}, instead of creating one.`],
    ])("is said: adopt: %j", (adopt, note) => {
        expect(advise({}, { ...named, adopt })).toEqual({ warnings: [], notes: [note] });
    });

    it.each<Record<string, unknown>>([
        {},
        { adopt: false },
        { adopt: unknownValue },
        { adopt: true, name: unknownValue },
        { adopt: true, projectId: unknownValue },
    ])("is not spoken of with %j", (change) => {
        expect(advise({}, { ...named, ...change }).notes).toEqual([]);
    });

    it("is not spoken of where the resource exists: changing adopt has no effect", () => {
        expect(advise(named, { ...named, adopt: true }).notes).toEqual([]);
    });
});

describe("continuous backup", () => {
    const note =
        "Continuous backup: serverlessContinuousBackupEnabled has no effect on a Flex cluster, and Atlas has created only Flex " +
        "clusters since February 2025. You can remove it.";

    it("has no effect on a new cluster", () => {
        expect(advise({}, { ...inputs, ...backup })).toEqual({ warnings: [], notes: [note] });
    });

    it.each([
        ["it is off", { serverlessBackupOptions: { serverlessContinuousBackupEnabled: false } }],
        [
            "it is not known yet",
            { serverlessBackupOptions: { serverlessContinuousBackupEnabled: unknownValue } },
        ],
        ["nothing of it is known yet", { serverlessBackupOptions: unknownValue }],
    ])("is not spoken of where %s", (_what, change) => {
        expect(advise({}, { ...inputs, ...change }).notes).toEqual([]);
    });

    it("is the matter of the diff where a cluster exists", () => {
        expect(advise(inputs, { ...inputs, ...backup }).notes).toEqual([]);
    });
});

describe("a region", () => {
    it.each([
        ["AWS", "US_EAST_9", `Region "US_EAST_9" ${listed("AWS", "amazon-aws")} Did you mean "US_EAST_1"?`],
        [
            "GCP",
            "EU_WEST_1",
            `Region "EU_WEST_1" ${listed("Google Cloud", "google-gcp")} It is on the list for AWS.`,
        ],
        ["AZURE", "MARS", `Region "MARS" ${listed("Azure", "microsoft-azure")}`],
    ])("that is not listed for Flex clusters: %s %s", (cloud, region, warning) => {
        expect(at(cloud, region)).toEqual({ warnings: [warning], notes: [] });
    });

    it.each([
        ["AWS", "AP_SOUTHEAST_2"],
        ["AZURE", "EUROPE_WEST"],
        ["GCP", "WESTERN_EUROPE"],
        // Problems of their own.
        ["AWS", "us-east-1"],
        ["aws", "US_EAST_9"],
        ["AWS", unknownValue],
        [unknownValue, "US_EAST_9"],
    ])("%s %s is not spoken of", (cloud, region) => {
        expect(at(cloud, region).warnings).toEqual([]);
    });

    it.each([{ adopt: true }, { adopt: "a".repeat(24) }, { upgradeFromSharedTier: true }])(
        "is not spoken of where the cluster may exist: %j",
        (taking) => {
            expect(at("AWS", "US_EAST_9", taking).warnings).toEqual([]);
        },
    );

    it("is spoken of when it is declared or changed, not with every deployment", () => {
        const nowhere = { ...inputs, providerSettings: { ...place, regionName: "US_EAST_9" } };
        expect(advise(nowhere, nowhere).warnings).toEqual([]);
        expect(advise(inputs, nowhere).warnings).toHaveLength(1);
    });
});
