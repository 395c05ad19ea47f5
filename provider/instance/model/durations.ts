const units: Readonly<Record<string, number>> = {
    ns: 1e-6,
    us: 1e-3,
    µs: 1e-3,
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
};

/** Milliseconds of a duration as Pulumi writes it (`30m`, `1h30m`, `1.5s`); undefined where it is none. */
export function parseDuration(duration: string): number | undefined {
    if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(duration)) {
        return undefined;
    }
    return [...duration.matchAll(/([\d.]+)([a-zµ]+)/g)].reduce(
        (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0),
        0,
    );
}

/** A time as a person says it: `8 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatDuration(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    if (milliseconds < 1000) {
        return `${Math.round(milliseconds)} ms`;
    }
    if (seconds < 60) {
        return `${seconds} s`;
    }
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) {
        return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
    }
    return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
