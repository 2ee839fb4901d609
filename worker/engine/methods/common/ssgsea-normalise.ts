/**
 * The second pass of ssGSEA. It makes a score depend on the other samples and sets of the same call, so it is never done
 * unless asked for.
 */
export const NORMALISATIONS = ["none", "gsva", "signature"] as const;

/**
 * - `none`: raw scores.
 * - `gsva`: divided by the range over all sets and samples (Barbie et al. 2009; GSVA `normalize = TRUE`).
 * - `signature`: each set's scores mapped onto 0..1 over the samples (hacksig `sample_norm = "separate"`).
 */
export type Normalisation = (typeof NORMALISATIONS)[number];

/** Lowest and highest score of a set; null where no sample has one. */
export type ScoreRange = readonly [low: number, high: number] | null;

/** @param scores one a sample, NaN for null */
export function scoreRange(scores: Float64Array): ScoreRange {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (score < low) low = score;
    if (score > high) high = score;
  }
  return low <= high ? [low, high] : null;
}

/** The range of all scores that lie in one of the ranges. */
export function joinRanges(ranges: readonly ScoreRange[]): ScoreRange {
  return ranges.reduce((all, range) => {
    if (all === null || range === null) return all ?? range;
    return [Math.min(all[0], range[0]), Math.max(all[1], range[1])];
  }, null);
}

/**
 * @param columns raw scores, one array a set, one number a sample, NaN for null
 * @param ranges of the sets, where the samples here are a part of their cohort
 * @returns new columns of the same shape; all NaN where the range is 0
 */
export function normaliseSsgsea(
  columns: readonly Float64Array[],
  normalisation: Normalisation,
  ranges: readonly ScoreRange[] = columns.map(scoreRange),
): Float64Array[] {
  if (normalisation === "none") return columns.map((column) => column.slice());
  const all = joinRanges(ranges);
  return columns.map((column, set) => {
    const [low, high] = (normalisation === "gsva" ? all : ranges[set]) ?? [Number.NaN, Number.NaN];
    const base = normalisation === "gsva" ? 0 : low;
    return column.map((score) => (high > low ? (score - base) / (high - low) : Number.NaN));
  });
}
