// What may happen to a stack and to its clusters: one thing after the other.
import fc from "fast-check";
import { ERAS, type Era } from "../../../emulator/eras";
import type { Fault } from "../../../emulator/faults/fault";
import type { ServerlessInstanceInputs } from "../../../provider/instance/model/inputs";
import { place, tags } from "./inputs";

/** The resources that a program may declare, and the names of their own that it may give them. */
export const resources = {
    orders: ["orders", "shop-orders"],
    carts: ["carts", "a-cart-with-a-long-name"],
} as const;
export type Resource = keyof typeof resources;

/** What another hand does to a cluster, without Pulumi. */
export type Drift =
    /** Tags, with or without the owner's; the other properties. */
    | { readonly does: "tags"; readonly tags: Readonly<Record<string, string>>; readonly keepsOwner: boolean }
    | { readonly does: "protection"; readonly isOn: boolean }
    | { readonly does: "backup"; readonly isOn: boolean }
    /** It is under repair for so many emulated seconds. */
    | { readonly does: "repair"; readonly seconds: number }
    | { readonly does: "deletion" }
    /** Deleted, and another one made under its name: by somebody else, or out of a copy with all its tags. */
    | { readonly does: "re-creation"; readonly copiesTags: boolean };

/** One thing that happens. */
export type Event =
    | {
          readonly kind: "declare";
          readonly resource: Resource;
          readonly args: Omit<ServerlessInstanceInputs, "projectId"> | undefined;
      }
    | { readonly kind: "up" }
    | { readonly kind: "replace"; readonly resource: Resource }
    | { readonly kind: "refresh" }
    | { readonly kind: "destroy" }
    | { readonly kind: "drift"; readonly resource: Resource; readonly drift: Drift }
    | { readonly kind: "fault"; readonly fault: Fault }
    | { readonly kind: "era"; readonly era: Era; readonly newIds: boolean };

const resource = fc.constantFrom<Resource[]>("orders", "carts");

function argsOf(of: Resource): fc.Arbitrary<Omit<ServerlessInstanceInputs, "projectId">> {
    return fc
        .record(
            {
                name: fc.constantFrom(...resources[of]),
                tags: tags(),
                terminationProtectionEnabled: fc.constantFrom(true, false, false),
                serverlessBackupOptions: fc.record(
                    { serverlessContinuousBackupEnabled: fc.boolean() },
                    { requiredKeys: [] },
                ),
            },
            { requiredKeys: [] },
        )
        .chain((rest) =>
            place.map(
                (providerSettings) =>
                    ({ ...rest, providerSettings }) as Omit<ServerlessInstanceInputs, "projectId">,
            ),
        );
}

const declare = resource.chain((of) =>
    fc
        .option(argsOf(of), { nil: undefined, freq: 6 })
        .map((args): Event => ({ kind: "declare", resource: of, args })),
);

const drift: fc.Arbitrary<Drift> = fc.oneof(
    fc.record({ does: fc.constant("tags" as const), tags: tags(), keepsOwner: fc.boolean() }),
    fc.record({ does: fc.constantFrom("protection" as const, "backup" as const), isOn: fc.boolean() }),
    fc.record({ does: fc.constant("repair" as const), seconds: fc.integer({ min: 1, max: 4000 }) }),
    fc.constant({ does: "deletion" as const }),
    fc.record({ does: fc.constant("re-creation" as const), copiesTags: fc.boolean() }),
);

const operation = fc.constantFrom(
    "*",
    "createServerlessInstance",
    "getServerlessInstance",
    "listServerlessInstances",
    "updateServerlessInstance",
    "deleteServerlessInstance",
    "createFlexCluster",
    "getFlexCluster",
    "listFlexClusters",
    "updateFlexCluster",
    "deleteFlexCluster",
    "createAccessToken",
);

/** A fault that befalls one request. */
const mishap: fc.Arbitrary<Omit<Fault, "operation">> = fc.oneof(
    fc.constantFrom({ reset: "before" as const }, { reset: "after" as const }),
    fc.record({
        answer: fc.constantFrom(
            { status: 503, body: "<html>", contentType: "text/html" },
            { status: 503, errorCode: "UNEXPECTED_ERROR" },
            { status: 503, errorCode: "UNEXPECTED_ERROR", headers: { "Retry-After": "30" } },
            { status: 500, errorCode: "UNEXPECTED_ERROR" },
        ),
        acts: fc.boolean(),
    }),
    // Atlas never acts on a request that it turns away for a limit.
    fc.constantFrom(
        { answer: { status: 429, errorCode: "RATE_LIMITED", headers: { "Retry-After": "2" } } },
        { answer: { status: 429, errorCode: "RATE_LIMITED" } },
    ),
    fc.constant({ expireToken: true as const }),
    fc.constant({ drop: true as const }),
);

const fault = fc.tuple(operation, fc.nat(4), mishap).map(([operation, skip, what]): Event => ({
    kind: "fault",
    fault: { operation, skip, ...what },
}));

/** Anything that may happen. */
const event: fc.Arbitrary<Event> = fc.oneof(
    { weight: 6, arbitrary: declare },
    { weight: 7, arbitrary: fc.constant<Event>({ kind: "up" }) },
    { weight: 2, arbitrary: fc.constant<Event>({ kind: "refresh" }) },
    { weight: 1, arbitrary: fc.constant<Event>({ kind: "destroy" }) },
    { weight: 1, arbitrary: resource.map((of): Event => ({ kind: "replace", resource: of })) },
    {
        weight: 4,
        arbitrary: fc
            .tuple(resource, drift)
            .map(([of, what]): Event => ({ kind: "drift", resource: of, drift: what })),
    },
    { weight: 5, arbitrary: fault },
    {
        weight: 1,
        arbitrary: fc
            .tuple(fc.constantFrom(...ERAS), fc.boolean())
            .map(([era, newIds]): Event => ({ kind: "era", era, newIds })),
    },
);

/** All that happens until everything is to be as it is declared. */
export const story = fc
    .tuple(declare, fc.array(event, { minLength: 1, maxLength: 14, size: "max" }))
    .map(([first, rest]) => [first, ...rest]);
