// Projects, and the clusters in them.
import { Cluster, type ClusterRecord, type ClusterSpec, type CreationInfo } from "./cluster";
import { usualCreation } from "./timings";

/** How many clusters a project remembers, those that are gone included. */
const KEPT_DATABASES = 10_000;

/** A project as a file keeps it: without the clusters that are gone. */
export interface ProjectRecord {
    readonly id: string;
    /** How many clusters of each name there were. */
    readonly incarnations: Readonly<Record<string, number>>;
    readonly clusters: readonly ClusterRecord[];
}

/** A project (Atlas: group) and its clusters, in the order of their creation. */
export class Project {
    readonly id: string;
    readonly #seed: number;
    readonly #databases = new Map<string, Cluster>();
    readonly #incarnations = new Map<string, number>();
    #ever: Cluster[] = [];

    constructor(id: string, seed: number) {
        this.id = id;
        this.#seed = seed;
    }

    /** The clusters that exist, those that are being created or deleted included. */
    list(now: number): Cluster[] {
        for (const [name, database] of this.#databases) {
            if (database.isGone(now)) {
                this.#databases.delete(name);
            }
        }
        return [...this.#databases.values()];
    }

    /** Every cluster that ever existed, in the order of creation; of very many, the latest. */
    ever(): readonly Cluster[] {
        return this.#ever;
    }

    /** The cluster of exactly that name. */
    find(name: string, now: number): Cluster | undefined {
        const database = this.#databases.get(name);
        return database?.isGone(now) === false ? database : undefined;
    }

    /** A cluster that a client asked for; the caller has checked that the name is free. */
    create(spec: ClusterSpec, now: number, answersAt: number, takes?: number): Cluster {
        return this.#keep(Cluster.create(spec, this.#birth(spec.name, now), answersAt, takes));
    }

    /** A cluster that was created `age` milliseconds ago by no client, and is ready. */
    place(spec: ClusterSpec, now: number, age: number): Cluster {
        const birth = this.#birth(spec.name, now - age);
        return this.#keep(new Cluster(spec, birth, Math.min(now, birth.at + usualCreation)));
    }

    /** Removes a cluster, as if it had never been placed. */
    remove(name: string): void {
        this.#ever = this.#ever.filter((database) => database !== this.#databases.get(name));
        this.#databases.delete(name);
    }

    /** What a file keeps of it. */
    record(now: number): ProjectRecord {
        const incarnations = Object.fromEntries(this.#incarnations);
        return { id: this.id, incarnations, clusters: this.list(now).map((cluster) => cluster.record()) };
    }

    /** Continues with what a file has kept. */
    load({ incarnations, clusters }: ProjectRecord): void {
        Object.entries(incarnations).forEach(([name, count]) => this.#incarnations.set(name, count));
        clusters.forEach((record) => this.#keep(Cluster.load(record, this.id, this.#seed)));
    }

    #birth(name: string, at: number): CreationInfo {
        const incarnation = this.#incarnations.get(name) ?? 0;
        this.#incarnations.set(name, incarnation + 1);
        return { projectId: this.id, seed: this.#seed, incarnation, at };
    }

    #keep(database: Cluster): Cluster {
        // A gone cluster of the same name would keep its place in the order otherwise.
        this.#databases.delete(database.spec.name);
        this.#databases.set(database.spec.name, database);
        this.#ever.push(database);
        if (this.#ever.length > KEPT_DATABASES) {
            this.#ever.shift();
        }
        return database;
    }
}

/** Every project there is. */
export class World {
    readonly #seed: number;
    readonly #projects = new Map<string, Project>();

    constructor(seed: number, ...projectIds: readonly string[]) {
        this.#seed = seed;
        projectIds.forEach((id) => this.add(id));
    }

    /** All projects, in the order they were added. */
    projects(): Project[] {
        return [...this.#projects.values()];
    }

    /** The project of that id. */
    find(id: string): Project | undefined {
        return this.#projects.get(id);
    }

    /** Adds a project; one that is already there stays as it is. */
    add(id: string): Project {
        const project = this.#projects.get(id) ?? new Project(id, this.#seed);
        this.#projects.set(id, project);
        return project;
    }

    /** Removes a project, as if it had never been added. */
    remove(id: string): void {
        this.#projects.delete(id);
    }
}
