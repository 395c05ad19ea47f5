// The same of clusters that start with a snapshot's data: the next up waits for the restore that was started, or starts it.
import { killCreates, seconds, seriesOf, titleOf } from "./course/creates";

test.each(seriesOf("restoring creates").map((series) => [titleOf(series), series] as const))(
    "%s",
    (_, series) => killCreates(series),
    seconds * 1000,
);
