// `npm run sdk -- LANGUAGE FOLDER`: writes the SDK for a language, from the committed package schema.
//
//     npm run sdk -- python sdks/python       also: go, nodejs
import { join, resolve } from "node:path";
import { root } from "../paths.mts";
import { run } from "../processes.mts";
import { languagePrograms, programIn } from "./programs.mts";

const [language, folder] = process.argv.slice(2);
if (language === undefined || folder === undefined || !["python", "go", "nodejs"].includes(language)) {
    process.stderr.write("Usage: npm run sdk -- python|go|nodejs FOLDER\n");
    process.exit(2);
}
const schema = join(root, "provider", "schema", "package.json");
const { code, stderr } = await run(programIn(await languagePrograms(), "sdks"), [
    schema,
    language,
    resolve(folder),
]);
process.stderr.write(code === 0 ? `The SDK for ${language} is in ${folder}.\n` : stderr);
process.exitCode = code;
