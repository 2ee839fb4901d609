import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeRanker } from "../../../scripts/node/kernel.ts";
import { ByteBudget } from "../../../worker/engine/budget.ts";
import { classify } from "../../../worker/engine/cohort/index.ts";
import { LIMITS } from "../../../worker/limits.ts";
import { planScoring } from "../../../worker/request/plan.ts";
import { parseScoring } from "../../../worker/request/scoring.ts";
import { RESULT_FORMATS } from "../../../worker/results/index.ts";
import { scoreMatrix } from "../../../worker/score.ts";
import { platform } from "../../../worker/storage/platform.ts";
import { fixture } from "../../support/formats.ts";
import { type Manifest, scoresDigest } from "../../support/manifest.ts";
import { PATHS } from "../../support/score.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/formats");
const manifest: Manifest = JSON.parse(readFileSync(join(FOLDER, "manifest.json"), "utf8"));

async function csvOf(name: string, layer: string | undefined, path: (typeof PATHS)[number]): Promise<string> {
  const { request, context } = planScoring(parseScoring({ layer }), []);
  const runtime = { ranker: await nodeRanker(path), platform, budget: new ByteBudget(LIMITS.isolateBytes, 0) };
  const scored = await scoreMatrix(fixture(name), request, runtime);
  return [...RESULT_FORMATS.csv.chunks(classify(scored, context))].join("");
}

test("every fixture stands in the manifest, and nothing else does", () => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => join(parentPath, name).slice(FOLDER.length + 1));
  expect(Object.keys(manifest.files).sort()).toEqual(
    names.filter((name) => !["manifest.json", "PROVENANCE.md"].includes(name)).sort(),
  );
});

describe.each(PATHS)("by the %s engine in Node, every fixture gives the scores of its matrix", (path) => {
  test.each(Object.entries(manifest.files))("%s", async (name, { matrix, layer }) => {
    expect(await scoresDigest(await csvOf(name, layer, path), manifest.columns)).toBe(manifest.matrices[matrix]);
  });
});
