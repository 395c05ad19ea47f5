// What rendering a response needs in addition to what is rendered.

/** The context of one read. */
export interface RenderContext {
    /** The emulated instant. */
    readonly now: number;
    /** The base URL of the API as the client called it, version included: links begin with it. */
    readonly api: string;
}
