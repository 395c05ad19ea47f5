/** What a resource's URN says, which has the form `urn:pulumi:stack::project::type::name`. */
export interface UrnParts {
    stack: string;
    project: string;
    /** The resource's type, without those of its parents. */
    type: string;
    /** The types of the parents, the constant `ServerlessInstance`, and the name: the same through every entry point. */
    path: string;
    /** The resource's name in the program. */
    logicalName: string;
}

/** The parts of a URN; a name may itself contain what separates them. */
export function parseUrn(urn: string): UrnParts {
    const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
    const logicalName = name.join("::");
    const [type = "", ...parents] = types.split("$").toReversed();
    return {
        stack,
        project,
        type,
        path: `${[...parents.toReversed(), "ServerlessInstance"].join("$")}::${logicalName}`,
        logicalName,
    };
}
