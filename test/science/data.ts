/** Real cohorts, scored and classified as a request would be. Tests on them need `../shared/data`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Labels } from "../../scripts/evidence/cohorts.ts";
import { readLabels } from "../../scripts/evidence/score-cohort.ts";
import { nodeRanker } from "../../scripts/node/kernel.ts";
import { fileSource } from "../../scripts/node/source.ts";
import { ByteBudget } from "../../worker/engine/budget.ts";
import { type ClassifiedResult, classify } from "../../worker/engine/cohort/index.ts";
import { parseSheet } from "../../worker/engine/sheet.ts";
import { LIMITS } from "../../worker/limits.ts";
import type { MatrixSource } from "../../worker/matrix/source.ts";
import { planScoring } from "../../worker/request/plan.ts";
import { parseScoring } from "../../worker/request/scoring.ts";
import { resultHead, type SampleRow, sampleRows } from "../../worker/results/index.ts";
import { scoreMatrix } from "../../worker/score.ts";
import { platform } from "../../worker/storage/platform.ts";

export const DATA = join(import.meta.dirname, "../../../shared/data");

/** Whether the cohorts are there; says so where they are not. */
export function hasData(what: string): boolean {
  const present = existsSync(DATA);
  if (!present) console.log(`Skipped: ${what}, there is no ${DATA}.`);
  return present;
}

/** Each scores whole cohorts: seconds, more on a busy machine. */
export const PATIENCE = { timeout: 60_000 };

/** A file below the folder of cohorts. */
export const cohortFile = (...path: string[]) => fileSource(join(DATA, ...path));

/** Labels of a cohort by sample. */
export function labelsOf(cohort: string): Map<string, Labels> {
  return new Map(readLabels(join(DATA, cohort, "labels.tsv")).map((row) => [row.sample, row]));
}

export interface Answer {
  readonly result: ClassifiedResult;
  readonly head: ReturnType<typeof resultHead>;
  readonly samples: readonly SampleRow[];
}

/** What a request for a matrix is answered with. */
export async function ask(source: MatrixSource, request: object = {}, sheet?: string): Promise<Answer> {
  const plan = planScoring(parseScoring(request), [], sheet === undefined ? undefined : parseSheet(sheet));
  const runtime = { ranker: await nodeRanker("wasm"), platform, budget: new ByteBudget(LIMITS.isolateBytes, 0) };
  const result = classify(await scoreMatrix(source, plan.request, runtime), plan.context);
  return { result, head: resultHead(result), samples: [...sampleRows(result)] };
}
