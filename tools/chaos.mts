// `npm run chaos`: everything of which `npm test` plays a share only: all faults, all crashes, all
// properties; and the search for secrets.
//
//     npm run chaos -- tests/chaos/matrix     only these tests
//     CHAOS_SEED=7 npm run chaos              other moments, where chance chooses them

process.env["CHAOS"] = "full";
const layers = ["chaos", "crashes", "properties", "secrets"];
// Paths first: what stands behind the option's name are layers.
process.argv.push("--selectProjects", ...layers);
await import("./test.mts");
