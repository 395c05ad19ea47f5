// Every cell of the matrix.
import type { Era } from "../../../emulator/eras";
import type { CredentialKind } from "../driver/atlas";
import type { Lane } from "../driver/lane";
import { inLanes } from "../driver/lanes";
import { ailments, befalls } from "./faults";
import { scenarios } from "./scenarios";
import { requestsOf, type Cell } from "./trial";

const credentials: readonly CredentialKind[] = ["account", "key"];

/** All cells of an era: every request that an operation sends, as is seen now, by every fault that it can meet. */
export async function cellsOf(lanes: readonly Lane[], era: Era): Promise<readonly Cell[]> {
    const plays = scenarios.flatMap((scenario) =>
        credentials.map((credential) => ({ scenario, era, credential })),
    );
    const cells = await inLanes(lanes, plays, async (lane, { credential, ...play }) => {
        const requests = await requestsOf(lane, play, credential);
        return requests.flatMap((request, index) =>
            ailments
                .filter((ailment) => (ailment.credential ?? "account") === credential)
                .filter((ailment) => befalls(ailment, request))
                .flatMap((ailment) =>
                    [false, true].map((lasts): Cell => ({
                        ...play,
                        ordinal: index + 1,
                        request,
                        ailment,
                        lasts,
                    })),
                ),
        );
    });
    return cells.flat();
}
