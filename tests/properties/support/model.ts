// What the contract says of a cluster's course: when it may be, and when it must be, in which state. Nothing of the
// emulator's is used, so that each says what it knows by itself.

export type StateName = "CREATING" | "IDLE" | "UPDATING" | "DELETING";
export type Sight = StateName | "gone";
export type Era = "classic" | "transition" | "sunset";
export type Kind = "serverless" | "flex" | "shared" | "free" | "dedicated";

/** A moment that is only known to be not before the one and not after the other. Emulated milliseconds. */
interface Between {
    from: number;
    until: number;
}

/** So many first characters must be unique in a project. */
const hostNameLength = 23;

const second = 1000;
/** From a create's answer until the cluster is ready. */
const creating = { from: 11 * second, until: 12 * second };
/** From a change's answer until it is done. */
const updating = { from: 0, until: 4 * second };
/** From a delete's answer until it is seen, and until nothing is left. */
const shows = { from: 0, until: 2 * second };
const ends = { from: 4 * second, until: 97 * second };

function after(moment: number, { from, until }: Between): Between {
    return { from: moment + from, until: moment + until };
}

/** What there is to know of a cluster when it comes to be. */
export interface Birth {
    readonly name: string;
    readonly id: string;
    readonly kind: Kind;
    /** Whether the serverless generation made it, or served it before it was converted. */
    readonly wasServerless: boolean;
    readonly tags: Readonly<Record<string, string>>;
    readonly protection: boolean;
    readonly backup: boolean;
}

/** A cluster, as far as a client can know it. */
export class Believed {
    readonly name: string;
    /** Undefined where it may have got another one that nobody has seen yet. */
    id: string | undefined;
    kind: Kind;
    tags: Readonly<Record<string, string>>;
    protection: boolean;
    backup: boolean;
    readonly wasServerless: boolean;
    #ready: Between;
    #busy: Between | undefined;
    #deletion: { readonly shows: Between; readonly ends: Between } | undefined;

    /** @param answered The moment of the answer to its create; without one, it is ready. */
    constructor(birth: Birth, answered?: number) {
        this.name = birth.name;
        this.id = birth.id;
        this.kind = birth.kind;
        this.tags = birth.tags;
        this.protection = birth.protection;
        this.backup = birth.backup;
        this.wasServerless = birth.wasServerless;
        this.#ready =
            answered === undefined ? { from: -Infinity, until: -Infinity } : after(answered, creating);
    }

    get isDeleted(): boolean {
        return this.#deletion !== undefined;
    }

    /** Whether the serverless generation serves it, as long as there is that generation. */
    get isServedAsServerless(): boolean {
        return this.kind === "serverless" || (this.kind === "flex" && this.wasServerless);
    }

    /** All that a look between two moments may see. */
    possible({ from, until }: Between): ReadonlySet<Sight> {
        return new Set([...this.#possibleAt(from), ...this.#possibleAt(until)]);
    }

    /** Whether a look between two moments certainly finds it there; whether it may. */
    isThere(span: Between): "certainly" | "perhaps" | "no" {
        const sights = this.possible(span);
        const isPerhaps = sights.size > 1 || !sights.has("gone");
        return !sights.has("gone") ? "certainly" : isPerhaps ? "perhaps" : "no";
    }

    /** A look between two moments has seen it so: what is known becomes narrower. */
    saw(sight: Sight, { from, until }: Between): void {
        const deletion = this.#deletion;
        if (deletion !== undefined) {
            narrow(deletion.ends, sight === "gone", from, until);
            narrow(deletion.shows, sight === "DELETING" || sight === "gone", from, until);
        }
        if (sight === "gone" || sight === "DELETING") {
            return;
        }
        narrow(this.#ready, sight !== "CREATING", from, until);
        if (this.#busy !== undefined && sight !== "CREATING") {
            narrow(this.#busy, sight === "IDLE", from, until);
        }
    }

    /** A change was accepted: it shows as `UPDATING`, unless the cluster is still in the making. */
    changes(stateName: string, answered: number): void {
        if (stateName === "UPDATING") {
            this.#busy = after(answered, updating);
        }
    }

    /** It becomes one of another kind; only a serverless one has the choice of a backup. */
    turns(kind: Kind, newId: boolean): void {
        this.kind = kind;
        this.backup = false;
        this.id = newId ? undefined : this.id;
    }

    /** Something has shown, between two moments, that it is still there. */
    wasThere({ from, until }: Between): void {
        if (this.#deletion !== undefined) {
            narrow(this.#deletion.ends, false, from, until);
        }
    }

    /** A delete was accepted. */
    deletes(answered: number): void {
        this.#deletion = { shows: after(answered, shows), ends: after(answered, ends) };
    }

    #possibleAt(moment: number): Sight[] {
        const deletion = this.#deletion;
        const alive: Sight[] = [];
        if (deletion === undefined || moment < deletion.shows.until) {
            alive.push(...this.#possibleAlive(moment));
        }
        if (deletion !== undefined && moment >= deletion.shows.from) {
            alive.push("DELETING");
        }
        if (deletion === undefined || moment < deletion.ends.from) {
            return alive;
        }
        return moment >= deletion.ends.until ? ["gone"] : [...alive, "gone"];
    }

    #possibleAlive(moment: number): StateName[] {
        const states: StateName[] = [];
        if (moment < this.#ready.until) {
            states.push("CREATING");
        }
        if (moment >= this.#ready.from) {
            const busy = this.#busy;
            if (busy !== undefined && moment < busy.until) {
                states.push("UPDATING");
            }
            if (busy === undefined || moment >= busy.from) {
                states.push("IDLE");
            }
        }
        return states;
    }
}

/** A look between two moments has seen that something has happened by then, or that it has not. */
function narrow(event: Between, hasHappened: boolean, from: number, until: number): void {
    if (hasHappened) {
        event.until = Math.min(event.until, until);
    } else {
        event.from = Math.max(event.from, from);
    }
}

/** What is believed of a project and of Atlas's times. */
export class Belief {
    era: Era = "classic";
    readonly clusters: Believed[] = [];
    /** Every id there ever was. */
    readonly #ids = new Set<string>();

    /** The cluster of a name, the latest of them, gone or not. */
    latest(name: string): Believed | undefined {
        return this.clusters.findLast((database) => database.name === name);
    }

    /** The clusters that exclude a new one of that name: of that very name, or with the same beginning. */
    rivals(name: string): { readonly same: Believed | undefined; readonly alike: Believed[] } {
        const others = [...new Set(this.clusters.map((database) => database.name))].filter(
            (other) => other !== name && other.slice(0, hostNameLength) === name.slice(0, hostNameLength),
        );
        return { same: this.latest(name), alike: others.flatMap((other) => this.latest(other) ?? []) };
    }

    /** A cluster has come to be; no other one ever had its id. */
    add(database: Believed): void {
        this.learnId(database, database.id);
        this.clusters.push(database);
    }

    /** A cluster has an id that nobody has seen before. */
    learnId(database: Believed, id: unknown): void {
        expect(id).toMatch(/^[a-f0-9]{24}$/);
        expect(this.#ids.has(String(id))).toBe(false);
        this.#ids.add(String(id));
        database.id = String(id);
    }

    /** Time goes on: MongoDB converts what there is. */
    enter(era: Era, newIds: boolean): void {
        this.era = era;
        for (const database of this.clusters) {
            const kind = era === "classic" ? database.kind : converted(database.kind);
            if (kind !== database.kind) {
                database.turns(kind, newIds);
            }
        }
    }
}

/** What becomes of a kind in the eras after the first; the shared tier of these tests is a paid one. */
export function converted(kind: Kind): Kind {
    return kind === "serverless" || kind === "shared" ? "flex" : kind;
}
