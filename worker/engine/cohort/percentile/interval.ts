/**
 * Exact 95% interval of a percentile.
 *
 * How much of the population lies below a score is estimated from the count of reference samples below it, a binomial count:
 * Clopper & Pearson 1934 (Biometrika 26:404). Binomial tails are summed by the ratios of neighbouring terms, without
 * logarithms or exponentials, so that every JavaScript engine gives the same interval.
 */

const TAIL = 0.025;
/** 97.5th percentile of the standard normal distribution; only for the first guess. */
const Z = 1.96;
/** Terms below this share of the sum no longer change it. */
const NEGLIGIBLE = 1e-13;

/** Lower 95% bound of the probability behind `count` of `n`. By symmetry the upper bound is 1 - lower(n - count, n). */
export type LowerBound = (count: number, n: number) => number;

/** Clopper-Pearson lower bounds that remember what they have computed: a cohort asks for the same counts again and again. */
export function lowerBounds(): LowerBound {
  const known = new Map<number, Float64Array>();
  return (count, n) => {
    let bounds = known.get(n);
    if (bounds === undefined) {
      bounds = new Float64Array(n + 1).fill(Number.NaN);
      known.set(n, bounds);
    }
    if (Number.isNaN(bounds[count])) bounds[count] = clopperPearsonLower(count, n);
    return bounds[count];
  };
}

/** The probability at which `count` or more of `n` has probability 0.025; 0 for a count of 0. */
export function clopperPearsonLower(count: number, n: number): number {
  if (count === 0) return 0;
  let low = 0;
  let high = count / n;
  // Wilson's score bound with continuity correction, a good first guess.
  const k = count - 0.5;
  let p = (k + (Z * Z) / 2 - Z * Math.sqrt((k * (n - k)) / n + (Z * Z) / 4)) / (n + Z * Z);
  for (let step = 0; step < 100; step++) {
    const { tail, slope } = upperTail(count, n, p);
    if (tail > TAIL) high = p;
    else low = p;
    let next = p - (tail - TAIL) / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - p) <= 1e-9 * p) return next;
    p = next;
  }
  return p;
}

/** P(X >= k) of a binomial X and its derivative by p, k / p x P(X = k); both relative to P(X = k), then normalised. */
function upperTail(k: number, n: number, p: number): { tail: number; slope: number } {
  const odds = p / (1 - p);
  let above = 1;
  for (let j = k, term = 1; j < n; j++) {
    const ratio = ((n - j) / (j + 1)) * odds;
    term *= ratio;
    above += term;
    if (ratio < 1 && term < NEGLIGIBLE * above) break;
  }
  let below = 0;
  for (let j = k, term = 1; j > 0; j--) {
    const ratio = j / ((n - j + 1) * odds);
    term *= ratio;
    below += term;
    if (ratio < 1 && term < NEGLIGIBLE * below) break;
  }
  return { tail: above / (above + below), slope: k / p / (above + below) };
}
