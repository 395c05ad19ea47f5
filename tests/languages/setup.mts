// Before the tests with programs in other languages: the engine, and their hosts.
import { join } from "node:path";
import setUpEngine from "../engine/harness/setup.mts";
import { languagePrograms } from "../../tools/sdk-gen/programs.mts";
import { linkPathWithoutNode } from "../../tools/path-without-node.mts";
import { run } from "../../tools/processes.mts";

/** What a machine must have for them, beside what the rest of the tests need: its name, and what asks for its version. */
const tools = [
    { name: "Go", command: "go", args: ["version"] },
    { name: "Python 3", command: "python3", args: ["--version"] },
];

export default async function setup(): Promise<void> {
    await setUpEngine();
    const missing = await missingTools();
    process.env["PULUMI_ATLAS_LANGUAGES_MISSING"] = missing;
    if (missing !== "") {
        if (process.env["CI"] !== undefined) {
            throw new Error(
                `The tests with programs in other languages need ${missing}, and CI leaves none out.`,
            );
        }
        return;
    }
    const programs = join(process.env["PULUMI_ATLAS_ENGINE_FOLDER"] ?? "", "programs");
    linkPathWithoutNode(programs);
    process.env["PULUMI_ATLAS_LANGUAGES_PATH"] = await languagePrograms();
    process.env["PULUMI_ATLAS_PATH_WITHOUT_NODE"] = programs;
}

async function missingTools(): Promise<string> {
    const found = await Promise.all(
        tools.map(({ command, args }) =>
            run(command, args).then(
                ({ code }) => code === 0,
                () => false,
            ),
        ),
    );
    const missing = tools.filter((_, index) => found[index] !== true);
    return missing.map(({ name }) => name).join(" and ");
}
