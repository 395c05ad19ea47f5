// Everything one emulator holds, in one place, so that it can be put back as it was at the start.
import { Nonces } from "./auth/digest";
import { Tokens } from "./auth/tokens";
import { Clock } from "./clock";
import { rulesOf } from "./eras";
import type { EraRules } from "./eras";
import { Faults } from "./faults/faults";
import { identityOf } from "./identity";
import type { Identity } from "./identity";
import { PUBLISHED_LIMITS } from "./limits";
import type { Limits } from "./limits";
import type { Settings } from "./options";
import { Latencies } from "./server/latency";
import { Stats } from "./stats";
import { World } from "./world/world";

/** The emulator without its sockets. */
export class Emulation {
    readonly settings: Settings;
    readonly identity: Identity;
    readonly clock: Clock;
    readonly faults = new Faults();
    readonly stats = new Stats();
    readonly latencies: Latencies;
    limits: Limits = PUBLISHED_LIMITS;
    tokens = new Tokens();
    nonces = new Nonces();
    world: World;

    constructor(settings: Settings) {
        this.settings = settings;
        this.identity = identityOf(settings.seed);
        this.clock = new Clock(settings.scale);
        this.latencies = new Latencies(settings.seed);
        this.world = this.#newWorld();
    }

    /** The rules of the era that is being played. */
    get rules(): EraRules {
        return rulesOf(this.settings.era);
    }

    /** Puts everything back as it was at the start, live tokens included; only time goes on. */
    reset(): void {
        this.world = this.#newWorld();
        this.tokens = new Tokens();
        this.nonces = new Nonces();
        this.limits = PUBLISHED_LIMITS;
        this.faults.clear();
        this.stats.clear();
    }

    #newWorld(): World {
        return new World(this.settings.seed, this.identity.projectId);
    }
}
