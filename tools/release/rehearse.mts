// `npm run release:rehearse`: does all that a release does (.github/workflows/release.yml), in a copy of the sources and against
// registries on 127.0.0.1; then users in each language install what was released by its name, deploy, and install the release
// after it, which changes nothing.
//
//     npm run release:rehearse -- LANGUAGE...      typescript, typescript-plugin, python, go, yaml; all of them without any
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version as current } from "../../provider/version.ts";
import { startEmulator } from "../engine/emulator.mts";
import { findEngineOrExit } from "../engine/find.mts";
import { since, toStandardError, withProgress } from "../engine/progress.mts";
import { root } from "../paths.mts";
import { must } from "../processes.mts";
import { languagePrograms } from "../sdk-gen/programs.mts";
import { startRegistries, type Registries } from "./registries.mts";
import { Sources } from "./sources.mts";
import { languages, User, type LanguageName } from "./users.mts";
import { releaseSteps, standIns } from "./workflow.mts";

const known = Object.keys(languages) as LanguageName[];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.some((one) => one === name));
if (unknown.length > 0) {
    toStandardError(`There is no language ${unknown.join(", ")}: choose from ${known.join(", ")}.`);
    process.exit(2);
}
const chosen = known.filter((name) => asked.length === 0 || asked.includes(name));

/** Does something that takes its time, and says how long it took. */
async function perform(title: string, work: () => Promise<unknown>): Promise<void> {
    const start = Date.now();
    await withProgress(toStandardError, () => `${title} is still running (${since(start)}).`, work);
    console.log(`${since(start).padStart(12)}  ${title}`);
}

/** What runs in place of a step that a rehearsal cannot do. */
const inPlaceOf: Readonly<Record<keyof typeof standIns, (sources: Sources, registries: Registries) => void>> =
    {
        "Install the dependencies": (sources) => sources.linkModules(),
        Test: () => undefined,
        "Create the GitHub release": ({ folder }, { pluginsFolder }) =>
            cpSync(join(folder, "release", "plugins"), pluginsFolder, { recursive: true }),
    };

function isStandIn(name: string): name is keyof typeof standIns {
    return Object.hasOwn(standIns, name);
}

/** Releases a version, by the steps of the workflow. */
async function release(version: string, sources: Sources, registries: Registries): Promise<void> {
    const tag = await sources.tag(version);
    // Nobody has a token for the registries that this one stands for, so none of them is in the user's own settings.
    const { host } = new URL(registries.npm);
    writeFileSync(
        join(sources.folder, ".npmrc"),
        `registry=${registries.npm}\n//${host}/:_authToken=${registries.npmToken}\n`,
    );
    rmSync(join(sources.folder, "release"), { recursive: true, force: true });
    const env = {
        ...process.env,
        GITHUB_REF_NAME: tag,
        GITHUB_ACTOR: "rehearsal",
        // Sigstore signs it, for a workflow of GitHub's alone.
        NPM_CONFIG_PROVENANCE: "false",
        TWINE_REPOSITORY_URL: registries.pypiUpload,
        TWINE_USERNAME: "rehearsal",
        TWINE_PASSWORD: "rehearsal",
    };
    for (const { name, shell } of releaseSteps()) {
        await perform(`${version}: ${name}${isStandIn(name) ? ` (${standIns[name]})` : ""}`, async () => {
            if (isStandIn(name)) {
                inPlaceOf[name](sources, registries);
            } else {
                await must("bash", ["-euo", "pipefail", "-c", shell], { cwd: sources.folder, env });
            }
        });
    }
    await registries.addGoModule(sources.repository, `sdk/go/${tag}`);
    for (const part of ["npm", "plugins", "pypi"]) {
        const folder = join(sources.folder, "release", part);
        for (const file of readdirSync(folder)) {
            console.log(`${(statSync(join(folder, file)).size / 1e3).toFixed(0).padStart(9)} kB  ${file}`);
        }
    }
}

async function rehearse(folder: string): Promise<void> {
    const engine = await findEngineOrExit();
    const hosts = await languagePrograms();
    const registries = await startRegistries(join(folder, "registries"));
    const emulator = await startEmulator(["--scale", "60"]);
    try {
        const sources = await Sources.copy(folder, registries.plugins);
        const [major = "", minor = "", patch = ""] = current.split(".");
        const next = `${major}.${minor}.${Number(patch) + 1}`;
        await release(current, sources, registries);
        const surroundings = { engine, hosts, emulator, registries, sources };
        const users = chosen.map((language) => new User(language, join(folder, "users"), surroundings));
        for (const user of users) {
            await perform(`${user.language}: installs ${current}, deploys, refreshes`, () =>
                user.deploy(current),
            );
        }
        await release(next, sources, registries);
        for (const user of users) {
            await perform(`${user.language}: installs ${next}, of which the preview shows nothing`, () =>
                user.upgrade(next),
            );
            await perform(`${user.language}: destroys`, () => user.destroy());
        }
    } finally {
        await emulator.stop();
        await registries.close();
    }
}

const start = Date.now();
const folder = mkdtempSync(join(tmpdir(), "atlas-release-"));
mkdirSync(join(folder, "users"));
try {
    await rehearse(folder);
    console.log(`\nRehearsed in ${since(start)}, with the sources of ${root}.`);
} catch (error) {
    toStandardError(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
} finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
