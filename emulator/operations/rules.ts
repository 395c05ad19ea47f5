// What Atlas requires beyond the schema of the request: of a new cluster, of tags, of a cluster that is to be changed.
import { hasRegion } from "../regions";
import { ApiErrorResponse } from "../wire/errors";
import { InvalidInput } from "../wire/validation";
import type { Cluster, ClusterSpec, Tag } from "../world/cluster";
import type { Project } from "../world/world";

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9-]*$/;
const NAME_LENGTH = 64;
/** Atlas makes host names of the first 23 characters, which is why they must be unique and not end in a hyphen. */
const HOST_NAME_LENGTH = 23;

/** Checks that a cluster may be created in a project; throws Atlas's 400. */
export function checkNew(spec: ClusterSpec, project: Project, now: number): void {
    checkName(spec.name);
    checkRegion(spec);
    checkFree(spec.name, project, now);
}

/** Checks that the cloud has the region; throws 400. */
export function checkRegion(spec: ClusterSpec): void {
    if (!hasRegion(spec.backingProviderName, spec.regionName)) {
        const detail = `No region ${spec.regionName} exists for provider ${spec.backingProviderName}.`;
        throw new ApiErrorResponse(400, "INVALID_REGION", detail, [
            spec.regionName,
            spec.backingProviderName,
        ]);
    }
}

function checkName(name: string): void {
    const refuse = (errorCode: string, detail: string): never => {
        throw new ApiErrorResponse(400, errorCode, detail, [name]);
    };
    if (name.length > NAME_LENGTH) {
        refuse("CLUSTER_NAME_TOO_LONG", `The name "${name}" is longer than ${NAME_LENGTH} characters.`);
    }
    if (!NAME.test(name)) {
        const allowed = "letters, digits and hyphens of ASCII, and begins with a letter or digit";
        refuse("CLUSTER_NAME_INVALID", `The name "${name}" is invalid: a name consists of ${allowed}.`);
    }
    if (name.charAt(HOST_NAME_LENGTH - 1) === "-") {
        const detail = `The name "${name}" is invalid: its ${HOST_NAME_LENGTH}rd character is a hyphen.`;
        refuse("CLUSTER_NAME_INVALID", detail);
    }
}

function checkFree(name: string, project: Project, now: number): void {
    const names = project.list(now).map(({ spec }) => spec.name);
    if (names.includes(name)) {
        const detail = `A cluster named "${name}" already exists in project ${project.id}.`;
        throw new ApiErrorResponse(400, "DUPLICATE_CLUSTER_NAME", detail, [name, project.id]);
    }
    const prefix = name.slice(0, HOST_NAME_LENGTH);
    const other = names.find((one) => one.slice(0, HOST_NAME_LENGTH) === prefix);
    if (other !== undefined) {
        const detail = `The first ${HOST_NAME_LENGTH} characters of "${name}" are those of "${other}".`;
        throw new ApiErrorResponse(400, "DUPLICATE_CLUSTER_NAME_PREFIX", detail, [name, other]);
    }
}

/** Checks that no tag key comes twice; throws {@link InvalidInput}. */
export function checkTags(tags: readonly Tag[]): void {
    const keys = tags.map(({ key }) => key);
    const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
    if (twice >= 0) {
        throw new InvalidInput([
            { field: `tags[${twice}].key`, description: `repeats "${keys[twice] ?? ""}"` },
        ]);
    }
}

/** Checks that a cluster is not being deleted; throws 400. */
export function checkStays(database: Cluster): void {
    if (database.deletionRequested) {
        const { name } = database.spec;
        const detail = `The deletion of ${name} has already been requested.`;
        throw new ApiErrorResponse(400, "CLUSTER_ALREADY_REQUESTED_DELETION", detail, [name]);
    }
}

/** Checks that a cluster may be changed now; throws 400. */
export function checkChangeable(database: Cluster, now: number): void {
    checkStays(database);
    if (database.isBeingRestored(now)) {
        const { name } = database.spec;
        const detail = `The update of ${name} cannot succeed because a restore is in progress; try again once it is finished.`;
        throw new ApiErrorResponse(400, "CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE", detail, [name]);
    }
}

/** Checks that a cluster may be deleted; throws 400. */
export function checkDeletable(database: Cluster): void {
    checkStays(database);
    const { name, terminationProtectionEnabled } = database.spec;
    if (terminationProtectionEnabled) {
        const errorCode = "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED";
        const detail = `${name} cannot be terminated while its termination protection is enabled.`;
        throw new ApiErrorResponse(400, errorCode, detail, [name]);
    }
}
