// Adds existing clusters and projects, for a test to begin with.
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { DAY, SECOND } from "../clock";
import type { EmulatorState } from "../emulation";
import { checkNew } from "../operations/rules";
import { BACKING_PROVIDERS } from "../regions";
import { InvalidInput, object, oneOf } from "../wire/validation";
import { KINDS, SHARED_SIZES } from "../world/kinds";
import { STATE_NAMES } from "../world/history";
import type { ClusterSpec } from "../world/cluster";
import { SNAPSHOTS, snapshotsFrom } from "./seed-snapshots";
import { OPTIONS, PROJECT, PROJECT_ID, tagsOf } from "./schemas";
import { databaseIn, renderContextOf } from "./state";

const INSTANCE = object(
    { name: Type.String() },
    {
        ...OPTIONS,
        /** The kind that it was created as, default `serverless`; the era may have converted it since. */
        kind: oneOf(KINDS),
        /** Which of the shared tiers, where it is one; default `M2`. */
        instanceSize: oneOf(SHARED_SIZES),
        /** Default `AWS`. */
        backingProviderName: oneOf(BACKING_PROVIDERS),
        /** Default the first usual one of the cloud. */
        regionName: Type.String(),
        /** Default `IDLE`; another state begins now and lasts as long as in Atlas. */
        stateName: oneOf(STATE_NAMES),
        /** Emulated seconds since its creation; default a day. */
        ageSeconds: Type.Number({ minimum: 0, maximum: 2 ** 31 }),
        /** How many, or which; default those that its age would have left. */
        snapshots: SNAPSHOTS,
    },
);

/** The body of `POST /_emulator/seed`. */
export const SEED = object(
    {},
    {
        /** The project the instances go to, added where it is new; default the one that exists from the start. */
        ...PROJECT,
        instances: Type.Array(INSTANCE),
        /** Projects to add besides. */
        projects: Type.Array(PROJECT_ID),
    },
);

/** What a seed file holds. */
export const SEEDS = Type.Array(SEED);

const USUAL_REGION = { AWS: "US_EAST_1", AZURE: "US_EAST_2", GCP: "CENTRAL_US" } as const;

/** Adds all of it, or nothing if a part is invalid; returns the clusters. */
export function seed(emulation: EmulatorState, wanted: Static<typeof SEED>, origin: string): unknown {
    const { projectId = emulation.identity.projectId, instances = [], projects = [] } = wanted;
    const { world } = emulation;
    const view = renderContextOf(emulation, origin);
    const isNew = world.find(projectId) === undefined;
    const project = world.add(projectId);
    const placed: string[] = [];
    try {
        const databases = instances.map((instance) => {
            const spec = specOf(instance);
            checkNew(spec, project, view.now);
            const database = project.place(spec, view.now, (instance.ageSeconds ?? DAY / SECOND) * SECOND);
            placed.push(spec.name);
            const kind = emulation.rules.becomes(spec.kind, spec.size);
            database.convert({ kind, newId: false }, view.now);
            if (instance.snapshots !== undefined) {
                database.backups.place(snapshotsFrom(instance.snapshots, database, view.now), view.now);
            }
            if (instance.stateName !== undefined && instance.stateName !== "IDLE") {
                database.begin(instance.stateName, view.now);
            }
            return database;
        });
        projects.forEach((id) => world.add(id));
        return { projectId, instances: databases.map((database) => databaseIn(view, database)) };
    } catch (error) {
        placed.forEach((name) => project.remove(name));
        if (isNew) {
            world.remove(projectId);
        }
        throw error;
    }
}

function specOf(instance: Static<typeof INSTANCE>): ClusterSpec {
    const { name, kind = "serverless", instanceSize: size, tags = {} } = instance;
    if (size !== undefined && kind !== "shared") {
        const description = `applies only to the kind shared, and ${name} is ${kind}`;
        throw new InvalidInput([{ field: "instanceSize", description }]);
    }
    const { backingProviderName = "AWS", terminationProtectionEnabled = false } = instance;
    const { regionName = USUAL_REGION[backingProviderName] } = instance;
    const continuousBackup = instance.serverlessContinuousBackupEnabled ?? false;
    const place = { backingProviderName, regionName };
    const options = { tags: tagsOf(tags), terminationProtectionEnabled, continuousBackup };
    return { name, kind, ...(size && { size }), ...place, ...options };
}
