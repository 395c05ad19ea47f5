// `npm run release:check -- TAG`: whether the sources are the release that a tag says.
import { toStandardError } from "../engine/progress.mts";
import { root } from "../paths.mts";
import { problemsOf } from "./version.mts";

const [tag, ...more] = process.argv.slice(2);
if (tag === undefined || more.length > 0) {
    toStandardError("Usage: npm run release:check -- TAG");
    process.exit(2);
}
for (const problem of problemsOf(root, tag)) {
    toStandardError(problem);
    process.exitCode = 1;
}
