/**
 * Quantile of sorted values by R's default, type 7 (Hyndman & Fan 1996, The American Statistician 50:361): linear between
 * the order statistics around (n - 1) p.
 *
 * @param sorted ascending, without NaN
 * @param probability 0 to 1
 * @returns NaN for no values
 * @example quantile(Float64Array.of(1, 2, 3, 4), 0.25) === 1.75
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * probability;
  const at = Math.floor(position);
  const above = position - at;
  // Equal neighbours are returned as they are: a weighted sum of them could differ in the last bit and lose a tie.
  return above === 0 || sorted[at + 1] === sorted[at] ? sorted[at] : (1 - above) * sorted[at] + above * sorted[at + 1];
}
