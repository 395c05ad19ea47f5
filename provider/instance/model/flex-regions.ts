/** A cloud provider's regions for Flex clusters, and the page that lists them. */
interface FlexRegions {
    readonly cloud: string;
    readonly page: string;
    readonly regions: readonly string[];
}

/** When MongoDB's documentation was read for the lists below. Atlas can have added regions since. */
export const flexRegionsRead = "November 2026";

/**
 * The regions that support Flex clusters, by `backingProviderName`.
 *
 * Source: the tables of MongoDB's documentation, github.com/mongodb/docs, content/atlas/source/reference: amazon-aws.txt and
 * google-gcp.txt at 03106d820ef75e0e3cd25d735c7c8d820ee240a9, microsoft-azure.txt at 07090e517c5919a018754399499c8aef636f3d23.
 */
export const flexRegions: Readonly<Record<string, FlexRegions>> = {
    AWS: {
        cloud: "AWS",
        page: "https://www.mongodb.com/docs/atlas/reference/amazon-aws/",
        regions: [
            ...["US_EAST_1", "US_WEST_2", "SA_EAST_1"],
            ...["EU_CENTRAL_1", "EU_NORTH_1", "EU_WEST_1", "EU_WEST_3"],
            ...[
                "AP_EAST_1",
                "AP_NORTHEAST_1",
                "AP_NORTHEAST_2",
                "AP_SOUTH_1",
                "AP_SOUTHEAST_1",
                "AP_SOUTHEAST_2",
            ],
            ...["AF_SOUTH_1", "ME_SOUTH_1"],
        ],
    },
    AZURE: {
        cloud: "Azure",
        page: "https://www.mongodb.com/docs/atlas/reference/microsoft-azure/",
        regions: [
            ...["US_EAST_2", "US_WEST", "CANADA_CENTRAL", "CHILE_CENTRAL"],
            ...["EUROPE_NORTH", "EUROPE_WEST"],
            ...["ASIA_EAST", "INDIA_CENTRAL", "INDONESIA_CENTRAL", "MALAYSIA_WEST"],
        ],
    },
    GCP: {
        cloud: "Google Cloud",
        page: "https://www.mongodb.com/docs/atlas/reference/google-gcp/",
        regions: [
            ...["CENTRAL_US", "SOUTH_AMERICA_EAST_1"],
            ...["WESTERN_EUROPE"],
            ...["EASTERN_ASIA_PACIFIC", "NORTHEASTERN_ASIA_PACIFIC", "SOUTHEASTERN_ASIA_PACIFIC"],
            ...["ASIA_NORTHEAST_3", "ASIA_SOUTH_1", "ASIA_SOUTHEAST_2"],
        ],
    },
};

/** A region that is not among those known for Flex clusters. */
export interface UnlistedRegion extends FlexRegions {
    /** The cloud that has a region of this name for Flex clusters; undefined where none has. */
    readonly otherCloud: string | undefined;
}

/** What is known of a region that is not listed; undefined where it is, or where the cloud has no list. */
export function unlistedRegion(backingProviderName: string, region: string): UnlistedRegion | undefined {
    const known = Object.hasOwn(flexRegions, backingProviderName)
        ? flexRegions[backingProviderName]
        : undefined;
    if (known === undefined || known.regions.includes(region)) {
        return undefined;
    }
    const other = Object.values(flexRegions).find(({ regions }) => regions.includes(region));
    return { ...known, otherCloud: other?.cloud };
}
