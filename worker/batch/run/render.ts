/** The results of parts as they are published: rows of the CSV, row groups of the Parquet file, rows of the report. */
import type { Env } from "../../env.ts";
import type { Isolate } from "../../isolate.ts";
import { LIMITS } from "../../limits.ts";
import { inChunks } from "../../results/chunks.ts";
import { type ScoreTable, tableHeader, tableRows } from "../../results/csv.ts";
import { parquetFile } from "../../results/parquet.ts";
import { rowsOf } from "../../results/report/index.ts";
import { heartbeat, report } from "./attempt.ts";
import { type CohortFacts, sumOf } from "./cohort.ts";
import { type Attempt, getJson, places, putJson } from "./places.ts";
import { joinTables, tableOfPart } from "./table.ts";

const COMMA = ",";

/** Writes the rows of a part, after the header where it is the first. @throws Superseded */
export async function renderPart(env: Env, at: Attempt, part: number): Promise<void> {
  await report(env, at);
  const cohort = await getJson<CohortFacts>(env, places.cohort(at));
  const table = await tableOfPart(env, at, cohort, part);
  const pieces = part === 0 ? [tableHeader(table, COMMA)] : [];
  for (const chunk of inChunks(tableRows(table, COMMA))) pieces.push(chunk);
  await env.MATRICES.put(places.rendered(at, part), pieces.join(""));
  const listed = LIMITS.reportSamples - sumOf(cohort.sizes.slice(0, part));
  if (listed > 0) await putJson(env, places.listed(at, part), rowsOf(table, listed));
}

/**
 * Writes the Parquet file in pieces: a row group for as many parts as fit the memory, so that there are few of them, and the end.
 *
 * @returns number of pieces
 * @throws Superseded
 */
export async function renderParquet(env: Env, isolate: Isolate, at: Attempt): Promise<number> {
  await report(env, at);
  const cohort = await getJson<CohortFacts>(env, places.cohort(at));
  const beat = heartbeat(env, at);
  const lease = await isolate.budget.acquire(2 * LIMITS.cohortBytes);
  try {
    const first = await tableOfPart(env, at, cohort, 0);
    const file = parquetFile(first);
    const values = first.columns.reduce((sum, { fields }) => sum + fields.length + 1, 0);
    const mostRows = Math.max(1, Math.floor(LIMITS.cohortBytes / (8 * values)));
    let pieces = 0;
    const put = (bytes: Uint8Array) => env.MATRICES.put(places.table(at, pieces++), bytes);
    let waiting: ScoreTable[] = [];
    const flush = async () => {
      const table = joinTables(waiting);
      waiting = [];
      await put(file.group(table, 0, table.samples.length));
    };
    let rows = 0;
    for (const [part, size] of cohort.sizes.entries()) {
      if (rows > 0 && rows + size > mostRows) {
        await flush();
        rows = 0;
      }
      waiting.push(part === 0 ? first : await tableOfPart(env, at, cohort, part));
      rows += size;
      await beat();
    }
    await flush();
    await put(file.end());
    return pieces;
  } finally {
    lease.release();
  }
}
