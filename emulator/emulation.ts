// Everything one emulator holds, in one place, so that it can be put back as it was at the start.
import { Nonces } from "./auth/digest";
import { Tokens } from "./auth/tokens";
import { Bell } from "./bell";
import { Buckets } from "./buckets";
import { Clock } from "./clock";
import { rulesOf } from "./eraRules";
import type { EraRules } from "./eraRules";
import type { Era } from "./eras";
import { Faults } from "./faults/faults";
import { identityOf } from "./identity";
import type { Identity } from "./identity";
import { PUBLISHED_LIMITS } from "./limits";
import type { Limits } from "./limits";
import type { Settings } from "./options";
import { Latencies } from "./server/latency";
import { Stats } from "./stats";
import { EXPECTED } from "./unknowns";
import type { Unknowns } from "./unknowns";
import { World } from "./world/world";

/** The emulator without its sockets. */
export class Emulation {
    readonly settings: Settings;
    readonly identity: Identity;
    readonly clock: Clock;
    readonly faults = new Faults();
    readonly stats = new Stats();
    /** Rings after each request, and after each change by the control door. */
    readonly bell = new Bell();
    readonly latencies: Latencies;
    readonly buckets = new Buckets();
    /** The era that is being played. */
    era: Era;
    unknowns: Unknowns = EXPECTED;
    limits: Limits = PUBLISHED_LIMITS;
    tokens = new Tokens();
    nonces = new Nonces();
    world: World;

    constructor(settings: Settings) {
        this.settings = settings;
        this.era = settings.era;
        this.identity = identityOf(settings.seed);
        this.clock = new Clock(settings.scale);
        this.latencies = new Latencies(settings.seed);
        this.world = this.#newWorld();
    }

    /** The rules of the era that is being played. */
    get rules(): EraRules {
        return rulesOf(this.era);
    }

    /** Puts everything back as it was at the start, live tokens included; only time goes on. */
    reset(): void {
        this.world = this.#newWorld();
        this.tokens = new Tokens();
        this.nonces = new Nonces();
        this.era = this.settings.era;
        this.unknowns = EXPECTED;
        this.limits = PUBLISHED_LIMITS;
        this.buckets.fill();
        this.faults.clear();
        this.stats.clear();
    }

    #newWorld(): World {
        return new World(this.settings.seed, this.identity.projectId);
    }
}
