// What a client or another hand may do, and what the contract lets the server answer to it.
import fc from "fast-check";
import { convert } from "../../../emulator/control/convert";
import { tags as anyTags } from "./inputs";
import type { Answer, Client, ApiPath, Span } from "./client";
import { Believed, converted, type Belief, type Era, type Kind, type Sight } from "./model";

/** Something that is done to the emulator, and what is believed afterwards. */
type Act = (belief: Belief, client: Client) => Promise<void>;
export type Command = fc.AsyncCommand<Belief, Client>;

const names = ["orders", "carts", `${"p".repeat(23)}-one`, `${"p".repeat(23)}-two`];
const eras: readonly Era[] = ["classic", "transition", "sunset"];

/** Mostly one and the same, since a cluster must live for something to happen to it. */
const name = fc.oneof(
    { weight: 5, arbitrary: fc.constant("orders") },
    { weight: 2, arbitrary: fc.constantFrom(...names) },
);
const api = fc.constantFrom<ApiPath[]>("v2", "v2", "v1.0", "flex", "flex");
const properties = fc.record(
    { tags: anyTags(50), protection: fc.constantFrom(true, false, false, false), backup: fc.boolean() },
    { requiredKeys: [] },
);
type Properties = { tags?: Record<string, string>; protection?: boolean; backup?: boolean };

/** Properties as an API takes them. */
function bodyOf(api: ApiPath, { tags, protection, backup }: Properties): object {
    return {
        ...(tags && { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }),
        ...(protection !== undefined && { terminationProtectionEnabled: protection }),
        ...(backup !== undefined &&
            api !== "flex" && { serverlessBackupOptions: { serverlessContinuousBackupEnabled: backup } }),
    };
}

/** The operations that the serverless generation has lost by the last era. */
function isGone(belief: Belief, api: ApiPath): boolean {
    return belief.era === "sunset" && api !== "flex";
}

/** How a cluster's absence is told at an API. */
function absent(api: ApiPath): string {
    return api === "flex" ? "404 CLUSTER_NOT_FOUND" : "404 SERVERLESS_INSTANCE_NOT_FOUND";
}

function told({ status, code }: Answer): string {
    return code === undefined ? String(status) : `${status} ${code}`;
}

/** What is said at an API of a cluster that is there, where it is not served; undefined where it is. */
function unserved(
    belief: Belief,
    api: ApiPath,
    { kind, isServedAsServerless }: Believed,
): string | undefined {
    if (api === "flex") {
        return kind === "flex" ? undefined : "400 CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API";
    }
    if (belief.era === "sunset") {
        return absent(api);
    }
    return isServedAsServerless ? undefined : "400 CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API";
}

/**
 * Compares an answer about one cluster with what may be answered: that it is not there, that it is not served, or what
 * `served` allows. Gives the cluster where it was served.
 */
function expectAnswer(
    belief: Belief,
    api: ApiPath,
    name: string,
    answer: Answer,
    served: (database: Believed) => readonly string[],
): Believed | undefined {
    const database = belief.latest(name);
    const isThere = database?.isThere(answer.span) ?? "no";
    if (database === undefined || isThere === "no") {
        expect(told(answer)).toBe(absent(api));
        return undefined;
    }
    const no = unserved(belief, api, database);
    const allowed = [
        ...(isThere === "perhaps" ? [absent(api)] : []),
        ...(no === undefined ? served(database) : [no]),
    ];
    expect(allowed).toContain(told(answer));
    if (told(answer) !== absent(api)) {
        database.wasThere(answer.span);
        return no === undefined ? database : undefined;
    }
    if (no === undefined) {
        database.saw("gone", answer.span);
    }
    return undefined;
}

/** Compares a cluster as it is shown with what is believed of it. */
function expectShown(
    belief: Belief,
    api: ApiPath,
    database: Believed,
    shown: Answer["body"],
    span: Span,
): void {
    const sight = shown["stateName"] as Sight;
    expect([...database.possible(span)]).toContain(sight);
    database.saw(sight, span);
    if (database.id === undefined) {
        belief.learnId(database, shown["id"]);
    }
    const { id, name, tags, protection, backup, kind } = database;
    expect(shown).toMatchObject({ id, name, terminationProtectionEnabled: protection });
    expect(tagsIn(shown)).toEqual(tags);
    const strings = shown["connectionStrings"] as Record<string, unknown>;
    if (sight === "CREATING") {
        expect(strings).toEqual({});
    } else if (sight !== "DELETING") {
        expect(strings["standardSrv"]).toMatch(/^mongodb\+srv:\/\//);
    }
    if (api !== "flex") {
        expect(shown["serverlessBackupOptions"]).toEqual({ serverlessContinuousBackupEnabled: backup });
        expect(shown["providerSettings"]).toMatchObject({
            effectiveInstanceSizeName: kind === "flex" ? "FLEX" : "SERVERLESS_V2",
        });
    }
}

/** A create of Flex leaves tags out that were not sent. */
function tagsIn(shown: Answer["body"]): Record<string, string> {
    const list = (shown["tags"] ?? []) as { key: string; value: string }[];
    return Object.fromEntries(list.map(({ key, value }) => [key, value]));
}

const create =
    (api: ApiPath, name: string, properties: Properties): Act =>
    async (belief, client) => {
        const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
        const answer = await client.ask(api, "POST", undefined, {
            name,
            providerSettings,
            ...bodyOf(api, properties),
        });
        if (isGone(belief, api)) {
            expect(told(answer)).toBe("410 VERSION_GONE");
            return;
        }
        const { same, alike } = belief.rivals(name);
        const rivals = [
            ...(same === undefined ? [] : [{ rival: same, refusal: "400 DUPLICATE_CLUSTER_NAME" }]),
            ...alike.map((rival) => ({ rival, refusal: "400 DUPLICATE_CLUSTER_NAME_PREFIX" })),
        ];
        const there = rivals.map(({ rival, refusal }) => ({ refusal, isThere: rival.isThere(answer.span) }));
        const refusals = there.filter(({ isThere }) => isThere !== "no").map(({ refusal }) => refusal);
        const isTaken = there.some(({ isThere }) => isThere === "certainly");
        expect([...refusals, ...(isTaken ? [] : ["201"])]).toContain(told(answer));
        if (answer.status !== 201) {
            rivals
                .filter(({ refusal }) => refusal === told(answer))
                .forEach(({ rival }) => rival.wasThere(answer.span));
            return;
        }
        rivals.forEach(({ rival }) => rival.saw("gone", answer.span));
        const isServerless = api !== "flex";
        const kind = !isServerless ? "flex" : belief.era === "classic" ? "serverless" : "flex";
        const database = new Believed(
            {
                name,
                id: String(answer.body["id"]),
                kind,
                wasServerless: isServerless,
                tags: properties.tags ?? {},
                protection: properties.protection ?? false,
                backup: kind === "serverless" && properties.backup === true,
            },
            answer.span.until,
        );
        belief.add(database);
        expect(answer.body["stateName"]).toBe("CREATING");
        expectShown(belief, api, database, answer.body, answer.span);
    };

const get =
    (api: ApiPath, name: string): Act =>
    async (belief, client) => {
        const answer = await client.ask(api, "GET", name);
        const database = expectAnswer(belief, api, name, answer, () => ["200"]);
        if (database !== undefined) {
            expectShown(belief, api, database, answer.body, answer.span);
        }
    };

const list =
    (api: ApiPath): Act =>
    async (belief, client) => {
        const { status, body, span } = await client.ask(api, "GET");
        expect(status).toBe(200);
        const shown = new Map((body["results"] as Answer["body"][]).map((one) => [String(one["name"]), one]));
        expect(shown.size).toBe(body["totalCount"]);
        for (const [name, one] of shown) {
            const database = belief.latest(name);
            if (database === undefined) {
                throw new Error(`The list shows ${name}, which nobody made.`);
            }
            expect(unserved(belief, api, database)).toBeUndefined();
            expect(database.isThere(span)).not.toBe("no");
            database.wasThere(span);
            expectShown(belief, api, database, one, span);
        }
        for (const database of names.flatMap((name) => belief.latest(name) ?? [])) {
            if (!shown.has(database.name) && unserved(belief, api, database) === undefined) {
                expect(database.isThere(span)).not.toBe("certainly");
                database.saw("gone", span);
            }
        }
    };

const update =
    (api: ApiPath, name: string, properties: Properties): Act =>
    async (belief, client) => {
        const answer = await client.ask(api, "PATCH", name, bodyOf(api, properties));
        if (isGone(belief, api)) {
            expect(told(answer)).toBe("410 VERSION_GONE");
            return;
        }
        const database = expectAnswer(belief, api, name, answer, ({ isDeleted }) => [
            isDeleted ? "400 CLUSTER_ALREADY_REQUESTED_DELETION" : "200",
        ]);
        if (database === undefined || answer.status !== 200) {
            return;
        }
        database.tags = properties.tags ?? database.tags;
        database.protection = properties.protection ?? database.protection;
        if (database.kind === "serverless" && api !== "flex") {
            database.backup = properties.backup ?? database.backup;
        }
        // A cluster in the making stays so; any other one is seen to change from the answer on.
        const isMade = [...database.possible(answer.span)].some((sight) => sight !== "CREATING");
        const stateName = String(answer.body["stateName"]);
        expect(isMade ? ["CREATING", "UPDATING"] : ["CREATING"]).toContain(stateName);
        database.changes(stateName, answer.span.until);
        expectShown(belief, api, database, answer.body, answer.span);
    };

const remove =
    (api: ApiPath, name: string): Act =>
    async (belief, client) => {
        const answer = await client.ask(api, "DELETE", name);
        if (isGone(belief, api)) {
            expect(told(answer)).toBe("410 VERSION_GONE");
            return;
        }
        const done = api === "flex" ? "204" : "202";
        const database = expectAnswer(belief, api, name, answer, ({ isDeleted, protection }) => {
            if (isDeleted) {
                return ["400 CLUSTER_ALREADY_REQUESTED_DELETION"];
            }
            return [protection ? "400 CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED" : done];
        });
        if (told(answer) === done) {
            expect(answer.body).toEqual({});
            database?.deletes(answer.span.until);
        }
    };

const wait =
    (seconds: number): Act =>
    async (_belief, client) =>
        client.wait(seconds);

/** MongoDB turns one cluster into another kind. */
const turn =
    (name: string, to: "flex" | "free" | "dedicated", newId: boolean): Act =>
    async (belief, client) => {
        const database = belief.latest(name);
        if (database?.isThere(client.now) === "certainly") {
            convert(client.atlas.emulation, { instance: name, to, newId }, client.atlas.baseUrl);
            database.turns(to, newId);
        }
        await Promise.resolve();
    };

const enter =
    (era: Era, newIds: boolean): Act =>
    async (belief, client) => {
        if (eras.indexOf(era) > eras.indexOf(belief.era)) {
            client.atlas.enter(era, newIds);
            belief.enter(era, newIds);
        }
        await Promise.resolve();
    };

/** A cluster is simply there, and has been for long. */
const seed =
    (name: string, kind: Kind, { tags = {}, protection = false }: Properties): Act =>
    async (belief, client) => {
        const { same, alike } = belief.rivals(name);
        if (
            [...(same === undefined ? [] : [same]), ...alike].some(
                (rival) => rival.isThere(client.now) !== "no",
            )
        ) {
            return;
        }
        const becomes = belief.era === "classic" ? kind : converted(kind);
        const { id } = client.atlas.place({
            name,
            kind,
            ...(kind === "shared" && { size: "M2" }),
            tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
            terminationProtectionEnabled: protection,
        });
        if (becomes !== kind) {
            convert(
                client.atlas.emulation,
                { instance: name, to: "flex", newId: false },
                client.atlas.baseUrl,
            );
        }
        belief.add(
            new Believed({
                name,
                id,
                kind: becomes,
                wasServerless: kind === "serverless",
                tags,
                protection,
                backup: false,
            }),
        );
        await Promise.resolve();
    };

/** A command that says what it is when it is part of a failure. */
function command<T extends unknown[]>(
    label: string,
    act: (...args: T) => Act,
    args: fc.Arbitrary<T>,
): fc.Arbitrary<Command> {
    return args.map((values) => ({
        check: () => true,
        run: (belief, client) => act(...values)(belief, client),
        toString: () => `${label}(${values.map((value) => JSON.stringify(value)).join(", ")})`,
    }));
}

/** All of them, the usual ones more often. */
export const commands: fc.Arbitrary<Command>[] = [
    command("create", create, fc.tuple(api, name, properties)),
    command("create", create, fc.tuple(api, name, properties)),
    command("get", get, fc.tuple(api, name)),
    command("get", get, fc.tuple(api, name)),
    command("list", list, fc.tuple(api)),
    command("update", update, fc.tuple(api, name, properties)),
    command("update", update, fc.tuple(api, name, properties)),
    command("delete", remove, fc.tuple(api, name)),
    command("delete", remove, fc.tuple(api, name)),
    command("get", get, fc.tuple(api, name)),
    command("wait", wait, fc.tuple(fc.constantFrom(0.1, 1, 2, 4, 5, 10, 12, 20, 97))),
    command("wait", wait, fc.tuple(fc.double({ min: 0, max: 30, noNaN: true }))),
    command("convert", turn, fc.tuple(name, fc.constantFrom("flex", "free", "dedicated"), fc.boolean())),
    command(
        "seed",
        seed,
        fc.tuple(name, fc.constantFrom<Kind[]>("serverless", "flex", "shared", "dedicated"), properties),
    ),
    command(
        "era",
        enter,
        fc.tuple(
            fc.constantFrom<Era[]>("classic", "classic", "transition", "transition", "sunset"),
            fc.boolean(),
        ),
    ),
];
