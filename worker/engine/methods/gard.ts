/**
 * The genomic adjusted radiation dose (GARD): what a course of radiotherapy would amount to for a tumour of a given RSI.
 *
 * Scott et al. 2017 (Lancet Oncol 18:202). Never computed unless it is called by name: it takes the RSI for a surviving
 * fraction, which holds for no single patient. Research use only.
 */

export interface DoseSchedule {
  /** Number of fractions. */
  readonly fractions: number;
  /** Gray a fraction. */
  readonly dose: number;
  /** Beta of the linear-quadratic model, per square gray; 0.05 in the paper. */
  readonly beta?: number;
}

/**
 * GARD = n d (alpha + beta d), with alpha from RSI = exp(-2 (alpha + 2 beta)): the RSI read as the surviving fraction at 2 Gy.
 *
 * @param rsi radiosensitivity index
 * @returns GARD, or null for an RSI of 0 or less, which has no logarithm
 * @example
 * gard(0.785513, { fractions: 25, dose: 2 }); // 6.0355
 */
export function gard(rsi: number, { fractions, dose, beta = 0.05 }: DoseSchedule): number | null {
  if (!(rsi > 0)) return null;
  const alpha = Math.log(rsi) / -2 - 2 * beta;
  return fractions * dose * (alpha + beta * dose);
}
