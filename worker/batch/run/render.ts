/** The third stage of a part: its rows of the table, as text. */
import { classNames } from "../../engine/cohort/index.ts";
import type { Env } from "../../env.ts";
import { inChunks } from "../../results/chunks.ts";
import { type ScoreTable, tableHeader, tableRows } from "../../results/csv.ts";
import { readArrays, readFloats, readHead } from "./arrays.ts";
import { report } from "./attempt.ts";
import { type CohortFacts, sumOf } from "./cohort.ts";
import { readCompletedPart } from "./complete.ts";
import { type Attempt, getJson, places } from "./places.ts";
import { type ClassFacts, columnGroups } from "./standing.ts";

const COMMA = ",";

/** Writes the rows of a part, after the header where it is the first. @throws Superseded */
export async function renderPart(env: Env, at: Attempt, part: number): Promise<void> {
  await report(env, at);
  const cohort = await getJson<CohortFacts>(env, places.cohort(at));
  const completed = await readCompletedPart(env, at, part);
  const classes = await readArrays<ClassFacts>(env, places.classes(at));
  const start = sumOf(cohort.sizes.slice(0, part));
  const codes = { radiation: { codes: classes.bytes("radiation") }, chemo: { codes: classes.bytes("chemo") } };
  const percentiles = classes.facts.percentiles ? await readPercentiles(env, at, cohort, part, start) : null;
  const size = cohort.sizes[part];
  const table: ScoreTable = {
    ...completed,
    classes: classes.facts.classes ? (sample) => classNames(codes, start + sample) : null,
    percentile: percentiles === null ? null : (column, sample) => percentiles[column * size + sample],
  };
  const pieces = part === 0 ? [tableHeader(table, COMMA)] : [];
  for (const chunk of inChunks(tableRows(table, COMMA))) pieces.push(chunk);
  await env.MATRICES.put(places.rendered(at, part), pieces.join(""));
}

/** Percentiles of a part: column by column, a number a sample. */
async function readPercentiles(
  env: Env,
  at: Attempt,
  { sizes }: CohortFacts,
  part: number,
  start: number,
): Promise<Float64Array> {
  const size = sizes[part];
  const groups = await columnGroups(env, at, sizes);
  const columns = groups.at(-1)?.[1] ?? 0;
  const percentiles = new Float64Array(columns * size);
  for (const [group, [first, last]] of groups.entries()) {
    const key = places.percentiles(at, group);
    const from = (last - first) * start;
    const head = await readHead(env, key);
    const values = await readFloats(env, key, head, "percentiles", from, from + (last - first) * size);
    percentiles.set(values, first * size);
  }
  return percentiles;
}
