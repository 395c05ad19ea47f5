import { ListResponse, type ListRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { ClusterRef } from "../atlas/api/cluster-api";
import { formatId } from "../host/resource-id";

/**
 * The clusters of a project as resources that can be imported, by their names: all at once unless a page is asked for, and then
 * where the next one begins.
 *
 * Source: `pulumirpc.ResourceProvider.List`.
 */
export function toListResponses(clusters: readonly ClusterRef[], request: ListRequest): ListResponse[] {
    const limit = request.getLimit() > 0 ? request.getLimit() : Infinity;
    const pageSize = request.getPageSize() > 0 ? request.getPageSize() : Infinity;
    const left = clusters
        .filter(({ name }) => name > request.getContinuationToken())
        .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const page = left.slice(0, Math.min(limit, pageSize));
    const responses = page.map(({ groupId: projectId, name }) =>
        new ListResponse().setResult(
            new ListResponse.Result().setId(formatId({ projectId, name })).setName(name),
        ),
    );
    if (page.length < Math.min(limit, left.length)) {
        const next = new ListResponse.Continuation().setContinuationToken(page.at(-1)?.name ?? "");
        responses.push(new ListResponse().setContinuation(next));
    }
    return responses;
}
