/** Independence of two yes/no findings with fixed totals: the hypergeometric distribution of the count that shows both. */
export interface Overlap {
  readonly observed: number;
  /** Mean under independence. */
  readonly expected: number;
  /** Central 95% range of the count under independence. */
  readonly expectedRange: readonly [low: number, high: number];
  /** Two-sided p by Fisher's exact test: all counts no more likely than the observed one, as R's `fisher.test`. */
  readonly p: number;
}

/**
 * Compares how many of `n` samples have both findings with what independence expects.
 *
 * Probabilities come from ratios of neighbouring terms, so no engine's logarithm can change them.
 *
 * @param both samples with both findings
 * @param first samples with the first, @param second with the second
 */
export function overlap(both: number, first: number, second: number, n: number): Overlap {
  const fewest = Math.max(0, first + second - n);
  const most = Math.min(first, second);
  const mass = masses(fewest, most, first, second, n);
  const observedMass = mass[both - fewest] * (1 + 1e-7);
  let p = 0;
  let cumulative = 0;
  let low = most;
  let high = most;
  for (let count = most; count >= fewest; count--) if (mass[count - fewest] <= observedMass) p += mass[count - fewest];
  for (let count = fewest; count <= most; count++) {
    cumulative += mass[count - fewest];
    if (cumulative > 0.025) low = Math.min(low, count);
    if (cumulative >= 0.975) {
      high = count;
      break;
    }
  }
  return {
    observed: both,
    expected: n === 0 ? 0 : (first * second) / n,
    expectedRange: [low, high],
    p: Math.min(1, p),
  };
}

/** Probabilities of the counts from `fewest` to `most`. */
function masses(fewest: number, most: number, first: number, second: number, n: number): Float64Array {
  const mass = new Float64Array(most - fewest + 1);
  const mode = Math.min(most, Math.max(fewest, Math.floor(((first + 1) * (second + 1)) / (n + 2))));
  mass[mode - fewest] = 1;
  for (let count = mode; count < most; count++) {
    const ratio = ((first - count) * (second - count)) / ((count + 1) * (n - first - second + count + 1));
    mass[count + 1 - fewest] = mass[count - fewest] * ratio;
  }
  for (let count = mode; count > fewest; count--) {
    const ratio = (count * (n - first - second + count)) / ((first - count + 1) * (second - count + 1));
    mass[count - 1 - fewest] = mass[count - fewest] * ratio;
  }
  const total = mass.reduce((sum, value) => sum + value, 0);
  return mass.map((value) => value / total);
}
