/**
 * Percentiles: where each sample's score lies among the scores of its reference.
 *
 * A percentile is the fraction of the reference below the score plus half of the ties. What is kept is the two counts behind
 * it: percentile and interval both follow from them.
 */
import type { Standing } from "../calls.ts";
import type { Cohorts } from "../eligibility.ts";
import type { LowerBound } from "./interval.ts";

/** Counts of one score column, one a sample. */
export interface Positions {
  /** Reference scores below the sample's; {@link UNRANKED} where the sample has no score. */
  readonly below: Uint32Array;
  /** Reference scores equal to the sample's, its own included where it belongs to the reference. */
  readonly tied: Uint32Array;
  /** 1 where the sample itself belongs to the reference. */
  readonly member: Uint8Array;
  /** Number of reference scores of each cohort. */
  readonly size: Uint32Array;
  /** Cohort of each sample. */
  readonly cohort: Uint32Array;
}

const UNRANKED = 0xffffffff;

/** Scores of the reference samples, ascending within each cohort. */
export interface Reference {
  readonly sorted: Float64Array;
  /** Where each cohort's scores start in `sorted`, and how many they are. */
  readonly start: Uint32Array;
  readonly size: Uint32Array;
  readonly member: Uint8Array;
}

/**
 * Gathers and sorts the reference scores of each cohort.
 *
 * @param scores one a sample; NaN for null, which leaves the reference
 * @param eligible 1 for each sample that belongs to its cohort's reference
 */
export function referenceOf(scores: Float64Array, eligible: Uint8Array, { cohort, groups }: Cohorts): Reference {
  const member = eligible.map((flag, sample) => (Number.isNaN(scores[sample]) ? 0 : flag));
  const size = new Uint32Array(groups.length);
  for (let sample = 0; sample < scores.length; sample++) size[cohort[sample]] += member[sample];
  const start = new Uint32Array(groups.length);
  for (let group = 1; group < groups.length; group++) start[group] = start[group - 1] + size[group - 1];
  const filled = start.slice();
  const sorted = new Float64Array(size.reduce((sum, count) => sum + count, 0));
  for (let sample = 0; sample < scores.length; sample++) {
    if (member[sample] === 1) sorted[filled[cohort[sample]]++] = scores[sample];
  }
  for (let group = 0; group < groups.length; group++) sorted.subarray(start[group], filled[group]).sort();
  return { sorted, start, size, member };
}

/** Positions of scores (one a sample; NaN for null) among the reference of their own cohort. */
export function positionsIn(reference: Reference, scores: Float64Array, { cohort }: Cohorts): Positions {
  const { sorted, start, size, member } = reference;
  const below = new Uint32Array(scores.length).fill(UNRANKED);
  const tied = new Uint32Array(scores.length);
  for (let sample = 0; sample < scores.length; sample++) {
    const score = scores[sample];
    if (Number.isNaN(score)) continue;
    const from = start[cohort[sample]];
    const to = from + size[cohort[sample]];
    const first = firstAtLeast(sorted, score, from, to);
    below[sample] = first - from;
    tied[sample] = first < to && sorted[first] === score ? firstAbove(sorted, score, first, to) - first : 0;
  }
  return { below, tied, member, size, cohort };
}

/** Fraction of the reference below the score plus half of the ties; NaN without a score, or with fewer than two to compare. */
export function percentileOf(at: Positions, sample: number): number {
  const n = at.size[at.cohort[sample]];
  return at.below[sample] === UNRANKED || n < 2 ? Number.NaN : (at.below[sample] + at.tied[sample] / 2) / n;
}

/**
 * 95% interval of a percentile, from the reference without the sample itself: the lower end takes the scores below for the
 * count, the upper end those above, so that ties widen it. NaN where the percentile is.
 */
export function intervalOf(at: Positions, sample: number, bound: LowerBound): readonly [low: number, high: number] {
  if (Number.isNaN(percentileOf(at, sample))) return [Number.NaN, Number.NaN];
  const n = at.size[at.cohort[sample]];
  const others = n - at.member[sample];
  const above = n - at.below[sample] - at.tied[sample];
  return [bound(at.below[sample], others), 1 - bound(above, others)];
}

/** Percentiles and intervals of all samples. */
export function standingIn(at: Positions, bound: LowerBound): Standing {
  const samples = at.below.length;
  const standing = {
    percentile: new Float64Array(samples),
    low: new Float64Array(samples),
    high: new Float64Array(samples),
  };
  for (let sample = 0; sample < samples; sample++) {
    standing.percentile[sample] = percentileOf(at, sample);
    [standing.low[sample], standing.high[sample]] = intervalOf(at, sample, bound);
  }
  return standing;
}

/** First index in [from, to) whose value is not below `score`, or `to`. */
function firstAtLeast(sorted: Float64Array, score: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index in [from, to) whose value is above `score`, or `to`. */
function firstAbove(sorted: Float64Array, score: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= score) low = middle + 1;
    else high = middle;
  }
  return low;
}
