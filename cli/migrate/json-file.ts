import { readFileSync } from "node:fs";
import { CommandError, errorMessage } from "../terminal";

/**
 * The JSON in a file that another tool wrote.
 *
 * @throws CommandError where there is none. Its message shows nothing of the file, which may hold secrets.
 */
export function readJsonFile(file: string): unknown {
    const text = readText(file).trim();
    if (text === "") {
        throw new CommandError(
            `${file} is empty. Give what \`pulumi stack export --file old.json\` or \`terraform state pull > old.tfstate\` writes.`,
        );
    }
    try {
        return JSON.parse(text) as unknown;
    } catch (error) {
        if (!/^[[{]/.test(text)) {
            throw new CommandError(
                `${file} is not JSON. --from takes what \`pulumi stack export\`, \`terraform state pull\` or \`terraform show -json\` writes.`,
            );
        }
        const at = /line \d+ column \d+/.exec(errorMessage(error))?.[0];
        throw new CommandError(
            `${file} is only half a file, or damaged: its JSON breaks off${at === undefined ? "" : ` at ${at}`}. ` +
                "Write it again, and wait until that command has ended.",
        );
    }
}

function readText(file: string): string {
    let bytes: Buffer;
    try {
        bytes = readFileSync(file);
    } catch (error) {
        throw new CommandError(`${file} could not be read: ${errorMessage(error)}. Check --from.`);
    }
    // PowerShell's `>` writes UTF-16; a decoder drops the mark at the beginning that tells which it is.
    const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes);
}
