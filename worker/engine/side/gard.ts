/**
 * The genomic adjusted radiation dose (GARD): what a course of radiotherapy would amount to for a tumour of a given RSI.
 *
 * Scott et al. 2017 (Lancet Oncol 18:202). Never computed unless it is called by name: it takes the RSI for a surviving
 * fraction, which holds for no single patient. Research use only.
 */
import { optionReader } from "../methods/common/options.ts";
import type { OptionValues } from "../methods/method.ts";

/** Options `gard.*`. */
export interface DoseSchedule {
  /** Number of fractions. */
  readonly fractions: number;
  /** Gray a fraction. */
  readonly dose: number;
  /** Beta of the linear-quadratic model, per square gray; 0.05 in the paper. */
  readonly beta: number;
}

/**
 * The schedule that a request names, or null where it names none.
 * @throws Problem `unknown-option`, also where only one of `gard.fractions` and `gard.dose` is given
 */
export function parseSchedule(values: OptionValues): DoseSchedule | null {
  const read = optionReader("gard", values, ["fractions", "dose", "beta"]);
  if (!Object.keys(values).some((name) => name.startsWith("gard."))) return null;
  return {
    fractions: read.number(
      "fractions",
      0,
      (n) => Number.isInteger(n) && n >= 1,
      "a whole number from 1 (number of fractions)",
    ),
    dose: read.number("dose", 0, (gray) => gray > 0 && Number.isFinite(gray), "a number above 0 (gray a fraction)"),
    beta: read.number("beta", 0.05, (beta) => beta >= 0 && Number.isFinite(beta), "a number from 0 (per square gray)"),
  };
}

/** What goes with every GARD that is shown. */
export const GARD_NOTICE =
  "GARD takes the RSI for the surviving fraction at 2 Gy (Scott et al. 2017, Lancet Oncol 18:202), which holds for no single " +
  "patient. It is for research and is not a dose recommendation.";

/**
 * GARD = n d (alpha + beta d), with alpha from RSI = exp(-2 (alpha + 2 beta)): the RSI read as the surviving fraction at 2 Gy.
 *
 * @param rsi radiosensitivity index
 * @returns GARD, or null for an RSI of 0 or less, which has no logarithm
 * @example
 * gard(0.785513, { fractions: 25, dose: 2, beta: 0.05 }); // 6.0355
 */
export function gard(rsi: number, { fractions, dose, beta }: DoseSchedule): number | null {
  if (!(rsi > 0)) return null;
  const alpha = Math.log(rsi) / -2 - 2 * beta;
  return fractions * dose * (alpha + beta * dose);
}
