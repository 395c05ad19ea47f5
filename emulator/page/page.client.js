// The page in the browser: shows each overview that the emulator sends, and advances the time in between.
// What comes from outside is set as text, never as markup.

const SECOND = 1000;

/** The usual faults, as `POST /_emulator/faults` takes them. */
const FAULTS = {
    429: { answer: { status: 429, errorCode: "RATE_LIMITED", headers: { "Retry-After": "2" } } },
    500: { answer: { status: 500 } },
    page: {
        answer: {
            status: 503,
            contentType: "text/html",
            body: "<!doctype html><title>503</title><h1>Service Unavailable</h1>",
        },
    },
    reset: { reset: "before" },
    slow: { delaySeconds: 5 },
};

/** The latest overview (see emulator/page/overview.ts), and the browser's instant of its arrival. */
const latest = { overview: undefined, at: 0, stopped: false };

const byId = (id) => document.getElementById(id);
const part = (element, name) => element.querySelector(`[data-part="${name}"]`);

/** The emulated instant. */
function now({ now, scale }) {
    return latest.stopped ? now : now + (performance.now() - latest.at) * scale;
}

/** Sets a text where it is another, so that a selection and a screen reader are left in peace. */
function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

/** Makes an element's children those of a list: one for each item, kept by its key as long as it is there. */
function setChildren(parent, template, items, keyOf, fill) {
    const old = new Map(Array.from(parent.children, (child) => [child.dataset.key, child]));
    const children = items.map((item) => {
        const key = String(keyOf(item));
        const child = old.get(key) ?? byId(template).content.firstElementChild.cloneNode(true);
        child.dataset.key = key;
        fill(child, item);
        return child;
    });
    if (
        children.length !== parent.children.length ||
        children.some((child, index) => child !== parent.children[index])
    ) {
        parent.replaceChildren(...children);
    }
}

/** A duration as people write it. */
function spanOf(milliseconds) {
    const seconds = milliseconds / SECOND;
    if (seconds < 60) {
        return `${seconds < 10 ? seconds.toFixed(1) : Math.floor(seconds)} s`;
    }
    const units = [
        ["d", 86400],
        ["h", 3600],
        ["min", 60],
        ["s", 1],
    ];
    const first = units.findIndex(([, length]) => seconds >= length);
    const [[large, length], [small, part]] = units.slice(first, first + 2);
    return `${Math.floor(seconds / length)} ${large} ${Math.floor((seconds % length) / part)} ${small}`;
}

function fillStay(element, { stateName, from, until }, instant) {
    const passed = Math.min(until ?? instant, instant) - from;
    const underWay = until !== null && instant < until;
    element.dataset.state = stateName;
    element.style.flexGrow = String(Math.log2(2 + passed / SECOND));
    element.title = `from ${new Date(from).toISOString()}${until === null ? "" : ` until ${new Date(until).toISOString()}`}`;
    setText(part(element, "state"), stateName);
    setText(
        part(element, "span"),
        underWay ? `${spanOf(passed)} of ${spanOf(until - from)}` : spanOf(passed),
    );
}

function fillCluster(row, cluster, instant) {
    const stays = cluster.stays.filter(({ from }) => from <= instant);
    const state = stays.at(-1)?.stateName ?? "CREATING";
    row.dataset.state = state;
    setText(part(row, "name"), cluster.name);
    setChildren(
        part(row, "tags"),
        "item",
        cluster.tags,
        ({ key }) => key,
        (element, { key, value }) => setText(element, `${key}: ${value}`),
    );
    setText(part(row, "kind"), cluster.kind);
    setText(part(row, "project"), cluster.projectId);
    setText(part(row, "state"), state);
    part(row, "state").dataset.state = state;
    setChildren(
        part(row, "stays"),
        "stay",
        stays,
        ({ from }) => from,
        (element, stay) => fillStay(element, stay, instant),
    );
}

function fillRestore(row, { id, from, snapshotId, to, requestedAt, startsAt, endsAt, ending }, instant) {
    const ended = instant >= endsAt;
    const status = ended ? ending.toUpperCase() : instant < startsAt ? "PENDING" : "RUNNING";
    setText(part(row, "id"), id);
    setText(part(row, "from"), from);
    setText(part(row, "snapshot"), snapshotId);
    setText(part(row, "to"), to);
    setText(part(row, "status"), status);
    part(row, "status").dataset.state = status;
    const passed = spanOf(Math.min(instant, endsAt) - requestedAt);
    setText(part(row, "span"), ended ? passed : `${passed} of ${spanOf(endsAt - requestedAt)}`);
}

/** Shows what changes with time alone. */
function showTime() {
    const { overview } = latest;
    if (overview === undefined) {
        return;
    }
    const instant = now(overview);
    setText(byId("now"), new Date(instant).toISOString().slice(0, 19).replace("T", " "));
    setChildren(
        byId("clusters"),
        "cluster",
        overview.databases,
        ({ projectId, name, createdAt }) => `${projectId} ${name} ${createdAt}`,
        (row, cluster) => fillCluster(row, cluster, instant),
    );
    byId("restores-table").hidden = overview.restores.length === 0;
    byId("no-restores").hidden = overview.restores.length > 0;
    setChildren(
        byId("restores"),
        "restore",
        overview.restores,
        ({ id }) => id,
        (row, job) => fillRestore(row, job, instant),
    );
}

function fillAccount(row, { role, requests, refused }) {
    setText(part(row, "role"), role);
    setText(part(row, "may"), role === "GROUP_READ_ONLY" ? "read" : "read and write");
    setText(part(row, "requests"), String(requests));
    setText(part(row, "refused"), String(refused));
}

function fillRefusal(row, { time, operation, status, why, authorization, role, count }) {
    setText(part(row, "time"), time.slice(11, 23));
    setText(part(row, "operation"), operation);
    setText(part(row, "status"), String(status));
    part(row, "status").dataset.status = String(status).charAt(0);
    setText(part(row, "why"), why);
    setText(part(row, "by"), role === undefined ? authorization : `${authorization}, ${role}`);
    setText(part(row, "times"), String(count));
}

function fillRequest(row, { time, operation, method, path, status, milliseconds, authorization }) {
    setText(part(row, "time"), time.slice(11, 23));
    setText(part(row, "operation"), operation);
    setText(part(row, "line"), `${method} ${path}`);
    setText(part(row, "status"), status === 0 ? "reset" : String(status));
    part(row, "status").dataset.status = String(status).charAt(0);
    setText(part(row, "took"), `${milliseconds} ms`);
    setText(part(row, "by"), authorization);
}

/** A fault in a line. */
function describe({ operation, instance, answer, reset, delaySeconds, skip, times, met, ...rest }) {
    const effects = [
        answer && `${answer.status}${answer.contentType?.startsWith("text/html") ? " page" : ""}`,
        reset && `connection reset ${reset} processing`,
        delaySeconds !== undefined && `${delaySeconds} s delay`,
        ...Object.entries(rest).map(([name, value]) => `${name} ${value}`),
    ].filter(Boolean);
    const whom = `${operation === "*" ? "any operation" : operation}${instance ? ` on ${instance}` : ""}`;
    const skipped = skip > 0 ? `, skips ${skip}` : "";
    return `${whom}: ${effects.join(", ")} (${met} triggered, ${times} remaining${skipped})`;
}

/** Shows all of an overview. */
function show(overview) {
    setText(byId("scale"), overview.scale === 1 ? "" : `(${overview.scale} times faster)`);
    for (const input of document.querySelectorAll("[name=era]")) {
        input.checked = input.value === overview.era;
    }
    const choices = byId("operation");
    if (choices.options.length === 1) {
        choices.append(...overview.operations.map((operation) => new Option(operation)));
    }
    setChildren(
        byId("planted"),
        "item",
        overview.faults.map((fault, index) => ({ fault, index })),
        ({ index }) => index,
        (element, { fault }) => {
            element.dataset.left = String(fault.times);
            setText(element, describe(fault));
        },
    );
    byId("remove").disabled = overview.faults.length === 0;
    setText(byId("more"), overview.moreDatabases === 0 ? "" : `and ${overview.moreDatabases} more clusters`);
    setChildren(byId("accounts"), "account", overview.accounts, ({ role }) => role, fillAccount);
    byId("refusals-table").hidden = overview.refusals.length === 0;
    byId("no-refusals").hidden = overview.refusals.length > 0;
    setChildren(
        byId("refusals"),
        "refusal-row",
        overview.refusals,
        ({ operation, status, why, authorization, role }) =>
            [operation, status, why, authorization, role].join(" "),
        fillRefusal,
    );
    setChildren(byId("requests"), "request", overview.requests, ({ number }) => number, fillRequest);
    showTime();
}

/** Sends a request to the control API; if it is refused, shows why, and sets the switches to the current state again. */
async function control(path, method, body) {
    let refusal;
    try {
        const answer = await fetch(`/_emulator/${path}`, {
            method,
            ...(body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
        });
        refusal = answer.ok ? "" : (await answer.json()).detail;
    } catch {
        refusal = "The emulator is not responding.";
    }
    setText(byId("refusal"), refusal);
    if (refusal !== "" && latest.overview !== undefined) {
        show(latest.overview);
    }
}

for (const button of document.querySelectorAll("[data-fault]")) {
    button.addEventListener("click", () => {
        const times = byId("times");
        if (times.reportValidity()) {
            const operation = byId("operation").value;
            const fault = { operation, times: times.valueAsNumber, ...FAULTS[button.dataset.fault] };
            void control("faults", "POST", fault);
        }
    });
}
byId("remove").addEventListener("click", () => void control("faults", "DELETE"));
byId("eras").addEventListener("change", ({ target }) => void control("era", "POST", { era: target.value }));

const events = new EventSource("/_emulator/events");
events.addEventListener("message", ({ data }) => {
    Object.assign(latest, { overview: JSON.parse(data), at: performance.now(), stopped: false });
    setText(byId("connection"), "live");
    show(latest.overview);
});
events.addEventListener("error", () => {
    if (latest.overview !== undefined) {
        // The time of an emulator that has ended stops.
        Object.assign(latest, { overview: { ...latest.overview, now: now(latest.overview) }, stopped: true });
    }
    setText(byId("connection"), "disconnected");
});
setInterval(showTime, 250);
