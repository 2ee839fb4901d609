/**
 * How far the ranks of a set lie apart; twin: assembly/score/spread/dispersion.ts, and few.ts beside it, which finds the same
 * of few ranks in another way. Ranks are multiples of a half, so doubled ranks are integers and nothing is rounded before the last step.
 */

/**
 * Median absolute deviation times 1.4826 (R's `mad`).
 *
 * @param sorted doubled ranks, ascending from index `from`
 * @param count how many, at least 1
 */
export function medianAbsoluteDeviation(sorted: Uint32Array, from: number, count: number): number {
  const lower = (count - 1) >>> 1;
  const upper = count >>> 1;
  const centre = sorted[from + lower] + sorted[from + upper];
  const first = deviation(sorted, from, count, centre, lower);
  const second = upper === lower ? first : deviation(sorted, from, count, centre, upper);
  return 1.4826 * ((first + second) / 8);
}

/**
 * The `order`-th smallest (from 0) of |2 x - centre|. Those up to it are a run of `order` + 1 sorted values. Moving the run
 * up brings its low end nearer to the centre and takes its high end away, so the best run is found by bisection.
 */
function deviation(sorted: Uint32Array, from: number, count: number, centre: number, order: number): number {
  let start = from;
  let end = from + count - order;
  while (start < end) {
    const middle = (start + end) >>> 1;
    if (sorted[middle] + sorted[middle + order] < centre) start = middle + 1;
    else end = middle;
  }
  // The high end decides from here on up, the low end below.
  const high = start + order < from + count ? 2 * sorted[start + order] - centre : Number.POSITIVE_INFINITY;
  const low = start > from ? centre - 2 * sorted[start - 1] : Number.POSITIVE_INFINITY;
  return Math.min(low, high);
}

/** Distance between the quartiles, by linear interpolation (R's `IQR`, quantile type 7); parameters as above. */
export function interquartileRange(sorted: Uint32Array, from: number, count: number): number {
  return (quantile(sorted, from, count, 0.75) - quantile(sorted, from, count, 0.25)) / 2;
}

function quantile(sorted: Uint32Array, from: number, count: number, probability: number): number {
  const position = (count - 1) * probability;
  const lower = Math.floor(position);
  const value = sorted[from + lower];
  return position === lower ? value : value + (position - lower) * (sorted[from + lower + 1] - value);
}
