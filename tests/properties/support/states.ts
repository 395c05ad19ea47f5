// States that Pulumi may keep of a cluster, and the inputs that they are compared with.
import fc from "fast-check";
import { readFlexInstance } from "../../../provider/atlas/api/flex-wire";
import type { Instance } from "../../../provider/atlas/api/instance";
import { readServerlessInstance } from "../../../provider/atlas/api/serverless-wire";
import { check } from "../../../provider/instance/preview/check";
import type { CheckedInputs } from "../../../provider/instance/model/inputs";
import { mutableProperties, buildState, type State } from "../../../provider/instance/state";
import { acceptedInputs, type Inputs } from "./inputs";
import { nearly } from "./json";
import { flexInstance, serverlessInstance } from "./wire";

const digest = fc.stringMatching(/^[0-9a-f]{16}$/);

const bookkeeping = fc.record(
    {
        __managed: fc.subarray([...mutableProperties]),
        __mark: fc.stringMatching(/^[0-9a-f]{12}$/),
        __ignored: fc.record(
            { tags: digest, serverlessBackupOptions: digest, terminationProtectionEnabled: digest },
            { requiredKeys: [] },
        ),
    },
    { requiredKeys: ["__ignored"] },
);

/** A cluster, as right or nearly right answers of Atlas show it. */
const seen: fc.Arbitrary<Instance> = fc
    .oneof(
        fc.oneof(serverlessInstance, nearly(serverlessInstance)).map(readServerlessInstance),
        fc.oneof(flexInstance, nearly(flexInstance)).map(readFlexInstance),
    )
    .filter((instance) => instance !== undefined);

/** The state of any cluster that any answer of Atlas may show. */
export const anyState: fc.Arbitrary<State> = fc
    .tuple(seen, acceptedInputs, bookkeeping)
    .map(([instance, inputs, kept]) => buildState(inputs, instance, kept));

/** A state, and what a program now declares. */
export interface Deployed {
    readonly state: State;
    readonly inputs: CheckedInputs;
}

/** In which respects a cluster is as it is declared. */
const likeness = fc.record({
    place: fc.boolean(),
    name: fc.boolean(),
    tags: fc.boolean(),
    protection: fc.boolean(),
    backup: fc.boolean(),
    rest: fc.boolean(),
});

/** A state and inputs that have much in common, as they mostly do. */
export const deployed: fc.Arbitrary<Deployed> = fc
    .tuple(seen, acceptedInputs, bookkeeping, likeness)
    .map(([instance, given, kept, like]) => {
        const inputs = checked(given);
        const { projectId, name, providerSettings, serverlessBackupOptions, terminationProtectionEnabled } =
            inputs;
        const { rest, place, protection, backup } = like;
        const continuousBackupEnabled = serverlessBackupOptions?.serverlessContinuousBackupEnabled;
        const shown: Instance = {
            ...instance,
            ...(rest && { groupId: projectId, stateName: "IDLE" }),
            ...(like.name && { name }),
            ...(place && { providerSettings: { ...instance.providerSettings, ...providerSettings } }),
            ...(like.tags && { tags: inputs.tags ?? {} }),
            ...(protection && { terminationProtectionEnabled: terminationProtectionEnabled ?? false }),
            ...(backup && continuousBackupEnabled !== undefined && { continuousBackupEnabled }),
        };
        return { state: buildState(inputs, shown, kept), inputs };
    });

/** What `check` makes of inputs that it accepts. */
export function checked(news: Inputs, olds: Inputs = {}): CheckedInputs {
    const { inputs, problems } = check(olds, news);
    if (problems.length > 0) {
        throw new Error(`These inputs are not accepted: ${JSON.stringify({ news, problems })}`);
    }
    return inputs as unknown as CheckedInputs;
}
