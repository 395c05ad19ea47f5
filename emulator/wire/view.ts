// What a rendering needs beside the thing itself.

/** The circumstances of a look. */
export interface RenderContext {
    /** The emulated instant. */
    readonly now: number;
    /** The address of the API as the client reached it, version included: what links lead to. */
    readonly api: string;
}
