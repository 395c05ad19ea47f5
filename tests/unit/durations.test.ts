import { parseDuration, formatDuration } from "../../provider/instance/model/durations";

it.each<[string, number]>([
    ["30m", 1_800_000],
    ["1h30m", 5_400_000],
    ["1.5s", 1500],
    ["100ms", 100],
    ["2us", 0.002],
    ["2µs", 0.002],
    ["1000000ns", 1],
    ["1h0m0.5s", 3_600_500],
    ["0s", 0],
])("%s is %d ms", (duration, milliseconds) => {
    expect(parseDuration(duration)).toBeCloseTo(milliseconds, 9);
});

it.each(["", "5", "m", "5 m", "5min", "-5m", "1.m", ".5s", "5m3", "5M", "1e3s", "soon", "5m\n"])(
    "%j is no duration",
    (text) => {
        expect(parseDuration(text)).toBeUndefined();
    },
);

it.each<[number, string]>([
    [0, "0 ms"],
    [999, "999 ms"],
    [1000, "1 s"],
    [8400, "8 s"],
    [59_400, "59 s"],
    [60_000, "1 min"],
    [125_000, "2 min 5 s"],
    [3_600_000, "1 h"],
    [3_780_000, "1 h 3 min"],
    [3_599_600, "1 h"],
    [90_061_000, "25 h 1 min"],
])("%d ms is said as %s", (milliseconds, said) => {
    expect(formatDuration(milliseconds)).toBe(said);
});
