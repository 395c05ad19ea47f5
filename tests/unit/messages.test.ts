// Each message of the lifecycle and of a failed request, rendered with every kind of value: it stays a sentence.
import { AtlasError, type AtlasErrorFacts } from "../../provider/atlas/errors";
import { outOfTime, notSentError } from "../../provider/atlas/http/response-errors";
import type { Instance } from "../../provider/atlas/api/instance";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import * as messages from "../../provider/instance/messages";
import type { AdoptionRefusal } from "../../provider/instance/ownership/rules";
import type { Relation } from "../../provider/instance/ownership/relation";

const projectId = "0123456789abcdef01234567";
const urn = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance::orders";
const target: messages.ClusterIdentity = { projectId, name: "orders", instanceId: "a".repeat(24) };
const place = { groupId: projectId, name: "orders" };

const instances: Instance[] = [undefined, "2026-11-23T10:00:00Z"].flatMap((createDate) =>
    [
        {},
        { "pulumi-owner": "someone" },
        { "pulumi-owner": "" },
        { "pulumi-owner": "shop/dev/orders#0123456789abcdef" },
        { team: "shop" },
    ].flatMap((tags: Record<string, string>) =>
        (["serverless", "flex"] as const).map((servedBy) => ({
            id: "b".repeat(24),
            groupId: projectId,
            name: "orders",
            stateName: "IDLE",
            connectionStrings: { privateEndpoint: [] },
            providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
            tags,
            terminationProtectionEnabled: false,
            servedBy,
            ...(createDate !== undefined && { createDate }),
        })),
    ),
);

const relations: Relation[] = ["transferred", "gone", "doubtful", "remarked", "untagged"];
const refusals: AdoptionRefusal[] = [
    "tag unwanted",
    "own, unequal",
    "unequal",
    "other id",
    "replacement",
    "held",
    "own, old",
    "untagged",
    "foreign",
];

const inputs = (more: Partial<CheckedInputs>): CheckedInputs => ({
    projectId,
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "EU_WEST_1" },
    __urn: urn,
    ...more,
});

const causes = [undefined, {}, { requestId: "r-1" }].map((facts) =>
    facts === undefined
        ? undefined
        : AtlasError.from({ kind: "response", action: "create it", status: 409, ...facts }),
);

function lifecycleMessages(): string[] {
    return [
        messages.notFound(target),
        messages.protectedFromDelete(target),
        messages.replacedByItself(target),
        messages.doesNotExist(target),
        messages.noUpgrade(target),
        messages.nothingToImport(place),
        messages.nothingToAdopt(place, "c".repeat(24), true),
        messages.nothingToAdopt(place, "c".repeat(24), false),
        messages.unmanagedTags(place, "a key is empty"),
        messages.moved(target, urn),
        messages.restoreIgnored(target),
        messages.adoptsExisting(target, undefined),
        messages.adoptsExisting(target, "c".repeat(24)),
        messages.restorePending(target, true),
        messages.restorePending(target, false),
        ...relations.flatMap((relation) =>
            [undefined, "", "someone", "shop/dev/orders"].flatMap((owner) => {
                const noted = { relation, ...(owner !== undefined && { owner }) };
                return [messages.adopting(target, noted), messages.willAdopt(target, noted)];
            }),
        ),
        ...instances.flatMap((other) => [
            ...["update", "delete", "continue waiting for"].map((verb) =>
                messages.nameHeldByAnother(target, other, verb),
            ),
            messages.updatedAnotherCluster(other, other, { tags: {} }),
            messages.replacedByAnother(target, other),
            messages.foreignCluster(target, other),
            messages.untaggedAdoption(target, other),
            messages.transferredMeanwhile(other),
            messages.disappeared(other),
            messages.deletedByOthers(other),
            messages.noConnectionString(other),
            messages.noRestoreStarted(other, "e".repeat(24)),
            ...["failed", "expired", "cancelled", "gone"].map((status) =>
                messages.restoreFailed(other, other, "e".repeat(24), status),
            ),
            ...[undefined, "completed", "failed", "queued"].flatMap((status) =>
                [undefined, "2026-11-23T10:00:00Z"].map((expiresAt) =>
                    messages.snapshotNotRestorable(other, {
                        id: "e".repeat(24),
                        ...(status !== undefined && { status }),
                        ...(expiresAt !== undefined && { expiresAt }),
                    }),
                ),
            ),
            ...[undefined, new Error("Could not read it: nobody answered.")].map((lastFailure) =>
                messages.restoreTimedOut(other, {
                    duration: "30 min",
                    job: { id: "f".repeat(24), status: "inProgress", createdAt: "2026-11-23T10:00:00Z" },
                    lastFailure,
                }),
            ),
            messages.noContinuousBackup(other),
            messages.continuousBackupUnavailable(),
            ...[undefined, "Azure"].flatMap((otherCloud) =>
                [undefined, "US_EAST_1"].map((nearest) =>
                    messages.regionNotListed(
                        "US_EAST_9",
                        { cloud: "AWS", page: "https://mongodb.com/", regions: [], otherCloud },
                        nearest,
                    ),
                ),
            ),
            messages.otherGeneration(other, "serverless"),
            messages.adopted(other, true),
            messages.adopted(other, false),
            ...relations.flatMap((relation) => [
                messages.notUpdated(target, other, relation),
                messages.notDeleted(target, other, relation),
                messages.leftInPlace(target, other, relation),
            ]),
            ...refusals.flatMap((refusal) =>
                causes.flatMap((cause) =>
                    [undefined, urn].flatMap((holder) =>
                        [
                            {},
                            { __automaticName: true },
                            { upgradeFromSharedTier: true },
                            { adopt: "d".repeat(24) },
                        ].map((more) => messages.nameTaken(other, refusal, inputs(more), holder, cause)),
                    ),
                ),
            ),
        ]),
        ...(Object.keys(messages.activities) as messages.Activity[]).flatMap((activity) =>
            [undefined, "CREATING"].flatMap((state) =>
                [undefined, new Error("Could not read it: nobody answered.")].map((lastFailure) =>
                    messages.timedOut({ place, activity, duration: "30 min", state, lastFailure }),
                ),
            ),
        ),
    ];
}

function requestMessages(): string[] {
    const kinds: AtlasErrorFacts["kind"][] = ["response", "invalidResponse", "connection", "notSent"];
    const errors = kinds.flatMap((kind) =>
        [undefined, 400, 404, 429, 503].flatMap((status) =>
            [undefined, "DUPLICATE_CLUSTER_NAME"].flatMap((errorCode) =>
                [undefined, "It is so.", "it is so"].flatMap((detail) =>
                    [undefined, "r-1"]
                        .filter(() => (kind === "response") === (status !== undefined))
                        .filter(
                            () => kind === "response" || (detail !== undefined && errorCode === undefined),
                        )
                        .map((requestId) =>
                            AtlasError.from({
                                kind,
                                action: "create it",
                                status,
                                errorCode,
                                detail,
                                requestId,
                            }),
                        ),
                ),
            ),
        ),
    );
    const late = notSentError("create it", outOfTime);
    return errors.flatMap((error) => [
        error.message,
        error.asNotSent().message,
        error.asStepOf("update it", true).message,
        error.asStepOf("read it", false).message,
        error.notAgain(late).message,
    ]);
}

const all = [...new Set([...lifecycleMessages(), ...requestMessages()])];

it("renders many, so that these rules check something", () => {
    expect(all.length).toBeGreaterThan(300);
});

it.each([
    ["has a word twice", /\b(?!that\b)([a-z]{2,}) \1\b/i],
    ["shows what is no value", /\b(undefined|null|NaN|Infinity|Invalid Date|\[object)\b/],
    ["tells an unknown time", /unknown time|unknown date|created \.|created \)|, created[,)]/],
    ["has an empty name", /""|`\s*`|\(\s*\)|ID [,.)]/],
    ["has a hole", / {2,}| [.,;:)](?:\s|$)|\.\.(?!\.)|,\s*,|: \.|;\s*\./],
    ["calls a cluster a database of a database", /database database|cluster cluster/],
    ["begins as no sentence does", /^(?![A-Z])/],
    ["ends as no sentence does", /[^.!?)]$/],
])("none %s", (_, pattern) => {
    expect(all.filter((message) => pattern.test(message))).toEqual([]);
});

it("of what was never sent none says that Atlas returned it", () => {
    const late = notSentError("create it", outOfTime);
    expect(late.message).toContain("(it was not sent)");
    expect(late.message).not.toMatch(/answered|429/);
});

it.each([
    [{}, "set adopt: true."],
    // `adopt: true` requires a name.
    [{ __automaticName: true }, `set adopt: "${"b".repeat(24)}".`],
])("how to adopt a cluster that nobody owns is what a preview accepts: %j", (more, advice) => {
    const [untagged] = instances;
    const said = untagged && messages.nameTaken(untagged, "untagged", inputs(more), undefined);
    expect(said).toContain(`To manage that cluster with this resource, ${advice}`);
});
