import { argumentProblems } from "../../provider/plugin/invokes";

const projectId = "0123456789abcdef01234567";

it("names each argument that a function lacks, for not every language shows where a problem is", () => {
    expect(argumentProblems("getServerlessInstanceSnapshot", { projectId, name: "" }, undefined)).toEqual([
        { path: "name", problem: "name is missing: it must be a non-empty string" },
        { path: "snapshotId", problem: "snapshotId is missing: it must be a non-empty string" },
    ]);
    expect(argumentProblems("getServerlessInstances", {}, projectId)).toEqual([]);
});
