/** The errors that a user may read: one family, with a class for each category. */
export * from "./base";
export * from "./atlas-error";
export type { AtlasErrorFacts } from "./facts";
export { hintForCode, hintsByErrorCode } from "./error-messages";
