import { isPlausible, quoteIfPlausible } from "../../atlas/redaction";

/** Atlas's names of the regions that its clouds call otherwise; AWS's follow a rule. */
const atlasNames: Readonly<Record<string, string>> = {
    // Azure
    australiacentral: "AUSTRALIA_CENTRAL",
    australiacentral2: "AUSTRALIA_CENTRAL_2",
    australiaeast: "AUSTRALIA_EAST",
    australiasoutheast: "AUSTRALIA_SOUTH_EAST",
    brazilsouth: "BRAZIL_SOUTH",
    brazilsoutheast: "BRAZIL_SOUTHEAST",
    canadacentral: "CANADA_CENTRAL",
    canadaeast: "CANADA_EAST",
    centralindia: "INDIA_CENTRAL",
    centralus: "US_CENTRAL",
    chilecentral: "CHILE_CENTRAL",
    eastasia: "ASIA_EAST",
    eastus: "US_EAST",
    eastus2: "US_EAST_2",
    francecentral: "FRANCE_CENTRAL",
    francesouth: "FRANCE_SOUTH",
    germanynorth: "GERMANY_NORTH",
    germanywestcentral: "GERMANY_WEST_CENTRAL",
    indonesiacentral: "INDONESIA_CENTRAL",
    israelcentral: "ISRAEL_CENTRAL",
    italynorth: "ITALY_NORTH",
    japaneast: "JAPAN_EAST",
    japanwest: "JAPAN_WEST",
    koreacentral: "KOREA_CENTRAL",
    koreasouth: "KOREA_SOUTH",
    malaysiawest: "MALAYSIA_WEST",
    mexicocentral: "MEXICO_CENTRAL",
    northcentralus: "US_NORTH_CENTRAL",
    northeurope: "EUROPE_NORTH",
    norwayeast: "NORWAY_EAST",
    norwaywest: "NORWAY_WEST",
    polandcentral: "POLAND_CENTRAL",
    qatarcentral: "QATAR_CENTRAL",
    southafricanorth: "SOUTH_AFRICA_NORTH",
    southafricawest: "SOUTH_AFRICA_WEST",
    southcentralus: "US_SOUTH_CENTRAL",
    southeastasia: "ASIA_SOUTH_EAST",
    southindia: "INDIA_SOUTH",
    spaincentral: "SPAIN_CENTRAL",
    swedencentral: "SWEDEN_CENTRAL",
    swedensouth: "SWEDEN_SOUTH",
    switzerlandnorth: "SWITZERLAND_NORTH",
    switzerlandwest: "SWITZERLAND_WEST",
    uaecentral: "UAE_CENTRAL",
    uaenorth: "UAE_NORTH",
    uksouth: "UK_SOUTH",
    ukwest: "UK_WEST",
    westcentralus: "US_WEST_CENTRAL",
    westeurope: "EUROPE_WEST",
    westindia: "INDIA_WEST",
    westus: "US_WEST",
    westus2: "US_WEST_2",
    westus3: "US_WEST_3",
    // Google Cloud; where the zones have no name of their own below, hyphens and digits become underscores.
    "asia-east1": "EASTERN_ASIA_PACIFIC",
    "asia-northeast1": "NORTHEASTERN_ASIA_PACIFIC",
    "asia-southeast1": "SOUTHEASTERN_ASIA_PACIFIC",
    "europe-west1": "WESTERN_EUROPE",
    "me-central1": "MIDDLE_EAST_CENTRAL_1",
    "me-central2": "MIDDLE_EAST_CENTRAL_2",
    "me-west1": "MIDDLE_EAST_WEST_1",
    "northamerica-northeast1": "NORTH_AMERICA_NORTHEAST_1",
    "northamerica-northeast2": "NORTH_AMERICA_NORTHEAST_2",
    "northamerica-south1": "NORTH_AMERICA_SOUTH_1",
    "southamerica-east1": "SOUTH_AMERICA_EAST_1",
    "southamerica-west1": "SOUTH_AMERICA_WEST_1",
    "us-central1": "CENTRAL_US",
    "us-east1": "EASTERN_US",
    "us-west1": "WESTERN_US",
};

/**
 * What is wrong with a region's name, with Atlas's form of it where a cloud's own form was given; undefined where
 * it has Atlas's form. Which regions there are is for Atlas to say.
 */
export function regionProblem(region: string): string | undefined {
    if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(region)) {
        return undefined;
    }
    const atlasName = atlasNameOf(region.toLowerCase());
    return atlasName === undefined
        ? `${quoteIfPlausible(region)} is not an Atlas region name: use one such as US_EAST_1 (AWS), ` +
              "EUROPE_WEST (Azure) or WESTERN_EUROPE (Google Cloud)"
        : `"${region}" is the cloud provider's own name of the region: use Atlas's name, "${atlasName}"`;
}

function atlasNameOf(region: string): string | undefined {
    if (Object.hasOwn(atlasNames, region)) {
        return atlasNames[region];
    }
    // What only has the form of a region, or nearly, may be a secret: no name is made of it.
    if (!isPlausible(region.replace(/\d{1,2}$/, " $&"))) {
        return undefined;
    }
    const googles = /^([a-z]+(?:-[a-z]+)+)(\d+)$/.exec(region);
    if (googles !== null) {
        return `${googles[1] ?? ""}_${googles[2] ?? ""}`.replaceAll("-", "_").toUpperCase();
    }
    const isAmazons = /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region);
    return isAmazons || /^[a-z]+(_[a-z0-9]+)+$/.test(region)
        ? region.replaceAll("-", "_").toUpperCase()
        : undefined;
}
