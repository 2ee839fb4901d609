/** The third stage of a part: its rows of the table, as text. */
import { classNames } from "../../engine/cohort/index.ts";
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import { inChunks } from "../../results/chunks.ts";
import { type ScoreTable, tableHeader, tableRows } from "../../results/csv.ts";
import { ahead } from "../stage/ahead.ts";
import { report } from "./attempt.ts";
import { type CohortFacts, groupsOf, sumOf } from "./cohort.ts";
import { readCompletedPart } from "./complete.ts";
import { type Attempt, getFloats, getJson, places } from "./places.ts";
import { type ClassFacts, readClasses } from "./standing.ts";

const COMMA = ",";

/** Writes the rows of a part, after the header where it is the first. @throws Superseded */
export async function renderPart(env: Env, at: Attempt, part: number): Promise<void> {
  await report(env, at);
  const cohort = await getJson<CohortFacts>(env, places.cohort(at));
  const completed = await readCompletedPart(env, at, part);
  const has = await getJson<ClassFacts>(env, places.standing(at));
  const start = sumOf(cohort.sizes.slice(0, part));
  const size = cohort.sizes[part];
  const classes = has.classes ? await readClasses(env, at, start, size) : null;
  const percentiles = has.percentiles
    ? await readPercentiles(env, at, groupsOf(completed.columns.length, sumOf(cohort.sizes)), start, size)
    : null;
  const table: ScoreTable = {
    ...completed,
    classes: classes === null ? null : (sample) => classNames(classes, sample),
    percentile: percentiles === null ? null : (column, sample) => percentiles[column * size + sample],
  };
  const pieces = part === 0 ? [tableHeader(table, COMMA)] : [];
  for (const chunk of inChunks(tableRows(table, COMMA))) pieces.push(chunk);
  await env.MATRICES.put(places.rendered(at, part), pieces.join(""));
}

/** Percentiles of a part: column by column, a number a sample. @param start samples of the parts before */
async function readPercentiles(
  env: Env,
  at: Attempt,
  groups: readonly (readonly [first: number, last: number])[],
  start: number,
  size: number,
): Promise<Float64Array> {
  const percentiles = new Float64Array((groups.at(-1)?.[1] ?? 0) * size);
  const fetch = async ([group, [first, last]]: readonly [number, readonly [number, number]]) => {
    const from = (last - first) * start;
    percentiles.set(
      await getFloats(env, places.percentiles(at, group), from, from + (last - first) * size),
      first * size,
    );
  };
  for await (const _ of ahead([...groups.entries()], LIMITS.bucketRequests, fetch));
  return percentiles;
}
