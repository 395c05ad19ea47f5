// The kinds of clusters a project can hold. All share one namespace of names; each is served by some endpoints only.

/** The kinds: `shared` is a shared tier (M0, M2, M5), which can be upgraded, `free` an M0 cluster after the move, `dedicated` an M10 or larger. */
export const KINDS = ["serverless", "flex", "shared", "free", "dedicated"] as const;

/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number];

/** The sizes of shared tiers. */
export const SHARED_SIZES = ["M0", "M2", "M5"] as const;

/** One of {@link SHARED_SIZES}. */
export type SharedSize = (typeof SHARED_SIZES)[number];

/** The hardware of a cluster, as `providerSettings.effective*` shows it. */
export interface Effective {
    readonly providerName: string;
    readonly instanceSizeName: string;
    readonly diskSizeGBLimit: number;
}

const SHARED: Readonly<Record<SharedSize, Effective>> = {
    M0: { providerName: "TENANT", instanceSizeName: "M0", diskSizeGBLimit: 0.5 },
    M2: { providerName: "TENANT", instanceSizeName: "M2", diskSizeGBLimit: 2 },
    M5: { providerName: "TENANT", instanceSizeName: "M5", diskSizeGBLimit: 5 },
};

/** The hardware of a kind; only shared tiers have sizes. */
export function effectiveOf(kind: Kind, size: SharedSize = "M2"): Effective {
    switch (kind) {
        case "serverless":
            return {
                providerName: "SERVERLESS",
                instanceSizeName: "SERVERLESS_V2",
                diskSizeGBLimit: 1024,
            };
        case "flex":
            return { providerName: "TENANT", instanceSizeName: "FLEX", diskSizeGBLimit: 5 };
        case "shared":
            return SHARED[size];
        case "free":
            return SHARED.M0;
        case "dedicated":
            return { providerName: "DEDICATED", instanceSizeName: "M10", diskSizeGBLimit: 10 };
    }
}
