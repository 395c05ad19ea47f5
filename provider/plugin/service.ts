import type {
    handleServerStreamingCall,
    handleUnaryCall,
    sendUnaryData,
    ServerUnaryCall,
    ServerWritableStream,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
    CheckFailure,
    CheckResponse,
    ConfigureResponse,
    CreateResponse,
    DiffResponse,
    GetSchemaResponse,
    InvokeResponse,
    PropertyDiff,
    ProviderHandshakeResponse,
    ReadResponse,
    UpdateResponse,
    CheckRequest,
    type ConfigureRequest,
    type CreateRequest,
    type DeleteRequest,
    type DiffRequest,
    type GetSchemaRequest,
    type InvokeRequest,
    type ListRequest,
    type ListResponse,
    type ProviderHandshakeRequest,
    type ReadRequest,
    type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AtlasServerlessError, InvalidArgumentError } from "../atlas/errors";
import { errorToRecord } from "../atlas/errors/record";
import { asString, type JsonRecord } from "../atlas/json-readers";
import { plainSecretWarning } from "../atlas/settings";
import { asChecked, type Autonaming } from "../instance/preview/check";
import type { PropertyDiff as Change } from "../instance/preview/detailed-diff";
import type { CheckedInputs, DeclaredBy, Timeouts } from "../instance/model/inputs";
import type { DeclaredAt } from "../instance/ownership/owner-tag";
import { previewCreate, previewUpdate } from "../instance/preview/preview-outputs";
import { problemText } from "../instance/model/schema-validation";
import { parseUrn } from "../instance/model/urn";
import { inputsFromState, type State } from "../instance/state";
import type { Logger } from "../instance/operation-context";
import type { Engine } from "../host/engine";
import { formatId, parseId } from "../host/resource-id";
import { ProviderCore } from "../host/provider-core";
import schema from "../schema/package.json";
import { version } from "../version";
import { configurationProblems, isDefaultProvider, plaintextSecrets, settingToString } from "./configuration";
import { toStatus } from "./errors";
import { Identities } from "./identities";
import { runDataSource, dataSourceOf, argumentProblems } from "./invokes";
import { toListResponses } from "./list";
import { requireState, parsePluginState, serializeState } from "./state";
import { toDynamicUrn, errorKey, errorsAsResults, instanceToken, packageName } from "./tokens";
import { fromStruct, toStruct } from "./struct";

/**
 * The plugin entry point: Pulumi's resource provider service over the lifecycle. It translates and decides nothing.
 *
 * Source: `pulumirpc.ResourceProvider`, of which these are the methods by their names.
 */
export class PluginService {
    readonly #engine: Engine;
    readonly #core: ProviderCore;
    readonly #identities = new Identities();
    /** Of the provider whose configuration was checked last: `Configure` says it only to a newer engine's plugins. */
    #checkedUrn = "";

    constructor(engine: Engine) {
        this.#engine = engine;
        this.#core = new ProviderCore(engine, packageName);
    }

    /** Ends the process with its engine, which need not configure a plugin: not for its schema alone. */
    endWithEngine(): void {
        this.#core.endWithEngine();
    }

    handshake = unary((request: ProviderHandshakeRequest) => {
        this.#engine.attach(request.getEngineAddress());
        // The engine itself then keeps secret what comes back of a secret input.
        return new ProviderHandshakeResponse()
            .setAcceptSecrets(false)
            .setAcceptResources(false)
            .setAcceptOutputs(false)
            .setSupportsAutonamingConfiguration(true);
    });

    attach = unary((request: PluginAttach) => {
        this.#engine.attach(request.getAddress());
        return new Empty();
    });

    getPluginInfo = unary(() => new PluginInfo().setVersion(version));

    getSchema = unary((request: GetSchemaRequest) => {
        if (request.getVersion() !== 0) {
            throw new InvalidArgumentError(
                `Unsupported schema version ${request.getVersion()}; only version 0 is supported.`,
            );
        }
        return new GetSchemaResponse().setSchema(JSON.stringify(schema));
    });

    checkConfig = unary((request: CheckRequest) => {
        const settings = fromStruct(request.getNews());
        this.#checkedUrn = request.getUrn();
        const problems = configurationProblems(settings, isDefaultProvider(request.getUrn()));
        return (
            new CheckResponse()
                // As they came, so that secrets stay secret.
                .setInputs(request.getNews())
                .setFailuresList(problems.map((problem) => toFailure(problemText(problem))))
        );
    });

    diffConfig = unary((request: DiffRequest) => {
        const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
        const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
        const changed = keys.filter((key) => settingToString(olds[key]) !== settingToString(news[key]));
        return diffResponse(changed.length > 0).setDiffsList(changed);
    });

    configure = unary((request: ConfigureRequest) => {
        this.#identities.add(request.getId());
        // Without either it is no provider of a program: what asks so has only the environment to go by.
        const urn = request.getUrn() || this.#checkedUrn;
        const isDefault = urn === "" || isDefaultProvider(urn);
        const settings = fromStruct(request.getArgs());
        this.#core.configure(
            (key) => settingToString(settings[key]),
            isDefault ? "environment" : "configuration",
        );
        if (isDefault) {
            const logger = this.#engine.loggerFor("");
            plaintextSecrets(request.getArgs()).forEach((key) =>
                logger.warn(plainSecretWarning(key, packageName)),
            );
        }
        return new ConfigureResponse()
            .setAcceptsecrets(false)
            .setAcceptresources(false)
            .setAcceptoutputs(false)
            .setSupportspreview(true)
            .setSupportsAutonamingConfiguration(true);
    });

    check = unary((request: CheckRequest) => {
        assertResourceType(request.getUrn());
        const news = this.#withProject(fromStruct(request.getNews()));
        const olds = fromStruct(request.getOlds());
        const declared = { ...withoutHidden(news), __origin: this.#originOf(request.getUrn()) };
        const { inputs, failures } = this.#core.check(
            olds,
            declared,
            request.getUrn(),
            autonamingOf(request),
        );
        return new CheckResponse()
            .setInputs(toStruct(inputs))
            .setFailuresList(failures.map((reason) => toFailure(reason)));
    });

    diff = unary((request: DiffRequest) => {
        const state = requireState(request.getId(), fromStruct(request.getOlds()));
        const inputs = asChecked(fromStruct(request.getNews()));
        const urn = request.getUrn();
        const difference = this.#core.diff(state, inputs, toDynamicUrn(urn), urn);
        const response = diffResponse(difference.changes)
            .setReplacesList([...difference.replaces])
            .setDiffsList([...new Set(difference.details.map(({ path }) => path[0] ?? ""))])
            .setDeletebeforereplace(difference.deleteBeforeReplace)
            .setHasdetaileddiff(difference.details.length > 0);
        for (const detail of difference.details) {
            const isForcing = difference.replaces.some((property) => property === detail.path[0]);
            response
                .getDetaileddiffMap()
                .set(formatPropertyPath(detail.path), toPropertyDiff(detail, isForcing));
        }
        return response;
    });

    create = unary(async (request: CreateRequest) => {
        const inputs = asChecked(fromStruct(request.getProperties()));
        if (request.getPreview()) {
            return new CreateResponse().setProperties(toStruct(previewCreate(inputs)));
        }
        const lifecycle = await this.#core.lifecycle();
        const state = await lifecycle.create(within("create", request, inputs), this.#logger(request));
        return new CreateResponse().setId(formatId(state)).setProperties(toStruct(serializeState(state)));
    });

    read = unary(async (request: ReadRequest) => {
        assertResourceType(request.getUrn());
        const lifecycle = await this.#core.lifecycle();
        const known = parsePluginState(fromStruct(request.getProperties()));
        const logger = this.#logger(request);
        const declaredAt = this.#declaredAt(request.getUrn());
        const state =
            known === undefined
                ? await lifecycle.import(parseId(request.getId()), declaredAt, logger)
                : await lifecycle.read(known, logger, declaredAt);
        // An empty id says that it is gone.
        return state === undefined
            ? new ReadResponse()
            : new ReadResponse()
                  .setId(formatId(state))
                  .setProperties(toStruct(serializeState(state)))
                  .setInputs(toStruct(inputsFromState(state)));
    });

    update = unary(async (request: UpdateRequest) => {
        const state = requireState(request.getId(), fromStruct(request.getOlds()));
        const inputs = asChecked(fromStruct(request.getNews()));
        if (request.getPreview()) {
            return new UpdateResponse().setProperties(toStruct(previewUpdate(state, inputs)));
        }
        const lifecycle = await this.#core.lifecycle();
        const updated = await lifecycle.update(
            state,
            within("update", request, inputs),
            this.#logger(request),
        );
        return new UpdateResponse().setProperties(toStruct(serializeState(updated)));
    });

    delete = unary(async (request: DeleteRequest) => {
        const state = requireState(request.getId(), fromStruct(request.getProperties()));
        const lifecycle = await this.#core.lifecycle();
        const declaredAt = this.#declaredAt(request.getUrn());
        await lifecycle.remove(within("delete", request, state), this.#logger(request), declaredAt);
        return new Empty();
    });

    invoke = unary(async (request: InvokeRequest) => {
        const dataSource = dataSourceOf(request.getTok());
        if (dataSource === undefined) {
            throw new InvalidArgumentError(`Unknown function "${request.getTok()}".`);
        }
        const args = fromStruct(request.getArgs());
        const project = this.#core.project()?.projectId;
        const problems = argumentProblems(dataSource, args, project);
        if (problems.length > 0) {
            return new InvokeResponse().setFailuresList(
                problems.map(({ path, problem }) => toFailure(problem, path)),
            );
        }
        try {
            const { clusters, options } = await this.#core.forFunction();
            const answer = await runDataSource(dataSource, args, project, clusters, options);
            return new InvokeResponse().setReturn(toStruct(answer));
        } catch (error) {
            if (args[errorsAsResults] !== true || !AtlasServerlessError.isInstance(error)) {
                throw error;
            }
            return new InvokeResponse().setReturn(toStruct({ [errorKey]: errorToRecord(error) }));
        }
    });

    /** The clusters of a project, so that a person finds what to import. */
    list = streaming(async (request: ListRequest) => {
        assertInstanceToken(request.getToken());
        const query = fromStruct(request.getQuery());
        const project = this.#core.project()?.projectId;
        const [problem] = argumentProblems("getServerlessInstances", query, project);
        if (problem !== undefined) {
            throw new InvalidArgumentError(problemText(problem));
        }
        const { clusters, options } = await this.#core.forFunction();
        const projectId = asString(query["projectId"]) ?? project ?? "";
        return toListResponses(await clusters.list(projectId, options), request);
    });

    /** A person's ^C, and also the normal end. */
    cancel = unary(() => {
        this.#core.interrupt();
        return new Empty();
    });

    /** The project of the configuration or the environment where the program names none. */
    #withProject(inputs: JsonRecord): JsonRecord {
        const found = inputs["projectId"] === undefined ? this.#core.project() : undefined;
        return found === undefined
            ? inputs
            : { ...inputs, projectId: found.projectId, __projectIdFrom: found.source };
    }

    #logger(request: { getUrn(): string }): Logger {
        return this.#engine.loggerFor(request.getUrn());
    }

    #originOf(urn: string): DeclaredBy {
        const identity = this.#identities.only();
        return { urn: toDynamicUrn(urn), ...(identity !== undefined && { identity }) };
    }

    #declaredAt(urn: string): DeclaredAt {
        const { urn: __urn, identity } = this.#originOf(urn);
        return { __urn, ...(identity !== undefined && { __identity: identity }) };
    }
}

/** A method whose errors are told in the engine's form. */
function unary<Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
    return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
        void Promise.resolve(call.request)
            .then(answer)
            .then(
                (response) => callback(null, response),
                (error: unknown) => callback(toStatus(error)),
            );
    };
}

/** The same for a method that answers with a stream. */
function streaming<Request>(
    answer: (request: Request) => Promise<ListResponse[]>,
): handleServerStreamingCall<Request, ListResponse> {
    return (call: ServerWritableStream<Request, ListResponse>) => {
        void answer(call.request).then(
            (responses) => {
                responses.forEach((response) => call.write(response));
                call.end();
            },
            (error: unknown) => call.emit("error", toStatus(error)),
        );
    };
}

/** @throws InvalidArgumentError where a URN is of another type than the one that there is. */
function assertResourceType(urn: string): void {
    assertInstanceToken(parseUrn(urn).type);
}

/** @throws InvalidArgumentError where a type is another than the one that there is. */
function assertInstanceToken(type: string): void {
    if (type !== instanceToken) {
        throw new InvalidArgumentError(
            `Unknown resource type "${type}"; this package provides only ` + `"${instanceToken}".`,
        );
    }
}

/** What `pulumi:autonaming` says of a resource's name; undefined where the program's configuration has no such setting. */
function autonamingOf(request: CheckRequest): Autonaming | undefined {
    const options = request.getAutonaming();
    const { ENFORCE, DISABLE } = CheckRequest.AutonamingOptions.Mode;
    if (options === undefined) {
        return undefined;
    }
    if (options.getMode() === ENFORCE) {
        return { mode: "enforce", name: options.getProposedName() };
    }
    return { mode: options.getMode() === DISABLE ? "disabled" : "propose" };
}

/** Of the hidden inputs only those that this entry point makes itself. */
function withoutHidden(inputs: JsonRecord): JsonRecord {
    return Object.fromEntries(
        Object.entries(inputs).filter(
            ([key]) => !key.startsWith("__") || ["__projectIdFrom", "__retainOnDelete"].includes(key),
        ),
    );
}

/** The inputs or the state with the time that the engine gives the operation. Seconds; none where the program sets none. */
function within<T extends CheckedInputs | State>(
    operation: keyof Timeouts,
    request: { getTimeout(): number },
    properties: T,
): T {
    const seconds = request.getTimeout();
    return seconds > 0 ? { ...properties, __timeouts: { [operation]: `${seconds}s` } } : properties;
}

function toFailure(reason: string, path = ""): CheckFailure {
    return new CheckFailure().setProperty(path).setReason(reason);
}

function diffResponse(changes: boolean): DiffResponse {
    const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
    return new DiffResponse().setChanges(changes ? DIFF_SOME : DIFF_NONE);
}

function toPropertyDiff({ kind }: Change, isForcing: boolean): PropertyDiff {
    const { Kind } = PropertyDiff;
    const kinds = {
        add: [Kind.ADD, Kind.ADD_REPLACE],
        delete: [Kind.DELETE, Kind.DELETE_REPLACE],
        update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
    } as const;
    return new PropertyDiff().setKind(kinds[kind][isForcing ? 1 : 0]);
}

/** A path in Pulumi's own form: `tags.team`, `tags["cost center"]`. */
function formatPropertyPath(path: readonly string[]): string {
    return path
        .map((part, index) => {
            const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(part);
            return isPlain ? `${index === 0 ? "" : "."}${part}` : `[${JSON.stringify(part)}]`;
        })
        .join("");
}
