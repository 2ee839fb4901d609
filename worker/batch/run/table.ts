/** The table of a part, and of several parts as one. */
import { classNames } from "../../engine/cohort/index.ts";
import type { Env } from "../../env.ts";
import { LIMITS } from "../../limits.ts";
import type { ScoreTable } from "../../results/csv.ts";
import { ahead } from "../stage/ahead.ts";
import { type CohortFacts, groupsOf, sumOf } from "./cohort.ts";
import { readCompletedPart } from "./complete.ts";
import { type Attempt, getFloats, getJson, places } from "./places.ts";
import { type ClassFacts, readClasses } from "./standing.ts";

/** The rows of a part, once the classes of all parts are there. */
export async function tableOfPart(
  env: Env,
  at: Attempt,
  { sizes }: Pick<CohortFacts, "sizes">,
  part: number,
): Promise<ScoreTable> {
  const completed = await readCompletedPart(env, at, part);
  const has = await getJson<ClassFacts>(env, places.standing(at));
  const start = sumOf(sizes.slice(0, part));
  const size = sizes[part];
  const classes = has.classes ? await readClasses(env, at, start, size) : null;
  const percentiles = has.percentiles
    ? await readPercentiles(env, at, groupsOf(completed.columns.length, sumOf(sizes)), start, size)
    : null;
  return {
    ...completed,
    classes: classes === null ? null : (sample) => classNames(classes, sample),
    percentile: percentiles === null ? null : (column, sample) => percentiles[column * size + sample],
  };
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
    const values = await getFloats(env, places.percentiles(at, group), from, from + (last - first) * size);
    percentiles.set(values, first * size);
  };
  for await (const _ of ahead([...groups.entries()], LIMITS.bucketRequests, fetch));
  return percentiles;
}

/** Tables with the same columns, one under the other. */
export function joinTables(tables: readonly ScoreTable[]): ScoreTable {
  const samples = tables.flatMap((table) => table.samples);
  /** Of each sample: its table, and its row there. */
  const places = tables.flatMap((table) => Array.from(table.samples.keys(), (row) => [table, row] as const));
  const [first] = tables;
  return {
    samples,
    columns: first.columns.map((column, at) => {
      const values = new Float64Array(samples.length * column.fields.length);
      let start = 0;
      for (const { columns } of tables) {
        values.set(columns[at].values, start);
        start += columns[at].values.length;
      }
      return { ...column, values };
    }),
    classes:
      first.classes === null
        ? null
        : (sample) => {
            const [table, row] = places[sample];
            // All tables have classes, or none has.
            return (table.classes as NonNullable<ScoreTable["classes"]>)(row);
          },
    percentile:
      first.percentile === null
        ? null
        : (column, sample) => {
            const [table, row] = places[sample];
            return (table.percentile as NonNullable<ScoreTable["percentile"]>)(column, row);
          },
  };
}
