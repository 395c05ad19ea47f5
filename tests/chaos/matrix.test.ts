// The fault matrix: every request of every operation of a cluster's life, in every era of Atlas, meets every fault that a
// request can meet, once and lasting, through the real process of the provider.
import { cellsOf } from "./matrix/cells";
import { titleOf, tried } from "./matrix/trial";
import { testTable } from "./table";

testTable({
    name: "fault matrix",
    claim: "nothing is lost, doubled or touched, whatever befalls whichever request",
    share: 20,
    cellsOf,
    titleOf,
    tried,
});
