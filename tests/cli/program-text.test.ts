import ts from "typescript";
import { join } from "node:path";
import { programText } from "../../cli/program-text";

const args = {
    projectId: "0123456789abcdef01234567",
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
};

it("declares what it is given, as a person would write it", () => {
    const tags = { team: "shop", "cost center": "4711" };
    const text = programText([
        { name: "orders", args: { ...args, tags, terminationProtectionEnabled: true } },
        {
            name: "plain-one",
            args: { ...args, serverlessBackupOptions: { serverlessContinuousBackupEnabled: true } },
        },
    ]);
    expect(text).toBe(`import * as atlas from "pulumi-atlas-serverless";

const orders = new atlas.ServerlessInstance("orders", {
    projectId: "0123456789abcdef01234567",
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: "shop", "cost center": "4711" },
    terminationProtectionEnabled: true,
});

const plainOne = new atlas.ServerlessInstance("plain-one", {
    projectId: "0123456789abcdef01234567",
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
});
`);
});

it("gives every cluster a variable of its own, whatever its name", () => {
    const names = [
        "my-orders",
        "my--orders",
        "MyOrders",
        "new",
        "atlas",
        "await",
        "2024",
        "4-you",
        "a-",
        "A",
        "X9-y",
    ];
    const text = programText(names.map((name) => ({ name, args })));
    expect([...text.matchAll(/^const (\S+) /gm)].map(([, variable]) => variable)).toEqual([
        "myOrders",
        "myOrders2",
        "myOrders3",
        "new2",
        "atlas2",
        "await2",
        "cluster2024",
        "cluster4You",
        "a",
        "a2",
        "x9Y",
    ]);
});

it("compiles against the package's own types, in the strictest project", () => {
    const many = Object.fromEntries(
        Array.from({ length: 9 }, (_, n) => [`key ${n}`, `a "value" ${n} of a tag`]),
    );
    const names = ["my-orders", "my--orders", "class", "let", "arguments", "eval", "constructor", "2024"];
    const text = programText(names.map((name) => ({ name, args: { ...args, tags: many } })));
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    // The second shows that the compiler looks at all.
    const [right, wrong] = diagnosticsOf([text, text.replace("projectId:", "projectID:")]);
    expect(right).toEqual([]);
    expect(wrong).toHaveLength(1);
});

/** What the compiler says of programs that import this package, from source. */
function diagnosticsOf(programs: readonly string[]): string[][] {
    const root = join(__dirname, "../..");
    const texts = new Map(
        programs.map((text, index) => [join(root, "tests", "cli", `imported${index}.ts`), text]),
    );
    const options: ts.CompilerOptions = {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        exactOptionalPropertyTypes: true,
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        types: ["node"],
        paths: { "pulumi-atlas-serverless": [join(root, "sdk", "index.ts")] },
    };
    const host = ts.createCompilerHost(options);
    const onDisk = { ...host };
    host.fileExists = (path) => texts.has(path) || onDisk.fileExists(path);
    host.getSourceFile = (path, ...rest) => {
        const text = texts.get(path);
        return text === undefined
            ? onDisk.getSourceFile(path, ...rest)
            : ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
    };
    const compilation = ts.createProgram([...texts.keys()], options, host);
    return [...texts.keys()].map((path) =>
        ts
            .getPreEmitDiagnostics(compilation, compilation.getSourceFile(path))
            .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
    );
}
