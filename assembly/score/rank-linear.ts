/** Twin of worker/engine/methods/rank-linear.ts; formula and source are there. */
import { f64At, GeneSet, Reason, Sample, u32At } from "./records";

/**
 * @param out f64[2]: score and number of tied genes, NaN for null
 * @returns the reason for a null, or 0
 */
export function rankLinear(ranks: Sample, set: GeneSet, out: usize): i32 {
  const genes = set.genes;
  const weights = set.weights;
  const count = set.count;
  store<f64>(out, NaN);
  store<f64>(out, NaN, 8);
  if (count < set.total || count == 0) return Reason.COVERAGE;
  for (let i: u32 = 0; i < count; i++) if (u32At(ranks.tied, u32At(genes, i)) == 0) return Reason.COVERAGE;
  let score: f64 = 0;
  let ties: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = f64At(ranks.value, u32At(genes, i));
    let lower: u32 = 0;
    let same: u32 = 0;
    for (let j: u32 = 0; j < count; j++) {
      const other = f64At(ranks.value, u32At(genes, j));
      lower += u32(other < value);
      same += u32(other == value);
    }
    score += f64At(weights, i) * (f64(lower) + f64(same + 1) / 2);
    ties += u32(same > 1);
  }
  store<f64>(out, score);
  store<f64>(out, f64(ties), 8);
  return Reason.NONE;
}
