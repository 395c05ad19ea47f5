import { ListResponse, type ListRequest } from "@pulumi/pulumi/proto/provider_pb";
import { formatId } from "../host/resource-id";

/**
 * The clusters of a project as resources that can be imported, by their names: all at once unless a page is asked for, and then
 * where the next one begins.
 *
 * Source: `pulumirpc.ResourceProvider.List`.
 */
export function toListResponses(
    clusters: readonly { projectId: string; name: string }[],
    request: ListRequest,
): ListResponse[] {
    const [limit = 0, pageSize = 0] = [request.getLimit(), request.getPageSize()].map((count) =>
        count > 0 ? count : Infinity,
    );
    const after = request.getContinuationToken();
    const left = clusters
        .filter(({ name }) => name > after)
        .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const page = left.slice(0, Math.min(limit, pageSize));
    const responses = page.map((cluster) =>
        new ListResponse().setResult(
            new ListResponse.Result().setId(formatId(cluster)).setName(cluster.name),
        ),
    );
    const next = page.length < Math.min(limit, left.length) ? page.at(-1)?.name : undefined;
    return next === undefined
        ? responses
        : [
              ...responses,
              new ListResponse().setContinuation(new ListResponse.Continuation().setContinuationToken(next)),
          ];
}
