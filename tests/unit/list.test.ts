import { ListRequest } from "@pulumi/pulumi/proto/provider_pb";
import { toListResponses } from "../../provider/plugin/list";

const groupId = "0123456789abcdef01234567";
const clusters = ["c", "a", "e", "b", "d"].map((name) => ({ groupId, name }));

/** The names that an answer has, and where the next page begins. */
function listed(request: ListRequest): { names: string[]; next: string | undefined } {
    const responses = toListResponses(clusters, request);
    return {
        names: responses.flatMap((one) => (one.hasResult() ? [one.getResult()?.getName() ?? ""] : [])),
        next: responses.at(-1)?.getContinuation()?.getContinuationToken(),
    };
}

it("gives all by their names, with the IDs that import takes", () => {
    expect(listed(new ListRequest())).toEqual({ names: ["a", "b", "c", "d", "e"], next: undefined });
    expect(toListResponses(clusters, new ListRequest())[0]?.getResult()?.getId()).toBe(`${groupId}/a`);
});

it("gives pages, each after the one before, and ends with the last", () => {
    const request = new ListRequest().setPageSize(2);
    expect(listed(request)).toEqual({ names: ["a", "b"], next: "b" });
    expect(listed(request.setContinuationToken("b"))).toEqual({ names: ["c", "d"], next: "d" });
    expect(listed(request.setContinuationToken("d"))).toEqual({ names: ["e"], next: undefined });
});

it("gives no more than a limit", () => {
    expect(listed(new ListRequest().setLimit(3))).toEqual({ names: ["a", "b", "c"], next: undefined });
    expect(listed(new ListRequest().setLimit(2).setPageSize(2))).toEqual({
        names: ["a", "b"],
        next: undefined,
    });
});
