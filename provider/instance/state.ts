import { createHash } from "node:crypto";
import type {
    ConnectionStrings,
    Instance,
    InstanceChange,
    ProviderSettings,
    ServedBy,
} from "../atlas/instance";
import { compact, flag, isRecord, list, record, text } from "../atlas/json";
import { withoutOwnerTag } from "./ownership";
import { relations, type Relation } from "./relation";
import type { HiddenInputs, Inputs, ServerlessBackupOptions } from "./inputs";

/** The properties that can change in place, by the names that a program gives them. */
export const changeable = ["tags", "serverlessBackupOptions", "terminationProtectionEnabled"] as const;
export type Changeable = (typeof changeable)[number];

/** The newest shape of the state; readers take older ones too. */
const schemaVersion = 1;

/**
 * The outputs of a ServerlessInstance: its inputs as they stand in Atlas, and what only Atlas knows. This is what
 * Pulumi keeps in its state.
 */
export interface ServerlessInstanceOutputs {
    /** The Atlas project that the database lives in: 24 hexadecimal digits. */
    projectId: string;
    /** The database's name, the automatic one where none was given. */
    name: string;
    /** Where the database runs, and what Atlas made of it. */
    providerSettings: ProviderSettings;
    /** How the database is backed up, as it stands in Atlas. */
    serverlessBackupOptions: ServerlessBackupOptions;
    /** The database's tags, as they stand in Atlas. */
    tags: { [key: string]: string };
    /** Whether Atlas refuses to delete the database, as it stands in Atlas. */
    terminationProtectionEnabled: boolean;
    /** The input of this name, where the program sets it; a data source does not know it. */
    apiGeneration?: string;
    /** Atlas's id of the database: 24 hexadecimal digits. */
    instanceId: string;
    /** What Atlas is doing with the database: `IDLE` when it is ready, else `CREATING`, `UPDATING`, `DELETING`, `REPAIRING`. */
    stateName: string;
    /** When the database was created: ISO 8601, UTC. */
    createDate?: string;
    /** The version of MongoDB that the database runs. */
    mongoDBVersion?: string;
    /** How to connect to the database: `standardSrv` is the usual `mongodb+srv://…`. Holds no password. */
    connectionStrings: ConnectionStrings;
    /** The generation of the Atlas API that serves the database: `serverless` or `flex`. */
    servedBy: ServedBy;
}

/** What the state keeps beside the outputs, for the next operation. */
export interface Bookkeeping {
    __schemaVersion: number;
    /** The changeable properties that the program has set; undefined where nobody knows (a `get`, an import). */
    __managed?: Changeable[];
    /**
     * Properties in which Atlas keeps a value of its own over the one it was sent: for each the digest of both.
     * Digests, because a value may be a secret, which the state would show in plain text here.
     */
    __ignored: Partial<Record<Changeable, string>>;
    /** The owner in the cluster's tag as it was last written; absent where we wrote none. */
    __owner?: string;
    /** The mark in the cluster's tag as it was last written; absent where we wrote none. */
    __mark?: string;
    /** What a refresh or an import has found out about the tag; the next update puts it right. */
    __noted?: Noted;
}

/** A tag that is not as the state recorded it. */
export interface Noted {
    relation: Relation;
    /** Whom the tag names. */
    owner?: string;
}

export type State = ServerlessInstanceOutputs & Bookkeeping & HiddenInputs;

/** What a program wants of the changeable properties; what it does not mention is absent. */
export function wanted(inputs: Inputs): InstanceChange {
    return compact<InstanceChange>({
        tags: inputs.tags,
        continuousBackupEnabled: inputs.serverlessBackupOptions?.serverlessContinuousBackupEnabled,
        terminationProtectionEnabled: inputs.terminationProtectionEnabled,
    });
}

/** The changeable properties as they stand in Atlas. */
export function standing(instance: Instance): InstanceChange {
    return compact<InstanceChange>({
        tags: withoutOwnerTag(instance.tags),
        continuousBackupEnabled: instance.continuousBackupEnabled,
        terminationProtectionEnabled: instance.terminationProtectionEnabled,
    });
}

/** The changeable properties as a state has them. */
export function standingIn(state: ServerlessInstanceOutputs): InstanceChange {
    return compact<InstanceChange>({
        tags: state.tags,
        continuousBackupEnabled: state.serverlessBackupOptions.serverlessContinuousBackupEnabled,
        terminationProtectionEnabled: state.terminationProtectionEnabled,
    });
}

/** What the wire calls a changeable property. */
export const wireNames = {
    tags: "tags",
    serverlessBackupOptions: "continuousBackupEnabled",
    terminationProtectionEnabled: "terminationProtectionEnabled",
} as const satisfies Record<Changeable, keyof InstanceChange>;

/** The changeable properties that an answer of Atlas or a program mentions. */
export function mentioned(change: InstanceChange): Changeable[] {
    return changeable.filter((property) => change[wireNames[property]] !== undefined);
}

/** Tells a pair of a wanted and a standing value from others, without showing them. */
export function digestOf(want: unknown, stands: unknown): string {
    return createHash("sha256")
        .update(canonical([want, stands]))
        .digest("hex")
        .slice(0, 16);
}

/** Equal texts for equal values, whatever the order of keys. */
export function canonical(value: unknown): string {
    return JSON.stringify(value, (_key, part: unknown) =>
        isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
    );
}

/** The settings that cannot change. */
type Whereabouts = Pick<ProviderSettings, "backingProviderName" | "regionName">;

/** The state of a database that has just been seen, declared by these inputs. */
export function stateOf(
    inputs: HiddenInputs & { apiGeneration?: string; providerSettings?: Whereabouts },
    instance: Instance,
    kept: Pick<Bookkeeping, "__ignored"> & {
        __managed?: Changeable[] | undefined;
        __owner?: string | undefined;
        __mark?: string | undefined;
        __noted?: Noted | undefined;
    },
): State {
    return compact<State>({
        ...hidden(inputs),
        ...outputsOf(instance),
        providerSettings: told(instance.providerSettings, inputs.providerSettings),
        apiGeneration: inputs.apiGeneration,
        __schemaVersion: schemaVersion,
        __managed: kept.__managed,
        __ignored: kept.__ignored,
        __owner: kept.__owner,
        __mark: kept.__mark,
        __noted: kept.__noted,
    });
}

/** An answer may lack what cannot have changed: then it is as it was known. */
function told(settings: ProviderSettings, known?: Whereabouts): ProviderSettings {
    return {
        ...settings,
        backingProviderName: settings.backingProviderName || (known?.backingProviderName ?? ""),
        regionName: settings.regionName || (known?.regionName ?? ""),
    };
}

/** Whether a database is a Flex cluster, whichever generation of the API shows it: it then has no continuous backup. */
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

/** The generation that is asked for a database first: the one that the program insists on, else where it was last seen. */
export function askedFirst({
    apiGeneration,
    servedBy,
}: {
    apiGeneration?: string | undefined;
    servedBy: ServedBy;
}): ServedBy {
    return apiGeneration === "serverless" || apiGeneration === "flex" ? apiGeneration : servedBy;
}

/** What a user sees of a database. */
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
        createDate: instance.createDate,
        mongoDBVersion: instance.mongoDBVersion,
        connectionStrings: instance.connectionStrings,
        servedBy: instance.servedBy,
    });
}

/**
 * The inputs that a program would declare for what stands: after a refresh, Pulumi compares the program with these,
 * and so shows and puts back what another hand changed. Properties that the program never set are left out.
 */
export function declared(state: State): Record<string, unknown> {
    return compact({
        ...hidden(state),
        projectId: state.projectId,
        name: state.name,
        providerSettings: {
            backingProviderName: state.providerSettings.backingProviderName,
            regionName: state.providerSettings.regionName,
        },
        apiGeneration: state.apiGeneration,
        ...Object.fromEntries(
            changeable.filter((p) => state.__managed?.includes(p)).map((p) => [p, state[p]]),
        ),
    });
}

/**
 * Reads what Pulumi kept, whichever version of this package wrote it. Undefined where the properties hold no
 * database of ours (a `get`, an import without outputs).
 */
export function readState(properties: unknown): State | undefined {
    const body = record(properties);
    const [projectId, name, instanceId] = [body["projectId"], body["name"], body["instanceId"]].map(text);
    if (projectId === undefined || name === undefined || instanceId === undefined) {
        return undefined;
    }
    const strings = record(body["connectionStrings"]);
    const settings = record(body["providerSettings"]);
    const managed = body["__managed"];
    return compact<State>({
        ...hidden(body),
        projectId,
        name,
        instanceId,
        providerSettings: {
            ...settings,
            backingProviderName: text(settings["backingProviderName"]) ?? "",
            regionName: text(settings["regionName"]) ?? "",
        },
        serverlessBackupOptions: compact<ServerlessBackupOptions>({
            serverlessContinuousBackupEnabled: flag(
                record(body["serverlessBackupOptions"])["serverlessContinuousBackupEnabled"],
            ),
        }),
        tags: Object.fromEntries(
            Object.entries(record(body["tags"])).flatMap(([key, value]) =>
                typeof value === "string" ? [[key, value] as const] : [],
            ),
        ),
        terminationProtectionEnabled: flag(body["terminationProtectionEnabled"]) ?? false,
        apiGeneration: text(body["apiGeneration"]),
        stateName: text(body["stateName"]) ?? "",
        createDate: text(body["createDate"]),
        mongoDBVersion: text(body["mongoDBVersion"]),
        connectionStrings: {
            ...strings,
            privateEndpoint: list(strings["privateEndpoint"]).flatMap((connection) =>
                isRecord(connection)
                    ? [{ ...connection, endpoints: list(connection["endpoints"]).filter(isRecord) }]
                    : [],
            ),
        },
        servedBy: body["servedBy"] === "flex" ? "flex" : "serverless",
        __schemaVersion: schemaVersion,
        __managed: Array.isArray(managed)
            ? changeable.filter((property) => managed.includes(property))
            : undefined,
        __ignored: Object.fromEntries(
            changeable.flatMap((property) => {
                const digest = text(record(body["__ignored"])[property]);
                return digest === undefined ? [] : [[property, digest] as const];
            }),
        ),
        __owner: text(body["__owner"]),
        __mark: text(body["__mark"]),
        __noted: readNoted(body["__noted"]),
    });
}

function readNoted(value: unknown): Noted | undefined {
    const relation = relations.find((one) => one === record(value)["relation"]);
    const owner = text(record(value)["owner"]);
    return relation && { relation, ...(owner !== undefined && { owner }) };
}

/**
 * The hidden inputs that an operation needs which sees the outputs only (refresh, delete), and `__provider`, without
 * which Pulumi could do neither.
 */
const keptHidden = ["__provider", "__urn", "__timeouts", "__automaticName"];

/** They are passed on as they are: our own constructor and `check` made them. */
function hidden(properties: object): HiddenInputs {
    return Object.fromEntries(Object.entries(properties).filter(([key]) => keptHidden.includes(key)));
}
