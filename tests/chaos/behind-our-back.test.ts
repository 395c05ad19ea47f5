// Somebody deletes, changes or re-creates a cluster right before each request of each operation: we may fail, with words
// that help, but we touch nobody else's cluster, and are done as soon as that is possible.
import { racesOf, raced, titleOf } from "./races/raced";
import { testTable } from "./table";

testTable({
    name: "behind our back",
    claim: "nobody else is touched and ours is put right, whoever meddles before whichever request",
    share: 8,
    cellsOf: racesOf,
    titleOf,
    tried: raced,
});
