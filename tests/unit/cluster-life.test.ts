// The picture of a cluster's life has everything that happened to it; and the one in the docs is of today's story.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** The picture of a life: the tool is an ES module, which only Node.js itself runs. */
function drawn(life: object): string {
    const script = `
        const { drawClusterLife } = await import(${JSON.stringify(join(root, "tools/cluster-life.mts"))});
        process.stdout.write(drawClusterLife(${JSON.stringify(life)}));
    `;
    return execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
}

const start = Date.parse("2026-11-01T10:00:00Z");
const after = (seconds: number) => start + seconds * 1000;
const path = "/api/atlas/v2/groups/0123456789abcdef01234567";
const request = (seconds: number, method: string, target: string, operation: string, status: number) => ({
    at: after(seconds),
    method,
    path: target,
    operation,
    status,
});

const life = {
    name: `orders <"&">`,
    steps: [
        { at: after(0), text: "pulumi up" },
        { at: after(20), text: "MongoDB migrates it", inAtlas: true },
        { at: after(30), text: "pulumi destroy" },
    ],
    states: [
        { from: after(1.5), stateName: "CREATING" },
        { from: after(4), stateName: "IDLE" },
        { from: after(22), stateName: "UPDATING" },
        { from: after(23), stateName: "REPAIRING" },
        { from: after(32), stateName: "DELETING" },
        { from: after(36), stateName: "GONE" },
    ],
    requests: [
        request(1, "POST", "/api/oauth/token", "createAccessToken", 200),
        request(1.2, "POST", `${path}/serverless`, "createServerlessInstance", 201),
        request(2, "GET", `${path}/serverless?pageNum=1&itemsPerPage=5`, "listServerlessInstances", 200),
        request(2.1, "GET", `${path}/flexClusters`, "listFlexClusters", 200),
        request(3, "GET", `${path}/serverless?pageNum=1&itemsPerPage=5`, "listServerlessInstances", 200),
        request(3.1, "GET", `${path}/flexClusters`, "listFlexClusters", 200),
        request(21, "PATCH", `${path}/flexClusters/orders`, "updateFlexCluster", 503),
        request(21.5, "PATCH", `${path}/flexClusters/orders`, "updateFlexCluster", 0),
        request(31, "DELETE", `${path}/flexClusters/orders`, "deleteFlexCluster", 204),
    ],
};

const escaped = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

describe("the picture of a life", () => {
    const svg = drawn(life);
    const texts = [...svg.matchAll(/<text[^>]*>(?:<title>[^<]*<\/title>)?([^<]*)<\/text>/g)].map(
        ([, text = ""]) => text,
    );

    it("has its name, each step and each state, in their order", () => {
        expect(svg).toContain(`<title>The life of the cluster ${escaped(life.name)}</title>`);
        const named = [
            ...life.steps.map(({ text }) => text),
            ...life.states.map(({ stateName }) => stateName),
        ];
        expect(texts.filter((text) => named.includes(text))).toEqual([
            "pulumi up",
            "CREATING",
            "IDLE",
            "MongoDB migrates it",
            "UPDATING",
            "REPAIRING",
            "pulumi destroy",
            "DELETING",
            "GONE",
        ]);
    });

    it("has each request, with its time and its answer", () => {
        const found = [...svg.matchAll(/<title>([^<]*)<\/title>/g)].flatMap(([, title = ""]) =>
            title.split("\n"),
        );
        expect(found.slice(1).toSorted()).toEqual(
            life.requests
                .map(
                    ({ at, method, path: target, status }) =>
                        `${((at - start) / 1000).toFixed(1)} s ${method} ${escaped(target)} ${status}`,
                )
                .toSorted(),
        );
    });

    it("counts polls that were answered alike, and keeps others apart", () => {
        expect(texts.filter((text) => /^\w+ (?:\d{3}|reset)\b/.test(text))).toEqual([
            "createAccessToken 200",
            "createServerlessInstance 201",
            "listServerlessInstances 200 ×2",
            "listFlexClusters 200 ×2",
            "updateFlexCluster 503",
            "updateFlexCluster reset",
            "deleteFlexCluster 204",
        ]);
    });

    it("has a bar for each state that lasts, from its own row to that of the next", () => {
        const bars = [...svg.matchAll(/<rect x="78" y="(\d+)" width="100" height="(\d+)" rx="4"/g)].map(
            ([, y, height]) => [Number(y), Number(height)] as const,
        );
        expect(bars).toHaveLength(5);
        const ends = bars.map(([y, height]) => y + height + 1);
        expect(bars.slice(1).map(([y]) => y)).toEqual(ends.slice(0, -1));
    });

    it("is one element, and each of its texts is closed", () => {
        expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>\n[\s\S]*<\/svg>\n$/);
        expect(svg.match(/<text/g)?.length).toBe(svg.match(/<\/text>/g)?.length);
        expect(svg.replaceAll(/&(?:amp|lt|gt|quot);/g, "")).not.toContain("&");
    });

    it("of nothing is a picture, too", () => {
        expect(drawn({ name: "none", steps: [], states: [], requests: [] })).toMatch(
            /^<svg[\s\S]*<\/svg>\n$/,
        );
    });
});

test("the picture in the docs is of a run of npm start: from a serverless instance through Flex to the end", () => {
    const picture = readFileSync(join(root, "docs/cluster-life.svg"), "utf8");
    const begin = readFileSync(join(root, "tools/start.mts"), "utf8");
    const commands = [...begin.matchAll(/story\.pulumi\(([^)]*)\)/g)].map(([, args = ""]) =>
        ["pulumi", ...[...args.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word)].join(" "),
    );
    expect(commands.length).toBeGreaterThan(5);
    const positions = [...commands, "GONE</text>"].reduce<number[]>(
        (found, text) => [...found, picture.indexOf(text, (found.at(-1) ?? 0) + 1)],
        [],
    );
    expect(positions.every((position) => position > 0)).toBe(true);
    for (const part of [
        ...["CREATING", "IDLE", "UPDATING", "DELETING"].map((state) => `>${state}</text>`),
        "createServerlessInstance 201",
        "migrates the serverless instance to a Flex cluster",
        "updateFlexCluster 200",
        "deleteFlexCluster 204",
    ]) {
        expect(picture).toContain(part);
    }
});
