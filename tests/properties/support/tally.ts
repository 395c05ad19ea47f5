// What the properties' tests tell the end of the layer.

/** The environment's variable that names the file in which each property leaves a line. */
export const tallyVariable = "PULUMI_ATLAS_PROPERTIES";

/** A property that was tried. */
export interface Entry {
    /** The file of tests that it is in. */
    readonly file: string;
    readonly title: string;
    readonly cases: number;
    readonly isFailed: boolean;
}
