// What the engine starts: a few lines that start the plugin on the Node.js beside them.
import type { Platform } from "./platforms.mts";

/** The file that the engine starts, by the name that it looks for. */
export function launcherName(program: string, platform: Platform): string {
    return platform.name.startsWith("windows") ? `${program}.cmd` : program;
}

/**
 * The launcher's text. It runs nothing but the Node.js next to it, so that an empty `PATH` is enough; where that does not start,
 * one line says for which platform it is and what to do.
 */
export function launcher(program: string, version: string, platform: Platform): string {
    const name = platform.name;
    const install = `pulumi plugin install resource atlas-serverless ${version} --reinstall`;
    const missing = `${program}: a file of this plugin is missing, so it was not unpacked to its end. Install it again: ${install}.`;
    if (name.startsWith("windows")) {
        return [
            "@echo off",
            ...["node.exe", `${program}.js`].map((file) => `if not exist "%~dp0${file}" goto missing`),
            `"%~dp0node.exe" "%~dp0${program}.js" %*`,
            // Windows has no program of that kind, or not for this processor.
            `if %ERRORLEVEL% EQU 9009 echo ${program}: this plugin is the one for ${name}, and its Node.js does not start here: ${install} 1>&2`,
            "exit /b %ERRORLEVEL%",
            ":missing",
            `echo ${missing} 1>&2`,
            "exit /b 126",
            "",
        ].join("\r\n");
    }
    const libc = name.startsWith("linux")
        ? " On a Linux without glibc, such as Alpine, install gcompat and libstdc++ first."
        : "";
    return [
        "#!/bin/sh",
        `# Starts the plugin on the Node.js in the same folder. Nothing else of the machine is needed, not even a PATH.`,
        "file=$0",
        "# Somebody may have put a link to it on a PATH, and then there is one.",
        'while [ -L "$file" ]; do',
        '    link=$(readlink "$file")',
        "    case $link in /*) file=$link ;; *) file=${file%/*}/$link ;; esac",
        "done",
        "case $file in */*) here=${file%/*} ;; *) here=. ;; esac",
        `for part in node ${program}.js; do`,
        `    [ -f "$here/$part" ] || { echo "${missing}" >&2; exit 126; }`,
        "done",
        `complain() { echo "${program}: this plugin is the one for ${name}, and its Node.js does not start here. Install the one for this machine: ${install}.${libc}" >&2; }`,
        "# Where exec fails, some shells end at once, and bash where it is not told otherwise.",
        "trap complain EXIT",
        "shopt -s execfail 2>/dev/null",
        `exec "$here/node" "$here/${program}.js" "$@"`,
        "exit 126",
        "",
    ].join("\n");
}
