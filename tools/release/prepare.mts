// `npm run release:prepare -- VERSION`: sets the version, and today's date in the changelog, and writes the schema again. What is
// then committed and tagged `vVERSION` is the release.
import { join } from "node:path";
import { toStandardError } from "../engine/progress.mts";
import { root } from "../paths.mts";
import { must } from "../processes.mts";
import { setVersion } from "./version.mts";

const [version, ...more] = process.argv.slice(2);
if (version === undefined || more.length > 0) {
    toStandardError("Usage: npm run release:prepare -- VERSION");
    process.exit(2);
}
try {
    setVersion(root, version, new Date().toISOString().slice(0, 10));
    // By a process of its own: this one may have read the version already.
    await must(process.execPath, [join(root, "tools", "schema", "main.mts")]);
    toStandardError(`The sources are version ${version}: commit them, and tag them v${version}.`);
} catch (error) {
    toStandardError(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
}
