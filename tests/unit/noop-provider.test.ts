// The provider that the benchmark holds this one against, which does nothing.
import { outputPlaceholders } from "../../sdk/serverless-instance-base";

test("it has the same outputs as this one: each costs Pulumi's SDK some time", () => {
    const { outputs } = jest.requireActual<{ outputs: object }>("../../bench/noop-provider/cluster.js");
    expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(outputPlaceholders).toSorted());
});
