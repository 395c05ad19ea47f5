// The script in front of a host for Node programs that was built here: which option of Pulumi.yaml it hands on.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "host-script-"));
    copyFileSync(resolve(__dirname, "../../tools/engine/nodejs-host.sh"), join(folder, "host"));
    writeFileSync(join(folder, "host-built"), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
    ["runtime: { name: nodejs, options: { typescript: false } }", "-typescript=false 127.0.0.1:1"],
    ["runtime:\n    name: nodejs\n    options: { typescript: true }", "127.0.0.1:1"],
    ["runtime: nodejs # typescript: false", "127.0.0.1:1"],
    [undefined, "127.0.0.1:1"],
])("%j gives the host %j", (project, given) => {
    if (project !== undefined) {
        writeFileSync(join(folder, "Pulumi.yaml"), project);
    }
    const said = execFileSync("/bin/sh", [join(folder, "host"), "127.0.0.1:1"], { cwd: folder });
    expect(said.toString().trim()).toBe(given);
});
