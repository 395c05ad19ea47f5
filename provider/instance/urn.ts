/** What a resource's URN says, which has the form `urn:pulumi:stack::project::type::name`. */
export interface UrnParts {
    stack: string;
    project: string;
    /** The resource's name in the program. */
    logicalName: string;
}

/** The parts of a URN; a name may itself contain what separates them. */
export function readUrn(urn: string): UrnParts {
    const [stack = "", project = "", , ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
    return { stack, project, logicalName: name.join("::") };
}
