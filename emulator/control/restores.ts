// Ends a restore job out of band, at once and in a chosen way.
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { EmulatorState } from "../emulation";
import { flexRestoreJobOnWire } from "../wire/flex";
import { ApiErrorResponse } from "../wire/errors";
import { object, oneOf } from "../wire/validation";
import { RESTORE_ENDINGS } from "../world/restores";
import { renderContextOf } from "./state";

/** The body of `POST /_emulator/restores`: a job's id, and how it ends. */
export const RESTORE_END = object({ id: Type.String({ minLength: 1 }), ending: oneOf(RESTORE_ENDINGS) });

/** Ends a job now; gives it back as the Flex generation shows it. Throws 404. */
export function endRestore(
    emulation: EmulatorState,
    { id, ending }: Static<typeof RESTORE_END>,
    origin: string,
): unknown {
    const view = renderContextOf(emulation, origin);
    const clusters = emulation.world.projects().flatMap((project) => project.list(view.now));
    const job = clusters.flatMap(({ restores }) => restores).find((one) => one.id === id);
    if (job === undefined) {
        throw new ApiErrorResponse(404, "RESOURCE_NOT_FOUND", `no cluster has a restore job ${id}`);
    }
    job.end(ending, view.now);
    return flexRestoreJobOnWire(job, view);
}
