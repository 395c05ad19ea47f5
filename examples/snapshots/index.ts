import * as atlas from "pulumi-atlas-serverless";

/** What a person needs to restore a cluster manually, in the Atlas UI or with its API. */
export const runbook = atlas.getServerlessInstancesOutput().results.apply((clusters) =>
    Promise.all(
        clusters.map(async ({ projectId, name }) => {
            const { results } = await atlas.getServerlessInstanceSnapshots({
                projectId,
                name,
                status: "completed",
            });
            const [newest] = results;
            return {
                cluster: name,
                snapshot: newest?.id ?? "none yet",
                takenAt: newest?.createdAt ?? "",
                expiresAt: newest?.expiresAt ?? "",
            };
        }),
    ),
);
