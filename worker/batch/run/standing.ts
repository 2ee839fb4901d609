/** Where samples stand in their cohort: percentiles of all scores, and classes, from the scores of all parts. */
import {
  type Calls,
  classify,
  eligibility,
  percentileOf,
  positionsIn,
  referenceOf,
} from "../../engine/cohort/index.ts";
import type { ScoreColumn, ScoredMatrix } from "../../engine/scored.ts";
import type { Env } from "../../env.ts";
import type { Isolate } from "../../isolate.ts";
import { LIMITS } from "../../limits.ts";
import { resultHead } from "../../results/index.ts";
import { planesOf, spreadOf } from "../../results/report/index.ts";
import { scaleWarnings } from "../../score.ts";
import { ahead } from "../stage/ahead.ts";
import { readHead } from "./arrays.ts";
import { openAttempt, report } from "./attempt.ts";
import { type CohortFacts, gatherColumns, groupsOf, sumOf } from "./cohort.ts";
import { type CompletedFacts, readClassColumns } from "./complete.ts";
import { type Attempt, getBytes, getJson, places, putFloats, putJson } from "./places.ts";

/** Columns of scores in groups that fit the memory: [first, last) of each. */
async function columnGroups(env: Env, at: Attempt, sizes: readonly number[]) {
  const { facts } = await readHead<CompletedFacts>(env, places.completed(at, 0));
  return groupsOf(facts.columns.length, sumOf(sizes));
}

/** Number of groups of columns. @throws Superseded */
export async function countGroups(env: Env, at: Attempt): Promise<number> {
  await report(env, at);
  const { sizes } = await getJson<CohortFacts>(env, places.cohort(at));
  return (await columnGroups(env, at, sizes)).length;
}

/**
 * Distributions of a group of columns, and percentiles where samples are compared.
 *
 * @throws Superseded; Problem `bad-sheet` where the sheet names a sample that is not there
 */
export async function gatherPercentiles(env: Env, isolate: Isolate, at: Attempt, group: number): Promise<void> {
  const { plan } = await openAttempt(env, at);
  const { sizes } = await getJson<CohortFacts>(env, places.cohort(at));
  const [first, last] = (await columnGroups(env, at, sizes))[group];
  // The scores, their percentiles, and what one column needs besides.
  const lease = await isolate.budget.acquire(2.5 * LIMITS.cohortBytes);
  try {
    const eligible = eligibility(await getJson<string[]>(env, places.samples(at)), plan.context.sheet);
    const columns = await gatherColumns(env, sizes, first, last, (part) => places.scores(at, part));
    const { facts } = await readHead<CompletedFacts>(env, places.completed(at, 0));
    const spreads = columns.map((scores, column) => spreadOf(facts.columns[first + column], scores));
    await putJson(env, places.spreads(at, group), spreads);
    if (plan.context.classes === "none") return;
    const percentiles = new Float64Array(columns.length * eligible.eligible.length);
    for (const [column, scores] of columns.entries()) {
      const positions = positionsIn(referenceOf(scores, eligible.eligible, eligible), scores, eligible);
      let start = 0;
      for (const size of sizes) {
        const target = columns.length * start + column * size;
        for (let sample = 0; sample < size; sample++)
          percentiles[target + sample] = percentileOf(positions, start + sample);
        start += size;
      }
    }
    await putFloats(env, places.percentiles(at, group), percentiles);
  } finally {
    lease.release();
  }
}

/** Whether the result has classes and percentiles. */
export interface ClassFacts {
  readonly percentiles: boolean;
  readonly classes: boolean;
}

/**
 * Classes of all samples, and the summary of the job.
 *
 * @throws as {@link gatherPercentiles}
 */
export async function gatherClasses(env: Env, isolate: Isolate, at: Attempt): Promise<void> {
  const { job, plan } = await openAttempt(env, at);
  const cohort = await getJson<CohortFacts>(env, places.cohort(at));
  const { facts } = await readHead<CompletedFacts>(env, places.completed(at, 0));
  const lease = await isolate.budget.acquire(2 * LIMITS.cohortBytes);
  try {
    const samples = await getJson<string[]>(env, places.samples(at));
    const scored = scoredMatrix(job.key, cohort, facts, samples);
    const result = classify({ ...scored, columns: await classColumns(env, at, cohort.sizes) }, plan.context);
    const classes = result.cohort?.classes ?? null;
    const has: ClassFacts = { percentiles: result.cohort !== null, classes: classes !== null };
    await env.MATRICES.put(places.classes(at), classes === null ? new Uint8Array(0) : paired(classes));
    await putJson(env, places.standing(at), has);
    const head = resultHead({ ...result, scored });
    await putJson(env, places.planes(at), planesOf(result, head));
    await env.MATRICES.put(places.summary(at), `${JSON.stringify(head)}\n`);
  } finally {
    lease.release();
  }
}

/** The codes of radiation and chemo, sample by sample. */
function paired({ radiation, chemo }: Record<"radiation" | "chemo", Calls>): Uint8Array {
  const pairs = new Uint8Array(2 * radiation.codes.length);
  for (let sample = 0; sample < radiation.codes.length; sample++) {
    pairs[2 * sample] = radiation.codes[sample];
    pairs[2 * sample + 1] = chemo.codes[sample];
  }
  return pairs;
}

/** The classes of a part as {@link gatherClasses} left them, if there are any. */
export async function readClasses(env: Env, at: Attempt, start: number, samples: number) {
  const pairs = await getBytes(env, places.classes(at), 2 * start, 2 * (start + samples));
  return {
    radiation: { codes: pairs.filter((_, at) => at % 2 === 0) },
    chemo: { codes: pairs.filter((_, at) => at % 2 === 1) },
  };
}

/** The matrix with the names of all columns and the scores of none. */
function scoredMatrix(
  name: string,
  cohort: CohortFacts,
  facts: CompletedFacts,
  samples: readonly string[],
): ScoredMatrix {
  const { matrix, engine, scale, warnings } = cohort;
  return {
    matrix: {
      ...matrix,
      name,
      samples: samples.length,
      values: scale.scale,
      warnings: [...warnings, ...facts.warnings, ...scaleWarnings(scale)],
    },
    engine,
    signatures: facts.signatures,
    samples,
    measured: new Uint32Array(0),
    columns: facts.columns.map((column) => ({ ...column, values: new Float64Array(0), reasons: new Uint8Array(0) })),
    options: facts.options,
  };
}

/** The columns that classes rest on, over all samples. */
async function classColumns(env: Env, at: Attempt, sizes: readonly number[]): Promise<ScoreColumn[]> {
  const samples = sumOf(sizes);
  let whole: { column: ScoreColumn; values: Float64Array; reasons: Uint8Array }[] | null = null;
  let start = 0;
  const parts = ahead([...sizes.entries()], LIMITS.bucketRequests, async ([part, size]) => ({
    columns: await readClassColumns(env, at, part),
    size,
  }));
  for await (const { columns, size } of parts) {
    whole ??= columns.map((column) => ({
      column,
      values: new Float64Array(samples),
      reasons: new Uint8Array(samples),
    }));
    for (const [index, { values, reasons }] of columns.entries()) {
      whole[index].values.set(values, start);
      whole[index].reasons.set(reasons, start);
    }
    start += size;
  }
  return (whole ?? []).map(({ column, values, reasons }) => ({ ...column, values, reasons }));
}
