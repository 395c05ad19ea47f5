// The workflow files of the example for CI: the very steps of their jobs, with bash, on the real engine.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveProjectId, resolveSettings } from "../../provider/atlas/credentials.ts";
import { Cloud } from "../engine/cloud.ts";
import type { CloudInstance } from "../engine/cloud.ts";
import { change, Runner } from "./runner.ts";
import type { JobResult } from "./runner.ts";
import { actionsOf, textOf } from "./workflows.ts";
import type { System } from "./workflows.ts";

/** One of the two systems, with an Atlas of its own. */
interface Place {
    readonly system: System;
    readonly cloud: Cloud;
    readonly ci: Runner;
}

const stacks = ["dev", "staging", "prod"];

/** Longer than any test: what takes as long is ended by the test itself. */
const endless = 36_000;

let places: Place[] = [];
beforeAll(async () => {
    for (const system of ["github", "gitlab"] as const) {
        const cloud = await Cloud.start();
        places.push({ system, cloud, ci: new Runner(system, cloud) });
    }
    await each(async ({ ci }) => {
        const made = await ci.byHand(`for stack in ${stacks.join(" ")}; do pulumi stack init "$stack"; done`);
        expect(made).toMatchObject({ code: 0 });
    });
});
afterAll(async () => {
    for (const { cloud, ci } of places) {
        ci.killAll();
        await cloud.close();
    }
    places = [];
});

/** Does the same in both systems, at once. */
async function each(work: (place: Place) => Promise<void>): Promise<void> {
    await Promise.all(places.map(work));
}

/** Runs a job that must succeed. */
async function green(ci: Runner, name: string): Promise<JobResult> {
    const result = await ci.run(name);
    if (result.code !== 0) {
        throw new Error(`${ci.system}'s ${name} ended with ${String(result.code)}:\n${result.output}`);
    }
    return result;
}

function at(system: System): Place {
    const place = places.find((one) => one.system === system);
    if (place === undefined) {
        throw new Error(`${system} has not been set up.`);
    }
    return place;
}

/** The databases of Atlas by the stacks that their tags name. */
async function byStage(cloud: Cloud): Promise<Record<string, CloudInstance>> {
    const databases = Object.values(await cloud.databases());
    return Object.fromEntries(
        databases.map((one) => [one.tags.find(({ key }) => key === "stage")?.value ?? one.name, one]),
    );
}

test("the files give the jobs what the provider reads, and nothing that it does not", () => {
    for (const { ci, cloud, system } of places) {
        const env = ci.job("preview").steps[0]?.env ?? {};
        expect(resolveSettings(env, () => undefined).credential).toEqual({
            kind: "serviceAccount",
            clientId: cloud.emulator.clientId,
            clientSecret: cloud.emulator.clientSecret,
        });
        expect(resolveProjectId(env, () => undefined)?.projectId).toBe(cloud.projectId);
        const named = textOf(system).match(/MONGODB_ATLAS_\w+/g) ?? [];
        const read = ["MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET", "MONGODB_ATLAS_PROJECT_ID"];
        expect(named.filter((name) => !read.includes(name))).toEqual([]);
    }
});

test("the guide says each secret that has to be set, and each job", () => {
    const guide = readFileSync(join(__dirname, "../../docs/ci.md"), "utf8");
    const secrets = textOf("github").matchAll(/(?:secrets|vars)\.(\w+)/g);
    const jobs = places.flatMap(({ ci }) => ci.jobs.map(({ name }) => name.replace(/ .*/, "")));
    const told = [...[...secrets].map(([, name = ""]) => name), "COMMENT_TOKEN", ...jobs];
    const missing = told.filter((name) => {
        const general = name.replace(new RegExp(`-(${stacks.join("|")})$`), "-STACK");
        return !guide.includes(`\`${general}\``);
    });
    expect(missing).toEqual([]);
});

test("actions only bring the code, Node and Pulumi, and are pinned to a commit", () => {
    const actions = new Set(
        actionsOf(textOf("github")).map((action) => action.replace(/@[0-9a-f]{40}$/, "")),
    );
    expect([...actions]).toEqual(["actions/checkout", "actions/setup-node", "pulumi/actions"]);
});

test("what writes to one stack, or tells its drift, waits in one queue", () => {
    for (const { ci } of places) {
        const queues = (names: string[]) => new Set(names.map((name) => ci.job(name).queue));
        for (const stack of stacks) {
            expect([...queues([`deploy-${stack}`, `drift-${stack}`])]).toEqual([`atlas-${stack}`]);
        }
        expect([...queues(["review", "remove"])]).toEqual([expect.stringMatching(`-${change}$`)]);
    }
});

test("a change whose preview fails for some stacks: the comment says so, with the other's preview, and the job fails", async () => {
    await each(async ({ ci, cloud }) => {
        const broken = ["dev", "staging"];
        for (const stack of broken) {
            ci.commit(`Pulumi.${stack}.yaml`, (text) => text.replace("region:", "regoin:"));
        }
        const { code } = await ci.run("preview");
        for (const stack of broken) {
            ci.commit(`Pulumi.${stack}.yaml`, (text) => text.replace("regoin:", "region:"));
            expect(ci.posted).toMatch(
                new RegExp(
                    `### Preview of ${stack}: failed \\(exit code ${String(code)}\\)\n[^#]*Missing required configuration`,
                ),
            );
        }
        expect(ci.posted).toMatch(/### Preview of prod\n[^#]*stage: "prod"[^#]*\+ 2 to create/);
        expect(code).toBeGreaterThan(0);
        expect(await cloud.databases()).toEqual({});
    });
});

test("main: each stack is deployed, all to one backend", async () => {
    await each(async ({ ci, cloud }) => {
        await Promise.all(stacks.map((stack) => green(ci, `deploy-${stack}`)));
        expect(await byStage(cloud)).toMatchObject({
            dev: { providerSettings: { regionName: "US_EAST_1" }, terminationProtectionEnabled: false },
            staging: { providerSettings: { regionName: "US_EAST_1" }, terminationProtectionEnabled: false },
            prod: { providerSettings: { regionName: "EU_WEST_1" }, terminationProtectionEnabled: true },
        });
        expect(Object.keys(await cloud.databases())).toHaveLength(3);
    });
});

test("at night: a stack that has drifted fails its job, which says what differs; the others are green", async () => {
    await each(async ({ ci, cloud }) => {
        const name = (await byStage(cloud))["staging"]?.name ?? "";
        await cloud.change(name, { tags: { stage: "somebody else" } });
        await cloud.clearStats();
        const [drifted] = await Promise.all([
            ci.run("drift-staging"),
            green(ci, "drift-dev"),
            green(ci, "drift-prod"),
        ]);
        expect(drifted).toMatchObject({ code: 7 });
        expect(drifted.output).toContain(`~ stage: "staging" => "somebody else"`);
        expect(drifted.output).toContain("Atlas does not have what the program says of staging");
        // It needs no role that may write.
        const { requests } = await cloud.stats();
        expect(requests.length).toBeGreaterThan(0);
        expect(requests.filter(({ method, path }) => method !== "GET" && !path.includes("/oauth/"))).toEqual(
            [],
        );
    });
});

test("a change's preview also tells what has drifted, and says where there is nothing to do; the job is green", async () => {
    const { ci } = at("gitlab");
    const before = ci.posted.length;
    await green(ci, "preview");
    const comment = ci.posted.slice(before);
    expect(comment).toMatch(/### Preview of staging\n[^#]*~ stage: "staging" => "somebody else"/);
    expect(comment.match(/2 unchanged/g)).toHaveLength(stacks.length - 1);
});

test("two runs for one stack: the loser fails at once and says why, the winner ends, the loser's rerun is green", async () => {
    const { ci, cloud } = at("gitlab");
    const name = (await byStage(cloud))["somebody else"]?.name ?? "";
    await cloud.fault({ operation: "updateServerlessInstance", takes: endless });
    const winner = ci.start("deploy-staging");
    await winner.says("UPDATING");

    const loser = await ci.run("deploy-staging");
    expect(loser.code).toBeGreaterThan(0);
    expect(loser.output).toContain("the stack is currently locked by 1 lock(s)");
    await cloud.change(name, { stateName: "IDLE" });
    expect(await winner.done).toMatchObject({ code: 0 });
    // The winner has put back what had drifted.
    expect(await cloud.tags(name)).toEqual({ stage: "staging" });

    await cloud.clearStats();
    expect((await green(ci, "deploy-staging")).output).toContain("2 unchanged");
    const { operations } = await cloud.stats();
    expect(operations).not.toHaveProperty("updateServerlessInstance");
});

/** A change that is opened, and closed; and closed once more. */
async function closedTwice({ ci, cloud }: Place): Promise<void> {
    await green(ci, "review");
    const { name = "" } = (await byStage(cloud))[`review-${change}`] ?? {};
    expect(await cloud.databases()).toHaveProperty(name, expect.objectContaining({ stateName: "IDLE" }));
    await green(ci, "remove");
    expect(await cloud.databases()).not.toHaveProperty(name);
    const { output } = await ci.byHand("pulumi stack ls");
    expect(output).not.toContain("review");
    expect(output).toContain("staging");
    await green(ci, "remove");
}

/** A change that is closed after its review job was killed: what `remove` says to do is done. */
async function closedAfterKill({ ci, cloud }: Place): Promise<void> {
    await cloud.fault({ operation: "createServerlessInstance", takes: endless });
    const killed = ci.start("review");
    await killed.says("CREATING");
    ci.killAll();
    await killed.done;
    const { name = "" } = (await byStage(cloud))[`review-${change}`] ?? {};

    const refused = await ci.run("remove");
    expect(refused).toMatchObject({ code: 1 });
    const [cancel = "", clear = ""] = refused.output.match(/^ {4}pulumi .*$/gm) ?? [];
    expect(await ci.byHand(cancel)).toMatchObject({ code: 0 });
    await cloud.change(name, { stateName: "IDLE" });
    await green(ci, "review");
    expect(await ci.byHand(`npm ci; ${clear}`)).toMatchObject({ code: 0 });
    await green(ci, "remove");
    expect(await cloud.databases()).not.toHaveProperty(name);
}

test("a change's own stack goes when it is closed, also twice, and after a killed run no database is forgotten", async () => {
    await Promise.all([closedTwice(at("gitlab")), closedAfterKill(at("github"))]);
});

test("what is no review stack is not removed", async () => {
    const { ci } = at("gitlab");
    expect(await ci.run("remove", { STACK: "prod" })).toMatchObject({
        code: 2,
        output: expect.stringContaining("prod is not removed") as string,
    });
});

test("without its secrets a job fails, and names them", async () => {
    const { ci } = at("gitlab");
    const nothing = { MONGODB_ATLAS_CLIENT_ID: "", MONGODB_ATLAS_CLIENT_SECRET: "" };
    const { code, output } = await ci.run("drift-dev", nothing);
    expect(code).toBeGreaterThan(0);
    expect(output).toContain("Set MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET");
    expect(output).not.toContain("does not have what the program says");
});

test("every step of every job has run in these tests", () => {
    expect(places.map(({ system, ci }) => [system, ci.untried])).toEqual([
        ["github", []],
        ["gitlab", []],
    ]);
});
