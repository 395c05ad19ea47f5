// kill -9 of everything in mid-create, at 200 moments: the next up finishes what the killed ones have begun.
import { killCreates, seconds, seriesOf, titleOf } from "./course/creates";

test.each(seriesOf("creates").map((series) => [titleOf(series), series] as const))(
    "%s",
    (_, series) => killCreates(series),
    seconds * 1000,
);
