import { printable } from "../printable";

/** Something to tell about one of many. */
export interface Diagnostic {
    whose: string;
    what: string;
}

/** As many are named; more are counted. */
const named = 5;

/** A line for each thing to tell, with all whom it concerns: twenty clusters do not make twenty equal lines. */
export function groupDiagnostics(notes: readonly Diagnostic[]): string[] {
    const groups = new Map<string, Set<string>>();
    for (const { whose, what } of notes) {
        groups.set(what, (groups.get(what) ?? new Set()).add(whose));
    }
    return [...groups].map(([what, all]) => {
        const rest = all.size > named ? ` and ${all.size - named} more` : "";
        return printable(`${[...all].slice(0, named).join(", ")}${rest}: ${what}`);
    });
}

/** What both tools keep of an explicit provider is its name. */
export function explicitProviderNote(name: string): string {
    return (
        `the provider "${name}" is not migrated: where it stands for another account, set that account's ` +
        "credentials for this command, and give `provider` in the program."
    );
}

/** What a person is told of the properties that the old tool kept secret; nothing where there are none. */
export function inTheOpen(secrets: readonly string[]): string[] {
    return secrets.length === 0
        ? []
        : [
              `${secrets.join(", ")} ${secrets.length === 1 ? "was a secret" : "were secrets"} there, and in ` +
                  "the generated code and the import file anybody can read it: put it into the " +
                  "configuration, and wrap it with pulumi.secret.",
          ];
}
