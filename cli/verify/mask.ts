import type { Settings } from "../../provider/atlas/settings";

/** What is masked wherever it stands, in this order: addresses before the names in them. */
const patterns: readonly (readonly [RegExp, string])[] = [
    [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, "<address>"],
    [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "<mail>"],
    [/\b[\w-]+(\.[\w-]+)*\.(net|com|org|io|dev|cloud)\b/gi, "<host>"],
    [/\b\d{1,3}(\.\d{1,3}){3}\b/g, "<address>"],
    [/mdb_sa_\w+/g, "<credential>"],
    [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<id>"],
    [/\b[0-9a-f]{24,}\b/gi, "<id>"],
];

/** Takes out of a text what tells whose Atlas it is from: ids, names, hosts, addresses, and everything of the credential. */
export type Mask = (text: string) => string;

/** Makes one; `names` may grow as more of them are seen. */
export function maskOf({ credential }: Settings, names: ReadonlySet<string>): Mask {
    const secrets = Object.entries(credential).flatMap(([key, value]) => (key === "kind" ? [] : [value]));
    return (text) => {
        const withoutSecrets = secrets.reduce(
            (rest, secret) => rest.replaceAll(secret, "<credential>"),
            text,
        );
        const withoutNames = [...names].reduce(
            (rest, name) => rest.replaceAll(whole(name), "<name>"),
            withoutSecrets,
        );
        return patterns.reduce((rest, [pattern, mask]) => rest.replaceAll(pattern, mask), withoutNames);
    };
}

/** Finds a name where it is a word of its own, for it may be as short as a part of any other word. */
function whole(name: string): RegExp {
    const escaped = name.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
    return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "g");
}
