/** What a resource's URN says, which has the form `urn:pulumi:stack::project::type::name`. */
export interface UrnParts {
    stack: string;
    project: string;
    /** The types of the parents, the constant `ServerlessInstance`, and the name: the same through every entry point. */
    path: string;
    /** The resource's name in the program. */
    logicalName: string;
}

/** The parts of a URN; a name may itself contain what separates them. */
export function parseUrn(urn: string): UrnParts {
    const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
    const logicalName = name.join("::");
    const parents = types.split("$").slice(0, -1);
    return {
        stack,
        project,
        path: `${[...parents, "ServerlessInstance"].join("$")}::${logicalName}`,
        logicalName,
    };
}
