import { execFileSync } from "node:child_process";
import { shellQuoted } from "../../cli/migrate/shell";

it.each([
    ["import.json", "import.json"],
    ["/home/me/my-stack_1.2/import.json", "/home/me/my-stack_1.2/import.json"],
    [String.raw`C:\stacks\import.json`, String.raw`'C:\stacks\import.json'`],
    ["my import.json", "'my import.json'"],
    ["it's.json", String.raw`'it'\''s.json'`],
    ["db[0]", "'db[0]'"],
    ["urn:pulumi:a$b::c", "'urn:pulumi:a$b::c'"],
    ["~", "'~'"],
    ["a=b;c#d", "'a=b;c#d'"],
    ["", "''"],
])("%s is one word of a shell, and quoted only where it must be", (text, quoted) => {
    expect(shellQuoted(text)).toBe(quoted);
    expect(execFileSync("sh", ["-c", `printf '<%s>' ${quoted}`], { encoding: "utf8" })).toBe(`<${text}>`);
});
