import { execFileSync } from "node:child_process";
import { shellCommand, shellQuoted } from "../../cli/migrate/shell";

describe("in a POSIX shell", () => {
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
    ])("%s is one word, and quoted only where it must be", (text, quoted) => {
        expect(shellQuoted(text, "linux")).toBe(quoted);
        expect(execFileSync("sh", ["-c", `printf '<%s>' ${quoted}`], { encoding: "utf8" })).toBe(`<${text}>`);
    });

    it("what would do something to the terminal is not offered as a word", () => {
        expect(shellQuoted("a\u001b[2J", "linux")).toBeUndefined();
        expect(shellQuoted("a\nb", "linux")).toBeUndefined();
    });
});

// What follows is what cmd.exe and PowerShell both take: neither runs here.
describe("on Windows", () => {
    it.each([
        ["import.json", "import.json"],
        [String.raw`C:\stacks\import.json`, String.raw`C:\stacks\import.json`],
        [String.raw`C:\my stacks\import.json`, String.raw`"C:\my stacks\import.json"`],
        ["urn:pulumi:prod::shop::a:b/c:D::orders", "urn:pulumi:prod::shop::a:b/c:D::orders"],
        ["it's.json", `"it's.json"`],
        ["db[0]", `"db[0]"`],
        ["a=b;c#d", `"a=b;c#d"`],
    ])("%s is one word in both of its shells", (text, quoted) => {
        expect(shellQuoted(text, "win32")).toBe(quoted);
    });

    it.each([
        ["urn:pulumi:prod::shop::a:B$c:D::orders"],
        ['mongodbatlas_flex_cluster.by_region["eu"]'],
        ["100%.json"],
        ["a`b"],
        ["wow!.json"],
        [String.raw`C:\my folder` + "\\"],
        ["“quoted”"],
        [""],
        ["a\nb"],
    ])("%s is a word that only one of them takes, or none: it is not offered", (text) => {
        expect(shellQuoted(text, "win32")).toBeUndefined();
    });
});

describe("a command for a person", () => {
    const words = { URN: "urn:pulumi:prod::shop::a:B$c:D::my orders", STACK: "prod" };

    it("has the words in it", () => {
        expect(shellCommand("pulumi state delete URN --stack STACK --yes", words, "linux")).toEqual([
            "pulumi state delete 'urn:pulumi:prod::shop::a:B$c:D::my orders' --stack prod --yes",
        ]);
    });

    it("keeps the place of one that cannot be quoted, and says what belongs there", () => {
        expect(shellCommand("pulumi state delete URN --stack STACK --yes", words, "win32")).toEqual([
            "pulumi state delete URN --stack prod --yes",
            "    URN: urn:pulumi:prod::shop::a:B$c:D::my orders",
        ]);
    });
});
