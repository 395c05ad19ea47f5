/** The oldest Node.js that this package runs on; a test holds it to package.json. */
const oldest = 22;

/** What is wrong with the Node.js that this runs on, for its user; undefined where nothing is. */
export function nodeVersionProblem(): string | undefined {
    const { node } = process.versions;
    return Number.parseInt(node, 10) >= oldest
        ? undefined
        : `pulumi-atlas-serverless needs Node.js ${oldest} or newer, and this is ${node} (${process.execPath}): ` +
              "put a newer one before it on PATH.";
}

/** For a command: ends the process with one line where Node.js is too old. */
export function exitWhereNodeIsTooOld(): void {
    const problem = nodeVersionProblem();
    if (problem !== undefined) {
        process.stderr.write(`${problem}\n`);
        process.exit(1);
    }
}
