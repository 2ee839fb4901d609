/** The sum of published coefficients times expression, as the formulas of Cox and regression signatures have it. */
import { optionReader } from "./common/options.ts";
import { refuseUnweighted } from "./common/refusal.ts";
import { type CohortMethod, NullReason } from "./method.ts";

/** Options of `weighted-sum`, parsed. */
export interface WeightedSumOptions {
  /** `z`: each gene standardised over the cohort (standard deviation with divisor n - 1); `values`: as in the matrix. */
  readonly on: "z" | "values";
}

export const weightedSum: CohortMethod<WeightedSumOptions> = {
  name: "weighted-sum",
  scope: "cohort",
  fields: ["score"],
  parseOptions(values) {
    const read = optionReader("weighted-sum", values, ["on"]);
    return { on: read.choice("on", ["z", "values"], "z") };
  },
  refusal: (signature) => refuseUnweighted(signature, "weighted-sum"),
  /**
   * A missing gene adds nothing: in z-scores that is the cohort's mean. Plain values have no such neutral number, so with
   * `on=values` every gene must be there.
   */
  score(cohort, set, options, out, reasons) {
    const { samples, genes, values } = cohort;
    const standardised = options.on === "z";
    const present = new Uint32Array(samples);
    const used = new Uint32Array(samples);
    out.fill(0);
    for (let i = 0; i < set.genes.length; i++) {
      const column = cohort.columnOf(set.genes[i]);
      const { mean, deviation } = standardised ? cohort.statistics(set.genes[i]) : { mean: 0, deviation: 1 };
      for (let sample = 0; sample < samples; sample++) {
        const value = values[sample * genes + column];
        if (Number.isNaN(value)) continue;
        present[sample]++;
        if (!(deviation > 0)) continue;
        used[sample]++;
        out[sample] += (set.weight[i] * (value - mean)) / deviation;
      }
    }
    const needed = standardised ? 1 : set.total;
    for (let sample = 0; sample < samples; sample++) {
      reasons[sample] =
        present[sample] < needed ? NullReason.coverage : used[sample] === 0 ? NullReason.degenerate : NullReason.none;
      if (reasons[sample] !== NullReason.none) out[sample] = Number.NaN;
    }
  },
};
