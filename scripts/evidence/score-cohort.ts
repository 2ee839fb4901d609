/** Scores a cohort of the data folder with this project's engine and lays its labels beside the scores. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CatalogueEntry } from "../../worker/catalogue/index.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { LIMITS } from "../../worker/limits.ts";
import { scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";
import { nodeRanker } from "../node/kernel.ts";
import { fileSource } from "../node/source.ts";
import type { Cohort, Labels } from "./cohorts.ts";
import type { ScoredCohort } from "./ledger.ts";
import { cohortSignatures } from "./subjects.ts";

/** @throws Error where samples and labels do not match */
export async function scoreCohort(
  cohort: Cohort,
  entries: readonly CatalogueEntry[],
  data: string,
): Promise<ScoredCohort> {
  const request = {
    signatures: cohortSignatures(cohort, entries),
    options: { "zscore.combine": "mean" },
    duplicates: "error",
    literalIdentifiers: false,
  } as const;
  const scored = await scoreMatrix(await fileSource(join(data, cohort.id, cohort.matrix)), request, {
    ranker: await nodeRanker("wasm"),
    platform,
    budget: new ByteBudget(LIMITS.isolateBytes, 0),
  });
  const bySample = new Map(readLabels(join(data, cohort.id, "labels.tsv")).map((row) => [row.sample, row]));
  const labels = scored.samples.map((sample) => {
    const row = bySample.get(sample);
    if (!row) throw new Error(`${cohort.id}: sample ${sample} has no label`);
    return row;
  });
  return { cohort, scored, labels };
}

/** A tab-separated table with a header. */
export function readLabels(path: string): Labels[] {
  const [header, ...lines] = readFileSync(path, "utf8")
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map((line) => line.split("\t"));
  return lines.map((cells) => Object.fromEntries(header.map((column, at) => [column, cells[at] ?? ""])));
}
