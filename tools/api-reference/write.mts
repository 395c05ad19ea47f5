// How typedoc is asked for the pages.
import { join } from "node:path";
import { Application, TSConfigReader, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { root } from "../paths.mts";
import { contents } from "./contents.mts";
import { trim } from "./trim.mts";

/** What programs may import. `./dynamic` is for Pulumi's state alone. */
const entryPoints = ["sdk/index.ts", "sdk/plugin/index.ts", "emulator/index.ts"];

const options: Partial<TypeDocOptions & PluginOptions> = {
    plugin: ["typedoc-plugin-markdown"],
    tsconfig: join(root, "tsconfig.build.json"),
    entryPoints: entryPoints.map((file) => join(root, file)),
    name: "API reference",
    readme: "none",
    logLevel: "Warn",
    // `npm run check` has a step of its own for types.
    skipErrorChecking: true,

    router: "module",
    flattenOutputFiles: true,
    hidePageHeader: true,
    disableSources: true,
    excludeExternals: true,
    excludeReferences: true,
    sort: ["source-order"],
    sortEntryPoints: false,
    groupOrder: [
        "Classes",
        "Functions",
        "Interfaces",
        "Type Aliases",
        "Constructors",
        "Properties",
        "Methods",
    ],
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    tableColumnSettings: {
        hideInherited: true,
        hideOverrides: true,
        hideModifiers: true,
        hideDefaults: true,
    },

    blockTags: ["@module", "@param", "@typeParam", "@throws", "@secret", "@willReplaceOnChanges"],
    modifierTags: ["@interface", "@internal"],
    excludeInternal: true,
    // Words to the package schema; the text beside them says the same to a reader.
    notRenderedTags: ["@secret", "@willReplaceOnChanges"],

    validation: { notExported: true, notDocumented: true, invalidLink: true, invalidPath: true },
    treatWarningsAsErrors: true,
};

/** Replaces all that the folder holds. False where a docstring is missing or wrong: then nothing is written, and it is said. */
export async function writeReference(folder: string): Promise<boolean> {
    const outputs = [{ name: "markdown", path: folder }];
    const app = await Application.bootstrapWithPlugins({ ...options, outputs }, [new TSConfigReader()]);
    trim(app);
    contents(app);
    const project = await app.convert();
    if (project !== undefined) {
        app.validate(project);
    }
    if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) {
        console.error(
            "No reference was written: mend what the lines above name, and run `npm run reference` again.",
        );
        return false;
    }
    await app.generateOutputs(project);
    return true;
}
