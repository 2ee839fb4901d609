/** The cohort of a job whose samples are scored in parts: what is known of it, and statistics over all parts. */

import type { WholeCohort } from "../../engine/board/scores.ts";
import { type GeneStatistics, geneStatistics } from "../../engine/methods/common/cohort-genes.ts";
import { joinRanges, type ScoreRange } from "../../engine/methods/common/ssgsea-normalise.ts";
import { mergeScales, type ScaleFinding, type ScaleTally, valueScale } from "../../engine/scale.ts";
import type { EngineSummary, MatrixSummary, Warning } from "../../engine/scored.ts";
import { ENGINE_VERSION } from "../../engine/version.ts";
import type { Env } from "../../env.ts";
import type { Isolate } from "../../isolate.ts";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";
import { ahead } from "../stage/ahead.ts";
import type { StagedMatrix } from "../stage/stage.ts";
import { readHead } from "./arrays.ts";
import { report } from "./attempt.ts";
import { type Attempt, getFloats, getJson, places, putJson } from "./places.ts";
import { type RankedFacts, readScale } from "./ranked.ts";

/** What is known of the cohort once all parts are ranked. */
export interface CohortFacts {
  /** Samples of each part, in order. */
  readonly sizes: readonly number[];
  readonly matrix: Pick<MatrixSummary, "genes" | "identifiers" | "format" | "digest">;
  readonly engine: EngineSummary;
  readonly scale: ScaleFinding;
  readonly warnings: readonly Warning[];
  /** Panel genes that methods of cohort scope look at, in groups that fit the memory. */
  readonly geneGroups: readonly (readonly number[])[];
  readonly scoreRanges: WholeCohort["scoreRanges"];
}

/**
 * Gathers what the parts found out.
 *
 * @returns number of groups of genes
 * @throws Superseded; Problem `duplicate-samples` where two parts name the same sample
 */
export async function gatherCohort(env: Env, at: Attempt): Promise<number> {
  const staged = await getJson<StagedMatrix>(env, places.matrix(at));
  await report(env, at, { stage: "cohort" });
  const samples: string[] = [];
  const sizes: number[] = [];
  let tally: ScaleTally | null = null;
  const ranges: ScoreRange[][] = [];
  let heldBytes = 0;
  let first: RankedFacts | null = null;
  for await (const { facts, scale } of ahead(partsOf(staged), LIMITS.bucketRequests, (part) =>
    rankedOf(env, at, part),
  )) {
    first ??= facts;
    if (facts.genes !== first.genes)
      throw new Error(`a part has ${facts.genes} genes and the first one ${first.genes}`);
    for (const name of facts.samples) samples.push(name);
    sizes.push(facts.samples.length);
    // One at a time: the tallies of a thousand parts are more than the memory.
    tally = tally === null ? scale : mergeScales([tally, scale]);
    for (const [column, range] of facts.scoreRanges.entries()) {
      ranges[column] ??= [];
      ranges[column].push(range);
    }
    heldBytes = Math.max(heldBytes, facts.heldBytes);
  }
  if (first === null || tally === null) throw new Error("a staged matrix without parts");
  checkNames(samples);
  const { genes, identifiers, warnings, path, kernel, cohortGenes } = first;
  const facts: CohortFacts = {
    sizes,
    matrix: { genes, identifiers, format: staged.format, digest: staged.digest },
    engine: { version: ENGINE_VERSION, path, kernel, heldBytes },
    scale: valueScale(tally),
    warnings,
    geneGroups: groupsOf(cohortGenes.length, samples.length).map(([from, to]) => cohortGenes.slice(from, to)),
    scoreRanges: ranges.map(joinRanges),
  };
  await putJson(env, places.samples(at), samples);
  await putJson(env, places.cohort(at), facts);
  await report(env, at, { genes, samples: samples.length });
  return facts.geneGroups.length;
}

async function rankedOf(env: Env, at: Attempt, part: number): Promise<{ facts: RankedFacts; scale: ScaleTally }> {
  const key = places.ranked(at, part);
  const head = await readHead<RankedFacts>(env, key);
  return { facts: head.facts, scale: await readScale(env, key, head) };
}

/** Matrices with samples in rows are checked part by part before; here name meets name across parts. */
function checkNames(samples: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of samples) {
    if (seen.has(name)) {
      const detail = `Two samples are named "${name.slice(0, 80)}". Give each sample a name of its own.`;
      throw new Problem("duplicate-samples", detail, { text: name, expected: "a different name" });
    }
    seen.add(name);
  }
}

/** Columns or genes [0, count) in groups that fit the memory over all samples. */
export function groupsOf(count: number, samples: number): (readonly [first: number, last: number])[] {
  const size = Math.max(1, Math.floor(LIMITS.cohortBytes / (8 * samples)));
  return Array.from({ length: Math.ceil(count / size) }, (_, group) => [
    group * size,
    Math.min(count, (group + 1) * size),
  ]);
}

/** Samples of all parts together. */
export function sumOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Numbers of the parts of a staged matrix, ascending from 0. */
export function partsOf({ parts }: Pick<StagedMatrix, "parts">): number[] {
  return Array.from({ length: parts }, (_, part) => part);
}

/** Statistics of a group of genes over all samples, for methods of cohort scope. @throws Superseded */
export async function gatherStatistics(env: Env, isolate: Isolate, at: Attempt, group: number): Promise<void> {
  await report(env, at);
  const { sizes, geneGroups } = await getJson<CohortFacts>(env, places.cohort(at));
  const genes = geneGroups[group];
  const before = geneGroups.slice(0, group).reduce((sum, { length }) => sum + length, 0);
  const lease = await isolate.budget.acquire(2 * LIMITS.cohortBytes);
  try {
    const columns = await gatherColumns(env, sizes, before, before + genes.length, (part) =>
      places.cohortValues(at, part),
    );
    const statistics = columns.map((values, gene) => [genes[gene], geneStatistics(values)] as const);
    await putJson(env, places.statistics(at, group), statistics);
  } finally {
    lease.release();
  }
}

/** A panel gene and its statistics. NaN and infinite numbers are null in JSON, and only NaN occurs. */
type GeneEntry = readonly [number, { readonly [Name in keyof GeneStatistics]: number | null }];

/** Puts the statistics of all groups in one place: a part reads them once, however many groups there are. @throws Superseded */
export async function joinStatistics(env: Env, at: Attempt): Promise<void> {
  await report(env, at);
  const { geneGroups } = await getJson<CohortFacts>(env, places.cohort(at));
  const all: GeneEntry[] = [];
  for (const group of geneGroups.keys()) all.push(...(await getJson<GeneEntry[]>(env, places.statistics(at, group))));
  await putJson(env, places.allStatistics(at), all);
}

/** Columns [first, last) over the samples of all parts. @param keyOf where a part has them, column by column */
export async function gatherColumns(
  env: Env,
  sizes: readonly number[],
  first: number,
  last: number,
  keyOf: (part: number) => string,
): Promise<Float64Array[]> {
  const samples = sumOf(sizes);
  const columns = Array.from({ length: last - first }, () => new Float64Array(samples));
  const fetch = (size: number, part: number) => getFloats(env, keyOf(part), first * size, last * size);
  let start = 0;
  let part = 0;
  for await (const values of ahead([...sizes.entries()], LIMITS.bucketRequests, ([at, size]) => fetch(size, at))) {
    const size = sizes[part++];
    for (const [column, target] of columns.entries()) {
      target.set(values.subarray(column * size, (column + 1) * size), start);
    }
    start += size;
  }
  return columns;
}

/** What parts need of the whole cohort. */
export async function wholeCohort(env: Env, at: Attempt, { scale, scoreRanges }: CohortFacts): Promise<WholeCohort> {
  const known = new Map<number, GeneStatistics>();
  const entries = await getJson<readonly GeneEntry[]>(env, places.allStatistics(at));
  for (const [gene, { samples, measured, mean, deviation, median }] of entries) {
    known.set(gene, {
      samples: samples ?? 0,
      measured: measured ?? 0,
      mean: mean ?? Number.NaN,
      deviation: deviation ?? Number.NaN,
      median: median ?? Number.NaN,
    });
  }
  return {
    scale,
    scoreRanges,
    statistics: (gene) => {
      const statistics = known.get(gene);
      if (statistics === undefined) throw new Error(`no statistics of panel gene ${gene}`);
      return statistics;
    },
  };
}
