import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { AtlasServerlessError } from "../atlas/errors";
import { PartialFailureError } from "../instance/partial-failure";
import { formatId } from "../host/resource-id";
import { serializeState } from "./state";
import { toStruct } from "./struct";

/** An error in the form that the engine understands: a partial failure carries id, properties and reasons. */
export function toStatus(error: unknown): Pick<StatusObject, "code" | "details" | "metadata"> {
    const details = detailsOf(error);
    const metadata = new Metadata();
    if (error instanceof PartialFailureError) {
        const failure = new ErrorResourceInitFailed()
            .setId(formatId(error.state))
            .setProperties(toStruct(serializeState(error.state)))
            .setReasonsList(error.reasons);
        const packed = new Any();
        packed.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const whole = new Status().setCode(status.UNKNOWN).setMessage(details);
        whole.addDetails(packed);
        metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
    }
    return { code: status.UNKNOWN, details, metadata };
}

/** What is no message for a user is a mistake of ours, which only its stack tells about. */
function detailsOf(error: unknown): string {
    if (AtlasServerlessError.isInstance(error)) {
        return error.message;
    }
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
