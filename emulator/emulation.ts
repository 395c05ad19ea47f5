// The whole state of one emulator in one place, so that it can be reset.
import { Nonces } from "./auth/digest";
import { Tokens } from "./auth/tokens";
import { ChangeSignal } from "./change-signal";
import { Buckets } from "./buckets";
import { Clock } from "./clock";
import { rulesOf, type EraRules } from "./era-rules";
import type { Era } from "./eras";
import { Faults } from "./faults/faults";
import { identityOf, type Identity } from "./identity";
import { PUBLISHED_LIMITS, type Limits } from "./limits";
import type { Settings } from "./options";
import { LatencyModel } from "./server/latency";
import { Stats } from "./stats";
import { DEFAULT_VARIANTS, type BehaviorVariants } from "./behavior-variants";
import { World } from "./world/world";

/** The emulator without its sockets. */
export class EmulatorState {
    readonly settings: Settings;
    readonly identity: Identity;
    readonly clock: Clock;
    readonly faults = new Faults();
    readonly stats = new Stats();
    /** Notified after each request, and after each change through the control API. */
    readonly bell = new ChangeSignal();
    readonly latencies: LatencyModel;
    readonly buckets = new Buckets();
    /** The era that is being emulated. */
    era: Era;
    unknowns: BehaviorVariants = DEFAULT_VARIANTS;
    limits: Limits = PUBLISHED_LIMITS;
    tokens = new Tokens();
    nonces = new Nonces();
    world: World;

    /** What is done at the start, once the projects exist, and again after a reset. */
    atStart: () => void = () => undefined;

    /** @param from The emulated instant at which it begins, where that lies in the machine's future. */
    constructor(settings: Settings, from?: number) {
        this.settings = settings;
        this.era = settings.era;
        this.identity = identityOf(settings.seed, settings.projects[0]);
        this.clock = new Clock(settings.scale, from);
        this.latencies = new LatencyModel(settings.seed);
        this.world = this.#newWorld();
    }

    /** The rules of the era that is being emulated. */
    get rules(): EraRules {
        return rulesOf(this.era);
    }

    /** Resets everything to the start, live tokens included, except the clock. */
    reset(): void {
        this.world = this.#newWorld();
        this.tokens = new Tokens();
        this.nonces = new Nonces();
        this.era = this.settings.era;
        this.unknowns = DEFAULT_VARIANTS;
        this.limits = PUBLISHED_LIMITS;
        this.buckets.fill();
        this.faults.clear();
        this.stats.clear();
        this.atStart();
    }

    #newWorld(): World {
        return new World(this.settings.seed, this.identity.projectId, ...this.settings.projects);
    }
}
