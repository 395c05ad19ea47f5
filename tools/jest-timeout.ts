// Run by jest before each file of tests: jest itself knows only one limit for all layers.
export {};

/** Set for each layer in jest.config.mjs. */
declare const testSeconds: number;

jest.setTimeout(testSeconds * 1000);
