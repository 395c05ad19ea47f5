// A stack in its world: lets things happen to both, and looks after each whether anything was lost or touched that is not ours.
import { ERAS } from "../../../emulator/eras";
import { SECOND } from "../../../emulator/clock";
import type { Cluster, ClusterSpec } from "../../../emulator/world/cluster";
import type { ServerlessInstanceInputs } from "../../../provider/instance/model/inputs";
import { ownerTag, parseOwnerTag } from "../../../provider/instance/ownership/owner-tag";
import type { Atlas } from "./atlas";
import { without } from "./json";
import { ownerOfResource, Stack, type Process, type Program } from "./stack";
import { resources, type Drift, type Event, type Resource } from "./story";

/** Faults that may wait for their requests at once: an operation outlives so many, and leaves nothing behind. */
const mostFaults = 2;

/** What the owner of a cluster has chosen. */
type Properties = Pick<ClusterSpec, "name" | "tags" | "terminationProtectionEnabled">;

/** A stack, its clusters, and those of others. */
export class Life {
    readonly #atlas: Atlas;
    readonly #stack = new Stack();
    #program: Program = {};
    /** Clusters that are none of ours, as their owners left them. */
    readonly #foreign = new Map<Cluster, Properties>();
    /** Copies of ours that another hand has made, which no state needs to know. */
    readonly #copies = new Set<Cluster>();

    constructor(atlas: Atlas) {
        this.#atlas = atlas;
        this.#keepsForeign(
            atlas.place({ name: "neighbour", tags: [{ key: "owner", value: "somebody else" }] }),
        );
    }

    /** Lets one thing happen. */
    async meet(event: Event): Promise<void> {
        switch (event.kind) {
            case "declare":
                this.#declare(event.resource, event.args);
                break;
            case "up":
                await this.#operate((stack, process) => stack.up(process, this.#program));
                break;
            case "replace":
                await this.#operate((stack, process) => stack.up(process, this.#program, event.resource));
                break;
            case "refresh":
                await this.#operate((stack, process) => stack.refresh(process));
                break;
            case "destroy":
                await this.#operate((stack, process) => stack.destroy(process));
                break;
            case "drift":
                this.#drift(event.resource, event.drift);
                break;
            case "fault":
                if (
                    this.#atlas.emulation.faults.list().filter(({ times }) => times > 0).length < mostFaults
                ) {
                    this.#atlas.emulation.faults.add(event.fault);
                }
                break;
            case "era":
                if (ERAS.indexOf(event.era) > ERAS.indexOf(this.#atlas.emulation.era)) {
                    this.#atlas.enter(event.era, event.newIds && this.#areMarked());
                }
                break;
        }
        this.expectNothingLost();
    }

    /** Nothing goes wrong any more, and people do what the messages ask of them: then `up` brings all to what is declared. */
    async settle(): Promise<void> {
        const { emulation, now } = this.#atlas;
        emulation.faults.clear();
        this.#atlas.clusters().forEach((database) => {
            if (database.stateAt(now) === "REPAIRING") {
                database.begin("IDLE", now);
            }
        });
        // Whoever has taken one of our names gives it back.
        for (const database of [...this.#foreign.keys()].filter(({ spec }) => spec.name !== "neighbour")) {
            database.begin("DELETING", now, 0);
            this.#foreign.delete(database);
        }
        let failures = await this.#refreshAndUp(this.#program);
        if (failures.length > 0 && failures.every((failure) => failure.includes("termination protection"))) {
            this.#unprotectDoomed();
            expect(await this.#refreshAndUp(this.#unprotected())).toEqual([]);
            failures = await this.#refreshAndUp(this.#program);
        }
        expect(failures).toEqual([]);
    }

    /** All is as it is declared, and another `up` has nothing to do. */
    async expectDeclared(): Promise<void> {
        const { states } = this.#stack;
        expect(states.map(({ resource }) => resource).toSorted()).toEqual(
            Object.keys(this.#program).toSorted(),
        );
        const names = [
            ...states.map(({ name }) => name),
            ...[...this.#foreign.keys()].map(({ spec }) => spec.name),
        ];
        expect(
            this.#atlas
                .clusters()
                .map(({ spec }) => spec.name)
                .toSorted(),
        ).toEqual(names.toSorted());
        for (const state of states) {
            const args = this.#program[state.resource];
            const database = this.#atlas.find(state.name);
            expect(args && this.#shown(state.name, args)).toEqual(args);
            expect(state).toMatchObject({ instanceId: database?.id, stateName: "IDLE" });
            expect(parseOwnerTag(state.tags)).toBeUndefined();
        }
        expect(this.#stack.differs(this.#program)).toBe(false);
        const { stats } = this.#atlas.emulation;
        stats.clear();
        await this.#operate((stack, process) => stack.up(process, this.#program));
        await this.#operate((stack, process) => stack.refresh(process));
        expect(this.#stack.differs(this.#program)).toBe(false);
        const { operations } = stats.toJSON() as { operations: Record<string, number> };
        expect(
            Object.keys(operations).filter((name) => !/^(get|list)|^createAccessToken$/.test(name)),
        ).toEqual([]);
    }

    /** No cluster of ours that the state does not know, none of ours twice, and nobody else's touched. */
    expectNothingLost(): void {
        const { now } = this.#atlas;
        for (const [database, properties] of this.#foreign) {
            expect([database.isGone(now), database.deletionRequested]).toEqual([false, false]);
            expect(propertiesOf(database)).toEqual(properties);
        }
        const known = this.#stack.states.map(({ name }) => name);
        const ours = this.#atlas
            .clusters()
            .filter((database) => this.#isMarked(database) && !this.#copies.has(database));
        expect(ours.map(({ spec }) => spec.name).filter((name) => !known.includes(name))).toEqual([]);
    }

    #declare(resource: Resource, args: Omit<ServerlessInstanceInputs, "projectId"> | undefined): void {
        const others = without(this.#program, resource);
        const { projectId } = this.#atlas;
        this.#program = args === undefined ? others : { ...others, [resource]: { ...args, projectId } };
    }

    /** By a process of its own, as the engine has one for each operation. */
    #operate(operate: (stack: Stack, process: Process) => Promise<string[]>): Promise<string[]> {
        return this.#atlas.run(() => operate(this.#stack, this.#atlas.process()));
    }

    async #refreshAndUp(program: Program): Promise<string[]> {
        expect(await this.#operate((stack, process) => stack.refresh(process))).toEqual([]);
        return this.#operate((stack, process) => stack.up(process, program));
    }

    /** What no program declares any more is set free in Atlas itself. */
    #unprotectDoomed(): void {
        for (const { name } of this.#stack.states.filter(({ isDoomed }) => isDoomed)) {
            this.#atlas.find(name)?.rewrite({ terminationProtectionEnabled: false }, this.#atlas.now);
        }
    }

    /** The program that the state came from, with the protection of all turned off. */
    #unprotected(): Program {
        return Object.fromEntries(
            this.#stack.states
                .filter(({ isDoomed }) => !isDoomed)
                .map(({ resource, projectId, name, providerSettings }) => {
                    const { backingProviderName, regionName } = providerSettings;
                    const isAutomatic = this.#stack.lastInputs(resource)?.["__automaticName"] === true;
                    return [
                        resource,
                        {
                            projectId,
                            ...(!isAutomatic && { name }),
                            providerSettings: { backingProviderName, regionName },
                            terminationProtectionEnabled: false,
                        } as ServerlessInstanceInputs,
                    ];
                }),
        );
    }

    /** What Atlas has of the properties that a program declares, in the program's form. */
    #shown(name: string, args: ServerlessInstanceInputs): object {
        const spec = this.#atlas.find(name)?.spec;
        const users = (spec?.tags ?? []).filter(({ key }) => key !== ownerTag);
        const tags = Object.fromEntries(users.map(({ key, value }) => [key, value]));
        const { backingProviderName, regionName, terminationProtectionEnabled, continuousBackup } =
            spec ?? {};
        // Only a serverless one has the choice.
        const backup =
            spec?.kind === "serverless" &&
            args.serverlessBackupOptions?.serverlessContinuousBackupEnabled !== undefined
                ? { serverlessContinuousBackupEnabled: continuousBackup }
                : args.serverlessBackupOptions;
        return {
            projectId: this.#atlas.projectId,
            ...(args.name !== undefined && { name: spec?.name }),
            providerSettings: { backingProviderName, regionName },
            ...(args.tags !== undefined && { tags }),
            ...(args.terminationProtectionEnabled !== undefined && { terminationProtectionEnabled }),
            ...(args.serverlessBackupOptions !== undefined && { serverlessBackupOptions: backup }),
        };
    }

    /** Whether all of ours would be known under another id: one that has lost its mark as well is anybody's. */
    #areMarked(): boolean {
        const known = this.#stack.states.map(({ name }) => this.#atlas.find(name));
        return known.every((database) => database === undefined || this.#isMarked(database));
    }

    /** Whether it carries the tag of one of our resources. */
    #isMarked({ spec }: Cluster): boolean {
        const value = spec.tags.find(({ key }) => key === ownerTag)?.value;
        const owner = value === undefined ? undefined : parseOwnerTag({ [ownerTag]: value })?.owner;
        return Object.keys(resources).some((resource) => ownerOfResource(resource) === owner);
    }

    #keepsForeign(database: Cluster): void {
        this.#foreign.set(database, propertiesOf(database));
    }

    /** Something happens to the cluster that the state has under a resource's name. */
    #drift(resource: Resource, drift: Drift): void {
        const state = this.#stack.states.find((one) => one.resource === resource);
        const database = state && this.#atlas.find(state.name);
        if (database === undefined || this.#foreign.has(database)) {
            return;
        }
        const { now } = this.#atlas;
        const { spec } = database;
        switch (drift.does) {
            case "tags": {
                const tags = Object.entries(drift.tags).map(([key, value]) => ({ key, value }));
                // Under another id than the state's, and without its mark, it would be anybody's.
                const keepsOwner = drift.keepsOwner || state?.instanceId !== database.id;
                const owner = spec.tags.filter(({ key }) => key === ownerTag && keepsOwner);
                database.rewrite({ tags: [...tags, ...owner] }, now);
                break;
            }
            case "protection":
                database.rewrite({ terminationProtectionEnabled: drift.isOn }, now);
                break;
            case "backup":
                database.rewrite({ continuousBackup: drift.isOn }, now);
                break;
            case "repair":
                if (!database.deletionRequested) {
                    database.begin("REPAIRING", now, drift.seconds * SECOND);
                }
                break;
            case "deletion":
                database.begin("DELETING", now, 0);
                break;
            case "re-creation": {
                database.begin("DELETING", now, 0);
                const made = this.#atlas.place({ ...spec, tags: drift.copiesTags ? spec.tags : [] });
                // One of ours that has lost its mark has none to copy.
                if (this.#isMarked(made)) {
                    this.#copies.add(made);
                } else {
                    this.#keepsForeign(made);
                }
                break;
            }
        }
    }
}

function propertiesOf({ spec: { name, tags, terminationProtectionEnabled } }: Cluster): Properties {
    return { name, tags, terminationProtectionEnabled };
}
