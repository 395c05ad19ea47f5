// The axes that meet in real life, each with each: {access token, service account, API key} x {1, 20, 100 resources at once}
// x {create, read, update, delete} x {classic, transition, sunset} x {no fault, one 429 with Retry-After on each, slow
// answers, cancel in the middle}.
//
// How a cell is read: "create, apiKey, 100 at once, sunset, slow answers" is one operation on a hundred resources that begin
// together, in a process of its own, as the engine runs it with `--parallel 100`. The four operations of a row work on the
// same resources, one after the other, in a project of the row's own. Of each cell must be true:
//
// - it ends, within the time that each resource gives its operation (an hour of the clock);
// - nothing fails, where nobody cancels; and after a cancel, which comes when half as many answers were given as there are
//   resources, another process finishes the work, and nothing of that fails;
// - no write was sent after the cancel;
// - right after it, also after a cancel, every cluster that exists is held by exactly one state or partial failure, and there
//   are not more clusters than resources.
//
// "One 429 on each": the first request about each resource is turned away for two seconds, and the first list of each
// generation. "Slow answers": each takes four seconds of the clock, longer than what was seen stays fresh.
//
// The eras before the sunset are in axes-earlier.test.ts, so that two processors share the work.
import { describeAxes } from "./axes";

describeAxes("sunset");
