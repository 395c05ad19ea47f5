// The workflow files of the example for CI: the very steps of their jobs, with bash, on the real engine.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveProjectId, resolveSettings } from "../../provider/atlas/settings.ts";
import { Cloud } from "../engine/cloud.ts";
import type { CloudInstance } from "../engine/cloud.ts";
import { change, passphraseOf, reviewProject, Runner } from "./runner.ts";
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
        await cloud.seedIn(reviewProject);
        places.push({ system, cloud, ci: new Runner(system, cloud) });
    }
    await each(async ({ ci }) => {
        for (const stack of stacks) {
            expect(await ci.byHand(`pulumi stack init ${stack}`, `deploy-${stack}`)).toMatchObject({
                code: 0,
            });
        }
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

/** The Atlas project that a cluster is in. */
async function projectOf(cloud: Cloud, name: string): Promise<string | undefined> {
    const state = await (await fetch(`${cloud.emulator.baseUrl}/_emulator/state`)).json();
    const { projects } = state as { projects: { id: string; instances: CloudInstance[] }[] };
    return projects.find(({ instances }) => instances.some((one) => one.name === name))?.id;
}

/** The clusters of Atlas by the stacks that their tags name. */
async function byStage(cloud: Cloud): Promise<Record<string, CloudInstance>> {
    const databases = Object.values(await cloud.databases());
    return Object.fromEntries(
        databases.map((one) => [one.tags.find(({ key }) => key === "stage")?.value ?? one.name, one]),
    );
}

test("the files give the jobs what the provider reads, and nothing that it does not", () => {
    for (const { ci, cloud, system } of places) {
        const env = ci.job("preview-dev").steps[0]?.env ?? {};
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
    const guide = readFileSync(join(__dirname, "../../docs/continuous-delivery.md"), "utf8");
    const secrets = textOf("github").matchAll(/(?:secrets|vars)\.(\w+)/g);
    const jobs = places.flatMap(({ ci }) => ci.jobs.map(({ name }) => name.replace(/ .*/, "")));
    const environments = at("github").ci.jobs.map(({ environment = "" }) => environment);
    const told = [...[...secrets].map(([, name = ""]) => name), "COMMENT_TOKEN", ...jobs, ...environments];
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

test("no secret is the repository's own, and what a change's code is given is never what main's is", () => {
    for (const { ci, system } of places) {
        const mark = system === "github" ? "-" : "/";
        const environments = Object.fromEntries(
            ci.jobs.map(({ name, environment }) => [name.replace(/ \((\w+)\)$/, "-$1"), environment]),
        );
        const review = system === "github" ? "review" : `review/${change}`;
        expect(environments).toEqual({
            review,
            remove: review,
            ...Object.fromEntries(
                stacks.flatMap((stack) => [
                    [`preview-${stack}`, `preview${mark}${stack}`],
                    [`drift-${stack}`, `drift${mark}${stack}`],
                    [`deploy-${stack}`, stack],
                ]),
            ),
        });
        // One stack's job can decrypt nothing of another's.
        for (const stack of stacks) {
            const text = JSON.stringify(ci.job(`preview-${stack}`));
            const readable = [...stacks, "review"].filter((one) => text.includes(passphraseOf(one)));
            expect(readable).toEqual([stack]);
        }
    }
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

test("a change whose preview fails for one stack: the comment says so, the log why, and the others have their own", async () => {
    await each(async ({ ci, cloud }) => {
        ci.commit("Pulumi.dev.yaml", (text) => text.replace("region:", "regoin:"));
        const { code, output } = await ci.run("preview-dev");
        ci.commit("Pulumi.dev.yaml", (text) => text.replace("regoin:", "region:"));
        expect(code).toBeGreaterThan(0);
        expect(ci.posted).toContain(`### Preview of dev: failed (exit code ${String(code)})\n`);
        expect(ci.posted).toContain("log");
        expect(output).toContain("Missing required configuration");
        expect(ci.posted).not.toContain("Missing");

        await green(ci, "preview-prod");
        expect(ci.posted).toMatch(/### Preview of prod\n[^#]*stage: "prod"[^#]*\+ 3 to create/);
        expect(await cloud.databases()).toEqual({});
    });
});

test("no secret gets into a comment: not of a backend that does not answer, nor what the program itself shows", async () => {
    await each(async ({ ci, cloud }) => {
        const password = "hunter2hunter2";
        const down = { PULUMI_BACKEND_URL: `postgres://pulumi:${password}@127.0.0.1:1/state` };
        const { code, output } = await ci.run("preview-staging", down);
        expect(code).toBeGreaterThan(0);
        expect(output).toContain("unable to open state database");
        expect(ci.posted).toContain("### Preview of staging: failed");
        expect(ci.posted).not.toContain(password);

        let program = "";
        const shown = ["PULUMI_CONFIG_PASSPHRASE", "MONGODB_ATLAS_CLIENT_SECRET", "PULUMI_BACKEND_URL"];
        ci.commit("index.ts", (text) => {
            program = text;
            const values = shown.map((name) => `process.env.${name}`).join(", ");
            return `${text}export const shown = [${values}, "mongodb+srv://app:p@/${password}@orders.example/shop"];\n`;
        });
        await green(ci, "preview-staging");
        ci.commit("index.ts", () => program);
        expect(ci.posted).toMatch(/shown *: \[/);
        expect(ci.posted).toContain("mongodb+srv://***@orders.example/shop");
        const { env = {} } = ci.job("preview-staging").steps[0] ?? {};
        for (const secret of [password, cloud.emulator.clientSecret, ...shown.map((name) => env[name])]) {
            expect(ci.posted).not.toContain(secret);
        }
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
        expect(drifted.output).toContain("Atlas differs from the program of staging");
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
    const state = ci.stateFiles();
    await Promise.all(["staging", "dev"].map((stack) => green(ci, `preview-${stack}`)));
    const comments = ci.posted.slice(before);
    expect(comments).toMatch(/### Preview of staging\n[^#]*~ stage: "staging" => "somebody else"/);
    expect(comments).toMatch(/### Preview of dev\n[^#]*3 unchanged/);
    // Credentials that can only read the backend are enough.
    expect(ci.stateFiles()).toEqual(state);
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
    expect((await green(ci, "deploy-staging")).output).toContain("3 unchanged");
    const { operations } = await cloud.stats();
    expect(operations).not.toHaveProperty("updateServerlessInstance");
});

/** A change that is opened, and closed; and closed once more. */
async function closedTwice({ ci, cloud }: Place): Promise<void> {
    await green(ci, "review");
    const { name = "" } = (await byStage(cloud))[`review-${change}`] ?? {};
    expect(await cloud.databases()).toHaveProperty(name, expect.objectContaining({ stateName: "IDLE" }));
    expect(await projectOf(cloud, name)).toBe(reviewProject);
    await green(ci, "remove");
    expect(await cloud.databases()).not.toHaveProperty(name);
    expect((await ci.byHand("pulumi stack ls", "remove")).output).not.toContain("review-");
    const { output } = await ci.byHand("pulumi stack ls", "deploy-dev");
    expect(output).not.toContain("review-");
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
    expect(await ci.byHand(cancel, "review")).toMatchObject({ code: 0 });
    await cloud.change(name, { projectId: reviewProject, stateName: "IDLE" });
    await green(ci, "review");
    expect(await ci.byHand(`npm ci; ${clear}`, "review")).toMatchObject({ code: 0 });
    await green(ci, "remove");
    expect(await cloud.databases()).not.toHaveProperty(name);
}

test("a change's own stack is in no other stack's Atlas project, whatever the configuration names", async () => {
    await each(async ({ ci, cloud }) => {
        ci.commit("Pulumi.dev.yaml", (text) =>
            text.replace(/^( +)(atlas-.*)$/m, `$1$2\n$1atlas:projectId: ${cloud.projectId}`),
        );
        const before = Object.keys(await cloud.databases());
        for (const project of ["", cloud.projectId, cloud.projectId.toUpperCase()]) {
            const { code, output } = await ci.run("review", { REVIEW_ATLAS_PROJECT_ID: project });
            expect(code).toBe(2);
            expect(output).toMatch(/^REVIEW_ATLAS_PROJECT_ID .*Atlas project of their own\.$/m);
        }
        expect(Object.keys(await cloud.databases())).toEqual(before);
    });
});

test("a change's own stack goes when it is closed, also twice, and after a killed run no cluster is forgotten", async () => {
    await Promise.all([closedTwice(at("gitlab")), closedAfterKill(at("github"))]);
});

test("opted in, a change's own stack starts with the masked cluster's newest snapshot, once; by default with nothing", async () => {
    const { ci, cloud } = at("gitlab");
    const opted = (text: string) => text.replace(/^( +)# (atlas-serverless-ci:sourceName: masked)$/m, "$1$2");
    const stackOf = async () => (await byStage(cloud))[`review-${change}`];
    await green(ci, "review");
    expect(await stackOf()).toMatchObject({ restoredFrom: null });
    await green(ci, "remove");

    ci.commit("Pulumi.review.yaml", (text) => {
        expect(opted(text)).not.toBe(text);
        return opted(text);
    });
    await cloud.seedIn(reviewProject, { name: "masked", snapshots: 0 });
    const refused = await ci.run("review");
    expect(refused.code).toBeGreaterThan(0);
    expect(refused.output).toContain('Cluster "masked" has no completed snapshot yet.');
    expect(await stackOf()).toBeUndefined();

    await cloud.change("masked", { projectId: reviewProject, stateName: "GONE" });
    await cloud.seedIn(reviewProject, { name: "masked", snapshots: 2 });
    await green(ci, "review");
    const first = await stackOf();
    const { snapshots, restoreJobs } = (await cloud.databases())["masked"] ?? {};
    expect(snapshots?.map(({ id }) => id)).toContain(first?.restoredFrom?.snapshotId);
    expect(restoreJobs).toHaveLength(1);
    // The change's next commit.
    expect((await green(ci, "review")).output).toContain("3 unchanged");
    expect(await stackOf()).toEqual(first);
    await green(ci, "remove");
    expect(Object.keys(await cloud.databases())).toContain("masked");
    expect((await cloud.databases())["masked"]?.restoreJobs).toHaveLength(1);
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
    expect(output).toContain("set MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET");
    expect(output).not.toContain("differs from the program");
});

test("every step of every job has run in these tests", () => {
    expect(places.map(({ system, ci }) => [system, ci.untried])).toEqual([
        ["github", []],
        ["gitlab", []],
    ]);
});
