/** Correlation of two series by Pearson and by Spearman. */
import { averageRanks } from "./ranks.ts";
import { NORMAL_975, studentTwoSided } from "./tails.ts";

export interface Correlation {
  readonly n: number;
  /** From -1 to 1; NaN where one side is constant. */
  readonly rho: number;
  /** 95% interval; NaN below four pairs. */
  readonly low: number;
  readonly high: number;
  /** Two-sided. */
  readonly p: number;
}

/** Pearson's correlation of two series of equal length; NaN where one is constant. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i] / n;
    meanY += y[i] / n;
  }
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    xx += (x[i] - meanX) * (x[i] - meanX);
    yy += (y[i] - meanY) * (y[i] - meanY);
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))) : Number.NaN;
}

/**
 * Spearman's rank correlation with average ranks for ties.
 *
 * The p-value is Student's t with n - 2 degrees of freedom (R's `cor.test(exact = FALSE)`); the interval is Fisher's z with
 * the variance of Bonett & Wright 2000 (Psychometrika 65:23), (1 + rho^2 / 2) / (n - 3).
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): Correlation {
  const n = x.length;
  const rho = pearson(averageRanks(x), averageRanks(y));
  const p = n > 2 ? studentTwoSided(rho * Math.sqrt((n - 2) / (1 - rho * rho)), n - 2) : Number.NaN;
  if (n < 4) return { n, rho, low: Number.NaN, high: Number.NaN, p };
  const half = NORMAL_975 * Math.sqrt((1 + (rho * rho) / 2) / (n - 3));
  const centre = Math.atanh(rho);
  return { n, rho, low: Math.tanh(centre - half), high: Math.tanh(centre + half), p };
}
