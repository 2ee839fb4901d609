/** From the folder of cohorts to the ledger and whatever the document prints. */
import { join } from "node:path";
import { catalogue, scorable } from "../../worker/catalogue/index.ts";
import { COHORTS } from "./cohorts.ts";
import { buildLedger, type ScoredCohort } from "./ledger.ts";
import { POOLED_RSI, pooledRows } from "./pooled-rsi.ts";
import { readLabels, scoreCohort } from "./score-cohort.ts";
import type { EvidenceTables } from "./tables.ts";

/** @param data folder with a folder a cohort */
export async function buildEvidence(data: string): Promise<EvidenceTables> {
  const entries = catalogue().filter(scorable);
  const cohorts: ScoredCohort[] = [];
  for (const cohort of COHORTS) cohorts.push(await scoreCohort(cohort, entries, data));
  const pooled = readLabels(join(data, POOLED_RSI.folder, POOLED_RSI.table));
  return { entries, cohorts, pooled, ledger: buildLedger(entries, cohorts, pooledRows(pooled)) };
}
