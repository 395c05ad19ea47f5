import { automaticName, nameProblem } from "../../provider/instance/model/names";
import { regionProblem } from "../../provider/instance/model/regions";

describe("names", () => {
    it.each([
        "a",
        "0",
        "orders",
        "Orders-2",
        "orders-",
        "a--b",
        "a".repeat(64),
        `${"a".repeat(22)}b-`,
        `${"a".repeat(21)}-b`,
        "a".repeat(22),
    ])("%s is one", (name) => {
        expect(nameProblem(name)).toBeUndefined();
    });

    it.each<[string, string]>([
        ["", '"" is not a valid cluster name: it must start with a letter or digit'],
        ["-a", '"-a" is not a valid cluster name: it must start with a letter or digit'],
        [
            "my_db",
            '"my_db" is not a valid cluster name: "_" is not allowed (use letters, digits, and hyphens)',
        ],
        [
            "my db",
            '"my db" is not a valid cluster name: " " is not allowed (use letters, digits, and hyphens)',
        ],
        [
            "müller",
            '"müller" is not a valid cluster name: "ü" is not allowed (use letters, digits, and hyphens)',
        ],
        ["a\n", '"a\n" is not a valid cluster name: "\n" is not allowed (use letters, digits, and hyphens)'],
        ["a/b", '"a/b" is not a valid cluster name: "/" is not allowed (use letters, digits, and hyphens)'],
        [
            "a".repeat(65),
            "the name has 65 characters; the maximum is 64, and the first 23 must be unique within the project",
        ],
        [
            `${"a".repeat(22)}-b`,
            `the 23rd character of "${"a".repeat(22)}-b" is a hyphen, which Atlas does not allow there: change ` +
                `the name so that it is a letter or digit`,
        ],
        [
            `${"a".repeat(22)}-`,
            `the 23rd character of "${"a".repeat(22)}-" is a hyphen, which Atlas does not allow there: change ` +
                `the name so that it is a letter or digit`,
        ],
    ])("%j is none", (name, problem) => {
        expect(nameProblem(name)).toBe(problem);
    });
});

describe("automatic names", () => {
    const urn = (logicalName: string, place = "dev::shop::my:Shop$x:y:ServerlessInstance") =>
        `urn:pulumi:${place}::${logicalName}`;

    it.each<[string, string]>([
        ["orders", "orders"],
        ["orders of the shop in the north", "orders-of-the-s"],
        ["my_db", "my-db"],
        ["--x--", "x"],
        ["a.............b", "a-b"],
        ["twelve-and-3--more", "twelve-and-3--m"],
        ["thirteen-char--x", "thirteen-char"],
        ["日本", "db"],
        ["", "db"],
    ])("%j begins with %j and is a name", (logicalName, prefix) => {
        const name = automaticName(urn(logicalName), []);
        expect(name).toMatch(new RegExp(`^${prefix}-[0-9a-f]{7}$`));
        expect(name.length).toBeLessThanOrEqual(23);
        expect(nameProblem(name)).toBeUndefined();
    });

    it("are the same every time", () => {
        // State and deployments depend on it: another value would rename clusters that have not been made yet.
        expect(automaticName(urn("orders"), ["p", "AWS", "US_EAST_1"])).toBe(
            automaticName(urn("orders"), ["p", "AWS", "US_EAST_1"]),
        );
    });

    it("are the same through either entry point", () => {
        expect(automaticName(urn("orders", "dev::shop::atlas-serverless:index:ServerlessInstance"), [])).toBe(
            automaticName(
                urn("orders", "dev::shop::pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance"),
                [],
            ),
        );
    });

    it("differ by stack, project, parent and each input that forces a replacement", () => {
        const names = [
            automaticName(urn("orders"), ["p", "AWS", "US_EAST_1"]),
            ...["prod::shop::my:Shop$x:y:T", "dev::web::my:Shop$x:y:T", "dev::shop::x:y:T"].map((place) =>
                automaticName(urn("orders", place), ["p", "AWS", "US_EAST_1"]),
            ),
            automaticName(urn("orders"), ["q", "AWS", "US_EAST_1"]),
            automaticName(urn("orders"), ["p", "GCP", "US_EAST_1"]),
            automaticName(urn("orders"), ["p", "AWS", "US_EAST_2"]),
            automaticName(urn("orders"), ["p", "AWSUS_", "EAST_1"]),
        ];
        expect(new Set(names).size).toBe(names.length);
    });
});

describe("regions", () => {
    it.each(["US_EAST_1", "EUROPE_WEST", "WESTERN_EUROPE", "AP_SOUTHEAST_2", "MARS_1", "EU2"])(
        "%s has Atlas's form",
        (region) => {
            expect(regionProblem(region)).toBeUndefined();
        },
    );

    it.each<[string, string]>([
        // AWS
        ["us-east-1", "US_EAST_1"],
        ["US-EAST-1", "US_EAST_1"],
        ["eu-west-3", "EU_WEST_3"],
        ["ap-southeast-2", "AP_SOUTHEAST_2"],
        ["us-gov-west-1", "US_GOV_WEST_1"],
        // Azure
        ["eastus2", "US_EAST_2"],
        ["eastUS2", "US_EAST_2"],
        ["westeurope", "EUROPE_WEST"],
        ["northeurope", "EUROPE_NORTH"],
        ["germanywestcentral", "GERMANY_WEST_CENTRAL"],
        // Google Cloud
        ["us-central1", "CENTRAL_US"],
        ["europe-west1", "WESTERN_EUROPE"],
        ["europe-west3", "EUROPE_WEST_3"],
        ["asia-east2", "ASIA_EAST_2"],
        ["me-west1", "MIDDLE_EAST_WEST_1"],
        // Atlas's own, in small letters
        ["us_east_1", "US_EAST_1"],
    ])("%s is Atlas's %s", (region, atlasName) => {
        expect(regionProblem(region)).toBe(
            `"${region}" is the cloud provider's own name of the region: use Atlas's name, "${atlasName}"`,
        );
        expect(regionProblem(atlasName)).toBeUndefined();
    });

    it.each(["", "somewhere", "us east", "-", "US_", "_US", "US__EAST", "constructor", "toString"])(
        "%j is none",
        (region) => {
            expect(regionProblem(region)).toBe(
                `"${region}" is not an Atlas region name: use one such as US_EAST_1 (AWS), EUROPE_WEST (Azure) ` +
                    `or WESTERN_EUROPE (Google Cloud)`,
            );
        },
    );
});
