// What goes wrong between Pulumi and Atlas: what is kept, what is said, and how the next run goes on.
import { packagePath } from "./entry-point.ts";
import { Cloud, declaring, virginia } from "./cloud.ts";
import { PulumiStack } from "./harness/index.ts";
import { resourcesInState, keptOutputs, stackTrace } from "./state-file.ts";

/** Emulated seconds that are ten minutes of ours: longer than any test looks. */
const endless = 36_000;
/** More requests than any test sends. */
const always = 100_000;

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
    await cloud.seed({ name: "neighbour", tags: { owner: "somebody else" } });
});
afterEach(async () => {
    expect(await cloud.tags("neighbour")).toEqual({ owner: "somebody else" });
    await cloud.close();
});

/** The names of all clusters but the neighbour's. */
async function names(): Promise<string[]> {
    return Object.keys(await cloud.databases()).filter((name) => name !== "neighbour");
}

/** How often an operation was asked for. */
async function asked(operation: string): Promise<number> {
    return (await cloud.stats()).operations[operation] ?? 0;
}

/** What the state knows of the clusters; a failed refresh drops Pulumi's own notes on dependencies. */
async function facts(stack: PulumiStack): Promise<object[]> {
    return (await resourcesInState(stack)).map(({ urn, id, inputs, outputs, initErrors }) => ({
        urn,
        id,
        inputs,
        outputs,
        initErrors,
    }));
}

/** A program that declares clusters of these names, by which Pulumi knows them too. */
function declaringAll(...databases: readonly string[]): string {
    return `
        const atlas = require("${packagePath}");
        for (const name of ${JSON.stringify(databases)}) {
            new atlas.ServerlessInstance(name, { name, providerSettings: ${JSON.stringify(virginia)} });
        }
    `;
}

test.each([false, true])(
    "a create whose wait runs out is kept, and the next up resumes it (refreshed between: %s)",
    async (refreshed) => {
        await cloud.fault({ operation: "createServerlessInstance", takes: endless });
        const program = declaring(
            { name: "slow", tags: { team: "shop" } },
            { customTimeouts: { create: "2s" } },
        );
        const stack = await PulumiStack.create({ env: cloud.env, program });
        const first = await stack.run("up", "--yes", "--skip-preview");
        expect(first.code).not.toBe(0);
        expect(first.output).toMatch(
            new RegExp(
                `Timed out after .* while creating cluster "slow" in project ${cloud.projectId}; its last reported state is CREATING. ` +
                    "To wait longer, set the resource option customTimeouts. " +
                    `Cluster "slow" in project ${cloud.projectId} is in the Pulumi state \\(last reported as CREATING\\); ` +
                    "the next `pulumi up` resumes it.",
            ),
        );
        // What is going on is told on the resource's own line.
        expect(first.output).toMatch(/ServerlessInstance orders .*creating: CREATING \(\d+ (ms|s)\)/);
        expect(first.output).not.toMatch(stackTrace);
        expect(await resourcesInState(stack)).toMatchObject([
            { id: `${cloud.projectId}/slow`, initErrors: [expect.stringContaining("Timed out after")] },
        ]);

        if (refreshed) {
            await stack.refresh();
            expect((await resourcesInState(stack))[0]?.initErrors ?? []).toEqual([]);
        }
        expect((await stack.preview()).ops).toEqual({ orders: ["update"] });
        await cloud.change("slow", { stateName: "IDLE" });
        await stack.up();
        expect(await asked("createServerlessInstance")).toBe(1);
        expect(await keptOutputs(stack)).toMatchObject({ stateName: "IDLE", tags: { team: "shop" } });
        expect((await stack.preview()).ops).toEqual({});
    },
);

test("what Atlas refuses to create leaves nothing behind, and the message says what to do", async () => {
    const refusals = {
        unpaid: { status: 402, errorCode: "NO_PAYMENT_INFORMATION_FOUND", detail: "No payment method." },
        crowded: { status: 409, errorCode: "OUT_OF_CAPACITY", detail: "No capacity." },
        nowhere: { status: 400, errorCode: "INVALID_REGION", detail: "No such region." },
    };
    const faults = Object.entries(refusals).map(([instance, answer]) => ({
        operation: "createServerlessInstance",
        instance,
        answer,
    }));
    await cloud.fault(...faults);
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaringAll(...Object.keys(refusals)),
    });
    const { code, output } = await stack.run("up", "--yes", "--skip-preview", "--continue-on-error");
    expect(code).not.toBe(0);
    const could = (name: string): string =>
        `Could not create serverless instance "${name}" in project ${cloud.projectId}: Atlas returned `;
    expect(output).toContain(
        `${could("unpaid")}402 NO_PAYMENT_INFORMATION_FOUND: No payment method (request `,
    );
    expect(output).toContain(
        "Add a payment method to the Atlas organization (Atlas UI: Billing), then retry.",
    );
    expect(output).toContain(`${could("crowded")}409 OUT_OF_CAPACITY: No capacity (request `);
    expect(output).toContain("Retry later, or choose another region");
    expect(output).toContain(`${could("nowhere")}400 INVALID_REGION: No such region (request `);
    expect(output).toContain("such as US_EAST_1 on AWS");
    expect(await resourcesInState(stack)).toEqual([]);
    expect(await names()).toEqual([]);

    await stack.up();
    expect((await names()).sort()).toEqual(Object.keys(refusals).sort());
});

test("a wait continues through answers that are none, and says so", async () => {
    const looks = [503, 429].map((status) => ({
        operation: "getServerlessInstance",
        answer: { status, errorCode: "UNEXPECTED_ERROR" },
    }));
    await cloud.fault(
        ...looks,
        { operation: "getServerlessInstance", reset: "before" },
        // A refused token is renewed once, so it takes two to fail a look.
        {
            operation: "getServerlessInstance",
            times: 2,
            answer: { status: 401, errorCode: "UNAUTHORIZED" },
        },
        {
            operation: "getServerlessInstance",
            answer: { status: 404, errorCode: "GROUP_NOT_FOUND" },
        },
    );
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "patient" }) });
    const { output } = await stack.up();
    expect(output).toContain("creating: no response from Atlas, retrying");
    expect(output).not.toContain("error");
    expect(await keptOutputs(stack)).toMatchObject({ stateName: "IDLE" });
    expect((await stack.preview()).ops).toEqual({});
});

test("a cluster that somebody deletes while we wait for it is reported, and recreated after a refresh", async () => {
    await cloud.fault({ operation: "createServerlessInstance", takes: endless });
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "snatched" }) });
    const up = stack.start("up", "--yes", "--skip-preview");
    await up.waitFor("creating: CREATING");
    await cloud.change("snatched", { stateName: "GONE" });
    const { code, output } = await up.done;
    expect(code).not.toBe(0);
    expect(output).toContain(
        `Cluster "snatched" in project ${cloud.projectId} was deleted outside of Pulumi while Pulumi waited for it. Run \`pulumi refresh\`, then \`pulumi up\` to recreate it.`,
    );
    expect(output).not.toContain("resumes it");

    await stack.refresh();
    expect(await resourcesInState(stack)).toEqual([]);
    await stack.up();
    expect(await names()).toEqual(["snatched"]);
});

test("an update that Atlas refuses changes neither the state nor the cluster", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "kept", tags: { team: "shop" } }),
    });
    await stack.up();
    const before = await facts(stack);

    await cloud.fault({
        operation: "updateServerlessInstance",
        answer: { status: 403, errorCode: "USER_UNAUTHORIZED", detail: "Not yours." },
    });
    stack.write(declaring({ name: "kept", tags: { team: "web" } }));
    const refused = await stack.run("up", "--yes", "--skip-preview");
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(
        `Could not update serverless instance "kept" in project ${cloud.projectId}: Atlas returned 403 ` +
            `USER_UNAUTHORIZED: Not yours (request `,
    );
    expect(refused.output).toContain("API access list includes this IP address.");
    expect(refused.output).not.toMatch(stackTrace);
    expect(await facts(stack)).toEqual(before);
    expect(await cloud.tags("kept")).toEqual({ team: "shop" });

    await stack.up();
    expect(await cloud.tags("kept")).toEqual({ team: "web" });
});

test("an update whose wait runs out is finished by the next up", async () => {
    const program = (team: string): string =>
        declaring({ name: "slow", tags: { team } }, { customTimeouts: { update: "2s" } });
    const stack = await PulumiStack.create({ env: cloud.env, program: program("shop") });
    await stack.up();

    await cloud.fault({ operation: "updateServerlessInstance", takes: endless });
    stack.write(program("web"));
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(
        /Timed out after .* while updating cluster "slow" .*; its last reported state is UPDATING\./,
    );
    expect(output).toContain("the next `pulumi up` resumes it");
    expect(await resourcesInState(stack)).toMatchObject([
        { initErrors: [expect.stringContaining("Timed out after")] },
    ]);

    await stack.refresh();
    expect((await stack.preview()).ops).toEqual({ orders: ["update"] });
    await cloud.change("slow", { stateName: "IDLE" });
    await stack.up();
    expect(await cloud.tags("slow")).toEqual({ team: "web" });
    expect(await asked("updateServerlessInstance")).toBe(1);
    expect((await stack.preview()).ops).toEqual({});
});

test("a destroy ends with every cluster gone, whatever becomes of its requests", async () => {
    const databases = ["dropped", "unheard", "heard", "raced", "underway", "gone"];
    const stack = await PulumiStack.create({ env: cloud.env, program: declaringAll(...databases) });
    await stack.up();
    const operation = "deleteServerlessInstance";
    await cloud.fault(
        // Accepted and forgotten; the same with the answer lost.
        { operation, instance: "dropped", drop: true },
        { operation, instance: "unheard", drop: true, reset: "after" },
        // Accepted, and the answer is lost.
        { operation, instance: "heard", reset: "after" },
        // Somebody else's request was faster than ours.
        {
            operation,
            instance: "raced",
            acts: true,
            answer: { status: 400, errorCode: "CLUSTER_ALREADY_REQUESTED_DELETION" },
        },
    );
    await cloud.change("underway", { stateName: "DELETING", takes: endless });
    await cloud.change("gone", { stateName: "GONE" });

    const destroy = stack.start("destroy", "--yes", "--skip-preview");
    await destroy.waitFor(/underway deleting .*deleting: DELETING/);
    await cloud.change("underway", { stateName: "GONE" });
    expect((await destroy.done).code).toBe(0);
    expect(await names()).toEqual([]);
    expect(await resourcesInState(stack)).toEqual([]);
    // Two each for those that Atlas forgot, and none for those that needed none.
    expect(await asked(operation)).toBe(2 + 2 + 1 + 1);
});

test("a delete that Atlas keeps failing on is reported and keeps the cluster in the state", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "stuck" }) });
    await stack.up();
    await cloud.fault({
        operation: "deleteServerlessInstance",
        answer: { status: 403, errorCode: "USER_UNAUTHORIZED", detail: "Not yours." },
    });
    const { code, output } = await stack.run("destroy", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
        `Could not delete serverless instance "stuck" in project ${cloud.projectId}: Atlas returned 403 ` +
            `USER_UNAUTHORIZED: Not yours (request `,
    );
    expect(output).toContain("Project Owner role");
    expect(output).not.toMatch(stackTrace);
    expect(await names()).toEqual(["stuck"]);

    // Once is nothing to give up for; twice is.
    await cloud.fault({ operation: "deleteServerlessInstance", times: 2, reset: "before" });
    const cut = await stack.run("destroy", "--yes", "--skip-preview");
    expect(cut.code).not.toBe(0);
    expect(cut.output).toContain(
        `Could not delete serverless instance "stuck" in project ${cloud.projectId}: ${cloud.emulator.baseUrl} closed the connection before it sent a response. Run it again.`,
    );
    expect(await asked("deleteServerlessInstance")).toBe(3);
    expect(await resourcesInState(stack)).toMatchObject([{ id: `${cloud.projectId}/stuck` }]);

    await stack.destroy();
    expect(await names()).toEqual([]);
});

test("a refresh that cannot prove a cluster absent never drops it from the state, and says why", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "hidden", tags: { team: "shop" } }),
    });
    await stack.up();
    const before = await facts(stack);
    const page = { body: "<html><body>Sign in</body></html>", contentType: "text/html" };
    const answers = [
        [
            { status: 500, errorCode: "UNEXPECTED_ERROR", detail: "Oops." },
            "Atlas returned 500 UNEXPECTED_ERROR",
        ],
        [{ status: 401, errorCode: "UNAUTHORIZED", detail: "No." }, "Check the service account's client ID"],
        [{ status: 403, errorCode: "FORBIDDEN", detail: "No." }, "API access list includes this IP address"],
        [{ status: 404, errorCode: "GROUP_NOT_FOUND", detail: "None." }, "Check that projectId is correct"],
        [
            { status: 404, ...page },
            "returned a response that is not the Atlas API's (Content-Type: text/html)",
        ],
        [
            { status: 200, ...page },
            "returned a response that is not the Atlas API's (Content-Type: text/html)",
        ],
        // As if the operation were gone: then Flex must say that there is no such cluster, and it does not.
        [
            { status: 404, body: "{}", contentType: "application/json" },
            "Atlas returned 400 CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API",
        ],
    ] as const;
    for (const [answer, reason] of answers) {
        await cloud.fault(
            ...["getServerlessInstance", "listServerlessInstances"].map((operation) => ({
                operation,
                times: always,
                answer,
            })),
        );
        const refresh = await stack.run("refresh", "--yes", "--skip-preview");
        expect(refresh.code).not.toBe(0);
        expect(refresh.output).toContain(reason);
        expect(refresh.output).not.toMatch(stackTrace);
        expect(await facts(stack)).toEqual(before);
        await cloud.clearFaults();
    }
    await stack.refresh();
    expect((await stack.preview()).ops).toEqual({});
    expect(await names()).toEqual(["hidden"]);
});

test("an update waits for the end of a repair", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "broken" }) });
    await stack.up();
    await cloud.change("broken", { stateName: "REPAIRING" });

    stack.write(declaring({ name: "broken", tags: { team: "shop" } }));
    const up = stack.start("up", "--yes", "--skip-preview");
    await up.waitFor("updating: REPAIRING");
    expect(await asked("updateServerlessInstance")).toBe(0);
    await cloud.change("broken", { stateName: "IDLE" });
    expect((await up.done).code).toBe(0);
    expect(await cloud.tags("broken")).toEqual({ team: "shop" });
});

test("a name that is just being given up is waited for", async () => {
    await cloud.seed({ name: "leaving" });
    await cloud.change("leaving", { stateName: "DELETING", takes: endless });
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "leaving" }) });
    const up = stack.start("up", "--yes", "--skip-preview");
    await up.waitFor("waiting for the previous cluster to be deleted: DELETING");
    await cloud.change("leaving", { stateName: "GONE" });
    expect((await up.done).code).toBe(0);
    expect((await cloud.databases())["leaving"]?.id).toBe((await keptOutputs(stack))["instanceId"]);
});

test("a name that another cluster has is an error, and that cluster stays as it is", async () => {
    await cloud.seed({ name: "theirs", tags: { owner: "they" } });
    const theirs = (await cloud.databases())["theirs"];
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "theirs", tags: { owner: "we" } }),
    });
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
        `Could not create cluster "theirs" in project ${cloud.projectId}: the name is taken by cluster`,
    );
    expect(output).toContain(
        "which belongs to no known Pulumi resource (it has no pulumi-owner tag) (DUPLICATE_CLUSTER_NAME",
    );
    expect(output).toContain(
        "Choose another name. To manage that cluster with this resource, set adopt: true.",
    );
    expect(output).not.toMatch(stackTrace);
    expect(await resourcesInState(stack)).toEqual([]);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect((await cloud.databases())["theirs"]).toMatchObject({ id: theirs?.id, tags: theirs?.tags });
});
