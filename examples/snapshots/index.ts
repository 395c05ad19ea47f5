import * as atlas from "pulumi-atlas-serverless";

/** What somebody needs who restores a database by hand: in Atlas, or with its API. */
export const runbook = atlas.getServerlessInstancesOutput().results.apply((databases) =>
    Promise.all(
        databases.map(async ({ projectId, name }) => {
            const { results } = await atlas.getServerlessInstanceSnapshots({
                projectId,
                name,
                status: "completed",
            });
            const [newest] = results;
            return {
                database: name,
                snapshot: newest?.id ?? "none yet",
                takenAt: newest?.createdAt ?? "",
                expiresAt: newest?.expiresAt ?? "",
            };
        }),
    ),
);
