// Two hundred databases through a bucket of a hundred requests that refills with one a second.
import type { Life } from "../cloud.mts";
import type { Bucket, Findings } from "../findings.mts";
import type { Observation } from "../operation.mts";
import { withSpecimen, type Laboratory } from "./laboratory.mts";

const count = 200;
const size = { capacity: 100, refillPerMinute: 60 };

/** Takes as long as the bucket does, so it belongs to the full run alone. */
export async function bucket(laboratory: Laboratory): Promise<Partial<Findings>> {
    const subject = { scenario: "bucket", kind: "ours", count } as const;
    return withSpecimen(laboratory, subject, async (specimen) => {
        await specimen.cloud.limit({ serverless: size });
        const observation = await specimen.observe("create", { parallel: count, mayFail: true });
        return { entries: [specimen.entry(observation)], buckets: [passage(observation)] };
    });
}

function passage({ run, requests, lives, measurement }: Observation): Bucket {
    const all = [...lives.values()];
    const returned = run.trace.calls.filter(({ method, failed }) => method === "create" && !failed);
    const begin = Math.min(...all.map(({ createdAt }) => createdAt));
    const end = Math.max(...returned.map((call) => call.end));
    return {
        count,
        failures: count - returned.length,
        refused: measurement.byStatus["429"] ?? 0,
        seconds: rounded(end - begin),
        ownSeconds: ((count - size.capacity) * 60) / size.refillPerMinute,
        oneCreate: rounded(Math.max(...all.map(({ createdAt, readyAt }) => readyAt - createdAt))),
        longestGap: rounded(longestGap(requests.latest, all)),
    };
}

const looks = ["getServerlessInstance", "listServerlessInstances"];

/** The longest time from one answered look to the next while a database was in the making. */
function longestGap(latest: Observation["requests"]["latest"], lives: readonly Life[]): number {
    const until = Math.max(...lives.map(({ readyAt }) => readyAt));
    const instants = latest
        .filter(({ operation, status }) => looks.includes(operation) && status === 200)
        .map(({ begin }) => begin)
        .filter((instant) => instant <= until)
        .toSorted((one, other) => one - other);
    return Math.max(0, ...instants.slice(1).map((instant, index) => instant - (instants[index] ?? instant)));
}

function rounded(milliseconds: number): number {
    return Math.round(milliseconds) / 1000;
}
