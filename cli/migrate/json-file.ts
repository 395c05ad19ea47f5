import { createReadStream } from "node:fs";
import { CommandError, errorMessage, standardStream, type CliContext } from "../terminal";

/** No state of a stack is as large; a larger one would take more memory than Node.js has. */
const largestMegabytes = 100;

/** No state of a stack is nested as deep; a deeper one would take more stack than Node.js has. */
const deepest = 500;

/**
 * The JSON in a file that another tool wrote, or on standard input.
 *
 * @throws CommandError where there is none. Its message shows nothing of the file, which may hold secrets.
 */
export async function readJsonFile(file: string, terminal: CliContext): Promise<unknown> {
    const name = nameOfInput(file);
    const text = decoded(await readBytes(file, terminal)).trim();
    if (text === "") {
        throw new CommandError(
            `${name} is empty. Give what \`pulumi stack export --file old.json\` or \`terraform state pull > old.tfstate\` writes.`,
        );
    }
    const json = parse(text, name);
    if (isTooDeep(json)) {
        throw new CommandError(
            `${name} is nested more than ${deepest} levels deep, so it is no state of a stack. Check --from.`,
        );
    }
    return json;
}

/** What a message calls a file that is read. */
export function nameOfInput(file: string): string {
    return file === standardStream ? "standard input" : file;
}

/** Whether a value is nested deeper than any that is read here. */
export function isTooDeep(json: unknown): boolean {
    let level: unknown[] = [json];
    for (let depth = 0; depth <= deepest; depth += 1) {
        level = level.flatMap((value) =>
            typeof value === "object" && value !== null ? (Object.values(value) as unknown[]) : [],
        );
    }
    return level.length > 0;
}

function parse(text: string, name: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch (error) {
        if (!/^[[{]/.test(text)) {
            throw new CommandError(
                `${name} is not JSON. --from takes what \`pulumi stack export\`, \`terraform state pull\` or \`terraform show -json\` writes.`,
            );
        }
        const at = /line \d+ column \d+/.exec(errorMessage(error))?.[0];
        throw new CommandError(
            `${name} is only half a file, or damaged: its JSON breaks off${at === undefined ? "" : ` at ${at}`}. ` +
                "Write it again, and wait until that command has ended.",
        );
    }
}

async function readBytes(file: string, { input }: CliContext): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let left = largestMegabytes * 1_000_000;
    try {
        for await (const chunk of file === standardStream ? input : createReadStream(file)) {
            const bytes = Buffer.from(chunk as Uint8Array);
            chunks.push(bytes);
            left -= bytes.length;
            if (left < 0) {
                break;
            }
        }
    } catch (error) {
        throw new CommandError(
            `${nameOfInput(file)} could not be read: ${errorMessage(error)}. Check --from.`,
        );
    }
    if (left < 0) {
        throw new CommandError(
            `${nameOfInput(file)} is larger than ${largestMegabytes} MB, and is not read. Import the clusters from Atlas instead: ` +
                "give --project and their names in place of --from.",
        );
    }
    return Buffer.concat(chunks);
}

/** PowerShell's `>` writes UTF-16; a decoder drops the mark at the beginning that tells which it is. */
function decoded(bytes: Buffer): string {
    const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes);
}
