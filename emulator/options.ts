// Options of the emulator, and what a running one is known by: the public types of this package's `emulator` entry.
import { isIP } from "node:net";
import { ERAS, isEra, type Era } from "./eras";

/** How to start an emulator. Every part has a default. */
export interface EmulatorOptions {
    /** The TCP port. Default: 0, which takes any free one. */
    readonly port?: number;
    /**
     * The IP address to listen on. Default: `127.0.0.1`, which only this machine reaches, for the credentials are no secret. In a
     * container, `0.0.0.0`.
     */
    readonly host?: string;
    /**
     * Host names by which clients may call the emulator, besides `localhost` and the address that it listens on: for example that
     * of its container. Default: none.
     */
    readonly allowedHosts?: readonly string[];
    /** The era of the Atlas API to begin with. Default: `sunset`, today's Atlas. */
    readonly era?: Era;
    /**
     * Emulated seconds per real second: above 0, at most 1 000 000. Default: 1. Affects state changes and latencies, and not
     * how long a token is valid.
     */
    readonly scale?: number;
    /**
     * Seed of IDs, credentials and jitter: an integer of at least 0. Default: 1. The same seed gives the same ones after a
     * restart.
     */
    readonly seed?: number;
    /**
     * IDs of the projects that exist from the start; the first is the one of `projectId`. Default: one project, whose ID the seed
     * gives.
     */
    readonly projects?: readonly string[];
    /**
     * A JSON file that declares projects and clusters that exist from the start: the body of `POST /_emulator/seed`, or a list of
     * them. Default: none.
     */
    readonly seedFile?: string;
    /**
     * A file that keeps projects and clusters from one start to the next. It is written within a second of each change, and by
     * `close`. If it exists, the emulator continues with it, and `seedFile` is not read. Default: nothing is kept.
     */
    readonly stateFile?: string;
    /**
     * The clock of the `Date` header of responses: `emulated`, the one that all dates in a response are of, or `real`, the
     * machine's. Default: `emulated`. At 1000 times the speed, a new cluster is an hour old after 4 seconds; with `real`, it still
     * looks new to a client.
     */
    readonly answerDates?: "emulated" | "real";
    /**
     * Receives one line per answered request: method, path, status, milliseconds; never a credential. Default: none is
     * written.
     */
    readonly log?: (line: string) => void;
}

/** A service account, and an API key with the same role. */
export interface Account {
    /** Client ID of the service account. */
    readonly clientId: string;
    /** Client secret of the service account. */
    readonly clientSecret: string;
    /** Public half of the API key: the user name of HTTP digest. */
    readonly publicKey: string;
    /** Private half of the API key: the password of HTTP digest. */
    readonly privateKey: string;
}

/** The connection details of a running emulator: exactly what the command prints as one JSON line. */
export interface EmulatorReady extends Account {
    /**
     * Origin of the API, for example `http://127.0.0.1:43127`: what `https://cloud.mongodb.com` is to Atlas. In a browser, it
     * shows clusters and requests live.
     */
    readonly baseUrl: string;
    /** ID of the project (Atlas: group) that exists from the start: 24 lowercase hexadecimal characters. */
    readonly projectId: string;
}

/** A running emulator. */
export interface Emulator extends EmulatorReady {
    /**
     * The variables of the environment that point a program at this emulator: `MONGODB_ATLAS_BASE_URL`,
     * `MONGODB_ATLAS_PROJECT_ID`, `MONGODB_ATLAS_CLIENT_ID` and `MONGODB_ATLAS_CLIENT_SECRET`.
     */
    readonly env: Readonly<Record<string, string>>;
    /** Another service account and API key, with the role Project Read Only: writes are answered 403. */
    readonly readOnly: Account;
    /**
     * Stops listening, waits up to a second for requests that are being answered, writes the state file, and closes all
     * connections; may be called more than once.
     */
    close(): Promise<void>;
}

/** Options with every default filled in and every value checked; files are read before. */
export type Settings = Required<Omit<EmulatorOptions, "seedFile" | "stateFile">>;

/** An option has an invalid value: the message names the option, the value and what is allowed. */
export class OptionError extends Error {
    /** By which it is known, also in another copy of this package. */
    override readonly name = "OptionError";
}

const LARGEST_SCALE = 1_000_000;

/** Checks options and fills in the defaults; throws {@link OptionError}. */
export function settingsFrom(options: EmulatorOptions): Settings {
    const { port = 0, era = "sunset", scale = 1, seed = 1, log = () => undefined } = options;
    const { host = "127.0.0.1", allowedHosts = [], answerDates = "emulated", projects = [] } = options;
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new OptionError(`port must be an integer from 0 to 65535, got ${port}`);
    }
    if (isIP(host) === 0) {
        throw new OptionError(`host must be an IP address, such as 127.0.0.1 or 0.0.0.0, got "${host}"`);
    }
    const odd = allowedHosts.find((name) => !/^[a-z0-9._-]+$/i.test(name));
    if (odd !== undefined) {
        throw new OptionError(`an allowed host must be a name without a port, got "${odd}"`);
    }
    if (!isEra(era)) {
        throw new OptionError(`era must be one of ${ERAS.join(", ")}, got ${JSON.stringify(era)}`);
    }
    if (!(scale > 0 && scale <= LARGEST_SCALE)) {
        throw new OptionError(`scale must be a number above 0 and at most ${LARGEST_SCALE}, got ${scale}`);
    }
    if (!Number.isSafeInteger(seed) || seed < 0) {
        throw new OptionError(`seed must be an integer of at least 0, got ${seed}`);
    }
    const malformed = projects.find((id) => !/^[a-f0-9]{24}$/.test(id));
    if (malformed !== undefined) {
        throw new OptionError(`project must be 24 lowercase hexadecimal characters, got "${malformed}"`);
    }
    return { port, host, allowedHosts, era, scale, seed, projects, answerDates, log };
}
