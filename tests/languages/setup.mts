// Before the tests with programs in other languages: the engine, their hosts, and their SDKs.
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import setUpEngine from "../engine/harness/setup.mts";
import { languagePrograms, programIn } from "../../tools/sdk-gen/programs.mts";
import { linkPathWithoutNode } from "../../tools/path-without-node.mts";
import { root } from "../../tools/paths.mts";
import { must, run } from "../../tools/processes.mts";

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
    const hosts = await languagePrograms();
    const folder = process.env["PULUMI_ATLAS_ENGINE_FOLDER"] ?? "";
    const sdks = join(folder, "sdks");
    mkdirSync(sdks);
    const schema = join(root, "provider", "schema", "package.json");
    for (const language of ["python", "go"]) {
        await must(programIn(hosts, "sdks"), [schema, language, join(sdks, language)]);
    }
    const environment = join(sdks, "venv");
    await must("python3", ["-m", "venv", environment]);
    const scripts = join(environment, process.platform === "win32" ? "Scripts" : "bin");
    await must(join(scripts, "pip"), ["install", "--quiet", join(sdks, "python")]);
    const programs = join(folder, "programs");
    linkPathWithoutNode(programs);
    process.env["PULUMI_ATLAS_SDKS"] = sdks;
    process.env["PULUMI_ATLAS_LANGUAGES_PATH"] = [hosts, scripts].join(delimiter);
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
