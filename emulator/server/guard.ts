// Which requests are refused before anything is served. The emulator's credentials are no secret, and any page that a browser on this
// machine shows can send it requests: so only the emulator's own page may.
import { ApiErrorResponse } from "../wire/errors";
import { essence, JSON_TYPE } from "../wire/content-negotiation";

/** The names by which a client on this machine calls it. Any other one may be an attacker's that now resolves to this address. */
const HOSTS: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** What a browser sends with an address that a user typed, and with a request of the emulator's own page. */
const OWN_SITES: readonly (string | null)[] = [null, "none", "same-origin"];

/**
 * Why a request is not served, or undefined where it is: 403 for a host that is not this machine's own and for a page of another
 * origin; 415 for a change through the control API that is not declared as JSON, which no page can send without a preflight.
 *
 * The client may name another port, because it may have been forwarded.
 */
export function refusalOf(
    { url, method, headers }: Request,
    besides: readonly string[],
): ApiErrorResponse | undefined {
    const { hostname, host, origin: own, pathname } = new URL(url);
    const hosts = [...new Set([...HOSTS, ...besides])];
    if (!hosts.includes(hostname)) {
        return foreign(`The emulator accepts requests to ${hosts.join(", ")}, not to ${host}.`);
    }
    const origin = headers.get("origin");
    const site = headers.get("sec-fetch-site");
    if ((origin !== null && origin !== own) || !OWN_SITES.includes(site)) {
        const page = origin ?? `another site (Sec-Fetch-Site: ${site})`;
        return foreign(
            `The emulator accepts requests from web pages of its own origin, ${own}, not from ${page}.`,
        );
    }
    // A DELETE has no body; a page of another origin has to ask before it sends one.
    const type = headers.get("content-type") ?? (method === "DELETE" ? JSON_TYPE : "");
    const changes = pathname.startsWith("/_emulator/") && method !== "GET" && method !== "HEAD";
    return changes && essence(type) !== JSON_TYPE
        ? new ApiErrorResponse(
              415,
              "UNSUPPORTED_MEDIA_TYPE",
              `The control API accepts only JSON: send the header Content-Type: ${JSON_TYPE}.`,
          )
        : undefined;
}

function foreign(detail: string): ApiErrorResponse {
    return new ApiErrorResponse(403, "FOREIGN_REQUEST", detail);
}
