import { History } from "../../emulator/world/history";

it("takes back what was due when another state begins", () => {
    const history = new History();
    history.begin("CREATING", 0);
    history.begin("IDLE", 12);
    history.begin("UPDATING", 20);
    history.begin("IDLE", 24);
    history.begin("DELETING", 22);
    history.begin("GONE", 40);
    expect(history.stays()).toEqual([
        { stateName: "CREATING", from: 0, until: 12 },
        { stateName: "IDLE", from: 12, until: 20 },
        { stateName: "UPDATING", from: 20, until: 22 },
        { stateName: "DELETING", from: 22, until: 40 },
        { stateName: "GONE", from: 40, until: Infinity },
    ]);
});

it("tells the state at any instant, and before the first one that", () => {
    const history = new History();
    history.begin("CREATING", 10);
    history.begin("IDLE", 22);
    expect([0, 10, 21.9, 22, 1000].map((instant) => history.at(instant))).toEqual([
        "CREATING",
        "CREATING",
        "CREATING",
        "IDLE",
        "IDLE",
    ]);
});

it("remembers the latest two hundred", () => {
    const history = new History();
    for (let second = 0; second < 500; second++) {
        history.begin(second % 2 === 0 ? "IDLE" : "UPDATING", second);
    }
    const stays = history.stays();
    expect([stays.length, stays[0]?.from, stays.at(-1)?.from]).toEqual([200, 300, 499]);
});
