// The same under --target on a fresh stack, where nothing tells whose a cluster is: the next up is told what to do, if need be.
import { killCreates, seconds, seriesOf, titleOf } from "./course/creates";

test.each(seriesOf("targeted creates").map((series) => [titleOf(series), series] as const))(
    "%s",
    (_, series) => killCreates(series),
    seconds * 1000,
);
