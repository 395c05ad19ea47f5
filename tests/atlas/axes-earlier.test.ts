// axes.test.ts, which tells how a cell is read, in the eras before the sunset.
import { describeAxes } from "./axes";

describe.each(["classic", "transition"] as const)("%s", describeAxes);
