import { createHash } from "node:crypto";
import type {
    ConnectionStrings,
    Instance,
    InstanceChange,
    ProviderSettings,
    ServedBy,
} from "../atlas/api/instance";
import { passThroughIn, type PassThroughOutputs } from "../atlas/api/outputs";
import { compact, asBoolean, isRecord, asArray, asRecord, asString } from "../atlas/json-readers";
import { canonicalJson } from "./model/canonical-json";
import { withoutOwnerTag } from "./ownership/owner-tag";
import { relations, type Relation } from "./ownership/relation";
import type { InternalInputs, Inputs, ServerlessBackupOptions } from "./model/inputs";

/** The properties that can change in place, by the names that a program gives them. */
export const mutableProperties = ["tags", "serverlessBackupOptions", "terminationProtectionEnabled"] as const;
export type MutableProperty = (typeof mutableProperties)[number];

/** The newest shape of the state; readers take older ones too. */
const schemaVersion = 1;

/** The outputs of a ServerlessInstance: what its inputs are in Atlas now, and what only Atlas knows. Pulumi keeps them in the state. */
export interface ServerlessInstanceOutputs extends PassThroughOutputs {
    /** ID of the Atlas project: 24 lowercase hexadecimal characters. */
    projectId: string;
    /** Name of the cluster, auto-generated if the program doesn't set one. */
    name: string;
    /** Cloud provider and region, and what Atlas chose for the cluster. */
    providerSettings: ProviderSettings;
    /** Current backup options in Atlas. */
    serverlessBackupOptions: ServerlessBackupOptions;
    /** Current tags in Atlas, without the ownership tag. */
    tags: { [key: string]: string };
    /** Whether termination protection is currently on in Atlas. */
    terminationProtectionEnabled: boolean;
    /** The input with this name. Absent if the program doesn't set it, and in the results of functions. */
    apiGeneration?: string;
    /** ID of the cluster in Atlas: 24 lowercase hexadecimal characters. */
    instanceId: string;
    /** State of the cluster: `IDLE` when it is ready, else `CREATING`, `UPDATING`, `DELETING`, or `REPAIRING`. */
    stateName: string;
    /**
     * Connection strings, without credentials. `standardSrv` is the `mongodb+srv://` string. It is absent until Atlas has
     * finished creating the cluster.
     */
    connectionStrings: ConnectionStrings;
    /** The Atlas API that manages the cluster: `serverless` or `flex`. */
    servedBy: ServedBy;
    /** The snapshot whose data the cluster started with. Absent if it started empty, and in the results of functions. */
    restoredFrom?: RestoredFrom;
}

/** A snapshot that was restored to a new cluster, and when. */
export interface RestoredFrom {
    /** ID of the snapshot in Atlas: 24 lowercase hexadecimal characters. */
    snapshotId: string;
    /** Name of the cluster that the snapshot was taken of. */
    name: string;
    /** ID of the project of that cluster. */
    projectId: string;
    /** When the data were restored: ISO 8601, UTC. Absent if Atlas doesn't say. */
    finishedAt?: string;
}

/** What the state keeps beside the outputs, for the next operation. */
export interface StateMetadata {
    __schemaVersion: number;
    /** The changeable properties that the program has set; undefined where nobody knows (a `get`, an import). */
    __managed?: MutableProperty[];
    /**
     * Properties in which Atlas keeps a value of its own over the one it was sent: for each the digest of both.
     * Digests, because a value may be a secret, which the state would show in plain text here.
     */
    __ignored: Partial<Record<MutableProperty, string>>;
    /** The owner in the cluster's tag as it was last written; absent where we wrote none. */
    __owner?: string;
    /** The mark in the cluster's tag as it was last written; absent where we wrote none. */
    __mark?: string;
    /** What a refresh or an import has found out about the tag; the next update puts it right. */
    __noted?: Noted;
    /** The create has made the cluster, and has not restored its data yet: the next update does. */
    __restorePending?: boolean;
}

/** A tag that is not as the state recorded it. */
export interface Noted {
    relation: Relation;
    /** Whom the tag names. */
    owner?: string;
}

export type State = ServerlessInstanceOutputs & StateMetadata & InternalInputs;

/** What a program wants of the changeable properties; what it does not mention is absent. */
export function desiredFrom(inputs: Inputs): InstanceChange {
    return compact<InstanceChange>({
        tags: inputs.tags,
        continuousBackupEnabled: inputs.serverlessBackupOptions?.serverlessContinuousBackupEnabled,
        terminationProtectionEnabled: inputs.terminationProtectionEnabled,
    });
}

/** The current values of the changeable properties in Atlas. */
export function actualFrom(instance: Instance): InstanceChange {
    return compact<InstanceChange>({
        tags: withoutOwnerTag(instance.tags),
        continuousBackupEnabled: instance.continuousBackupEnabled,
        terminationProtectionEnabled: instance.terminationProtectionEnabled,
    });
}

/** The changeable properties as a state has them. */
export function actualFromState(state: ServerlessInstanceOutputs): InstanceChange {
    return compact<InstanceChange>({
        tags: state.tags,
        continuousBackupEnabled: state.serverlessBackupOptions.serverlessContinuousBackupEnabled,
        terminationProtectionEnabled: state.terminationProtectionEnabled,
    });
}

/** What the wire calls a changeable property. */
export const apiFieldNames = {
    tags: "tags",
    serverlessBackupOptions: "continuousBackupEnabled",
    terminationProtectionEnabled: "terminationProtectionEnabled",
} as const satisfies Record<MutableProperty, keyof InstanceChange>;

/** The changeable properties that an answer of Atlas or a program mentions. */
export function specifiedProperties(change: InstanceChange): MutableProperty[] {
    return mutableProperties.filter((property) => change[apiFieldNames[property]] !== undefined);
}

/** Tells a pair of a wanted and a standing value from others, without showing them. */
export function digestOf(want: unknown, stands: unknown): string {
    return createHash("sha256")
        .update(canonicalJson([want, stands]))
        .digest("hex")
        .slice(0, 16);
}

/** The settings that cannot change. */
type Placement = Pick<ProviderSettings, "backingProviderName" | "regionName">;

/** The state of a cluster that has just been seen, declared by these inputs. */
export function buildState(
    inputs: InternalInputs & { apiGeneration?: string; providerSettings?: Placement },
    instance: Instance,
    kept: Pick<StateMetadata, "__ignored"> & {
        __managed?: MutableProperty[] | undefined;
        __owner?: string | undefined;
        __mark?: string | undefined;
        __noted?: Noted | undefined;
        __restorePending?: boolean | undefined;
        restoredFrom?: RestoredFrom | undefined;
    },
): State {
    return compact<State>({
        ...internalProperties(inputs),
        ...outputsOf(instance),
        providerSettings: withKnownPlacement(instance.providerSettings, inputs.providerSettings),
        apiGeneration: inputs.apiGeneration,
        __schemaVersion: schemaVersion,
        __managed: kept.__managed,
        __ignored: kept.__ignored,
        __owner: kept.__owner,
        __mark: kept.__mark,
        __noted: kept.__noted,
        __restorePending: kept.__restorePending === true ? true : undefined,
        restoredFrom: kept.restoredFrom,
    });
}

/** An answer may lack what cannot have changed: then it is as it was known. */
function withKnownPlacement(settings: ProviderSettings, known?: Placement): ProviderSettings {
    return {
        ...settings,
        backingProviderName: settings.backingProviderName || (known?.backingProviderName ?? ""),
        regionName: settings.regionName || (known?.regionName ?? ""),
    };
}

/** Whether a cluster is a Flex cluster, whichever generation of the API shows it: it then has no continuous backup. */
export function isFlex({
    servedBy,
    providerSettings,
}: Pick<ServerlessInstanceOutputs, "servedBy" | "providerSettings">): boolean {
    return (
        servedBy === "flex" ||
        providerSettings.effectiveInstanceSizeName === "FLEX" ||
        providerSettings.effectiveProviderName === "TENANT"
    );
}

/** The generation that is asked for a cluster first: the one that the program insists on, else where it was last seen. */
export function preferredApi({
    apiGeneration,
    servedBy,
}: {
    apiGeneration?: string | undefined;
    servedBy: ServedBy;
}): ServedBy {
    return apiGeneration === "serverless" || apiGeneration === "flex" ? apiGeneration : servedBy;
}

/** What a user sees of a cluster. */
export function outputsOf(instance: Instance): ServerlessInstanceOutputs {
    return compact<ServerlessInstanceOutputs>({
        projectId: instance.groupId,
        name: instance.name,
        providerSettings: instance.providerSettings,
        serverlessBackupOptions: compact<ServerlessBackupOptions>({
            serverlessContinuousBackupEnabled: instance.continuousBackupEnabled,
        }),
        tags: withoutOwnerTag(instance.tags),
        terminationProtectionEnabled: instance.terminationProtectionEnabled,
        instanceId: instance.id,
        stateName: instance.stateName,
        ...passThroughIn(instance),
        connectionStrings: instance.connectionStrings,
        servedBy: instance.servedBy,
    });
}

/**
 * The inputs that a program would declare for the current state: after a refresh, Pulumi compares the program with these,
 * and so shows and reverts drift. Properties that the program never set are left out.
 */
export function inputsFromState(state: State): Record<string, unknown> {
    return compact({
        ...internalProperties(state),
        projectId: state.projectId,
        name: state.name,
        providerSettings: {
            backingProviderName: state.providerSettings.backingProviderName,
            regionName: state.providerSettings.regionName,
        },
        apiGeneration: state.apiGeneration,
        ...Object.fromEntries(
            mutableProperties.filter((p) => state.__managed?.includes(p)).map((p) => [p, state[p]]),
        ),
    });
}

/**
 * Reads what Pulumi kept, whichever version of this package wrote it. Undefined where the properties hold no
 * cluster of ours (a `get`, an import without outputs).
 */
export function parseState(properties: unknown): State | undefined {
    const body = asRecord(properties);
    const [projectId, name, instanceId] = [body["projectId"], body["name"], body["instanceId"]].map(asString);
    if (projectId === undefined || name === undefined || instanceId === undefined) {
        return undefined;
    }
    const strings = asRecord(body["connectionStrings"]);
    const settings = asRecord(body["providerSettings"]);
    const managed = body["__managed"];
    return compact<State>({
        ...internalProperties(body),
        projectId,
        name,
        instanceId,
        providerSettings: {
            ...settings,
            backingProviderName: asString(settings["backingProviderName"]) ?? "",
            regionName: asString(settings["regionName"]) ?? "",
        },
        serverlessBackupOptions: compact<ServerlessBackupOptions>({
            serverlessContinuousBackupEnabled: asBoolean(
                asRecord(body["serverlessBackupOptions"])["serverlessContinuousBackupEnabled"],
            ),
        }),
        tags: Object.fromEntries(
            Object.entries(asRecord(body["tags"])).flatMap(([key, value]) =>
                typeof value === "string" ? [[key, value] as const] : [],
            ),
        ),
        terminationProtectionEnabled: asBoolean(body["terminationProtectionEnabled"]) ?? false,
        apiGeneration: asString(body["apiGeneration"]),
        stateName: asString(body["stateName"]) ?? "",
        ...passThroughIn(body),
        connectionStrings: {
            ...strings,
            privateEndpoint: asArray(strings["privateEndpoint"]).flatMap((connection) =>
                isRecord(connection)
                    ? [{ ...connection, endpoints: asArray(connection["endpoints"]).filter(isRecord) }]
                    : [],
            ),
        },
        servedBy: body["servedBy"] === "flex" ? "flex" : "serverless",
        __schemaVersion: schemaVersion,
        __managed: Array.isArray(managed)
            ? mutableProperties.filter((property) => managed.includes(property))
            : undefined,
        __ignored: Object.fromEntries(
            mutableProperties.flatMap((property) => {
                const digest = asString(asRecord(body["__ignored"])[property]);
                return digest === undefined ? [] : [[property, digest] as const];
            }),
        ),
        __owner: asString(body["__owner"]),
        __mark: asString(body["__mark"]),
        __noted: readNoted(body["__noted"]),
        __restorePending: body["__restorePending"] === true ? true : undefined,
        restoredFrom: readRestoredFrom(body["restoredFrom"]),
    });
}

function readRestoredFrom(value: unknown): RestoredFrom | undefined {
    const body = asRecord(value);
    const [snapshotId, name, projectId] = [body["snapshotId"], body["name"], body["projectId"]].map(asString);
    return snapshotId === undefined || name === undefined || projectId === undefined
        ? undefined
        : compact<RestoredFrom>({ snapshotId, name, projectId, finishedAt: asString(body["finishedAt"]) });
}

function readNoted(value: unknown): Noted | undefined {
    const relation = relations.find((one) => one === asRecord(value)["relation"]);
    const owner = asString(asRecord(value)["owner"]);
    return relation && { relation, ...(owner !== undefined && { owner }) };
}

/**
 * The hidden inputs that an operation needs which sees the outputs only (refresh, delete), and `__provider`, without
 * which Pulumi could do neither.
 */
const persistedInternalKeys = ["__provider", "__urn", "__timeouts", "__automaticName"];

/** They are passed on as they are: our own constructor and `check` made them. */
function internalProperties(properties: object): InternalInputs {
    return Object.fromEntries(
        Object.entries(properties).filter(([key]) => persistedInternalKeys.includes(key)),
    );
}
