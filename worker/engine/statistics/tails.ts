/**
 * Tail probabilities of the normal, chi-square and Student distributions, to about 14 digits.
 *
 * They are used for p-values and intervals only, never for scores. The normal tail, which stands in results, is the same to the
 * last bit in every engine, and in the kernel (assembly/score/tails.ts); the others rest on `Math.exp` and `Math.log`, which may
 * differ.
 */
import { exp } from "./exp.ts";

/** 97.5th percentile of the standard normal distribution: half-width of a 95% interval in standard errors. */
export const NORMAL_975 = 1.959963984540054;

const density = (z: number) => exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/**
 * P(Z > z) of a standard normal Z.
 *
 * Power series around 0, Laplace's continued fraction of Mills' ratio beyond 2.5, so that small tails keep their digits
 * (Abramowitz & Stegun 26.2.11 and 26.2.14).
 */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalTail(-z);
  if (z === Number.POSITIVE_INFINITY) return 0;
  if (z > 2.5) {
    let fraction = z;
    for (let term = 120; term > 0; term--) fraction = z + term / fraction;
    return density(z) / fraction;
  }
  let power = z;
  let sum = z;
  for (let odd = 3; Math.abs(power) > 1e-18; odd += 2) {
    power *= (z * z) / odd;
    sum += power;
  }
  return 0.5 - density(z) * sum;
}

/** Two-sided p-value of a standard normal statistic. */
export function normalTwoSided(z: number): number {
  return 2 * normalTail(Math.abs(z));
}

/** P(X > x) of a chi-square X with `df` (a whole number) degrees of freedom; Abramowitz & Stegun 26.4.4 and 26.4.5. */
export function chiSquareTail(x: number, df: number): number {
  if (!(x > 0)) return x <= 0 ? 1 : Number.NaN;
  const odd = df % 2 === 1;
  const root = Math.sqrt(x);
  let term = odd ? 2 * density(root) * root : Math.exp(-x / 2);
  let tail = odd ? 2 * normalTail(root) : 0;
  for (let k = odd ? 1 : 0; k < df - 1; k += 2) {
    tail += term;
    term *= x / (k + 2);
  }
  return tail;
}

/** Two-sided p-value of Student's t with `df` degrees of freedom: the incomplete beta ratio I_x(df/2, 1/2), x = df/(df + t^2). */
export function studentTwoSided(t: number, df: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  if (!Number.isFinite(t)) return 0;
  return betaRatio(df / (df + t * t), (t * t) / (df + t * t), df / 2, 0.5);
}

/** The t whose two-sided p-value is `p`, by bisection. */
export function studentQuantile(p: number, df: number): number {
  let low = 0;
  let high = 1;
  while (studentTwoSided(high, df) > p) high *= 2;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, df) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Incomplete beta ratio I_x(a, b), with y = 1 - x given apart so that neither loses its digits. */
function betaRatio(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(y, b, a)) / b;
}

/** Continued fraction of the incomplete beta function (NIST DLMF 8.17.22) by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}

/** ln Gamma(x) for x >= 1/2: Stirling's series (NIST DLMF 5.11.1) after shifting x above 10. */
function logGamma(x: number): number {
  let shift = 1;
  let at = x;
  while (at < 10) shift *= at++;
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(shift);
}
