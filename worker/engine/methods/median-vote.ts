/**
 * Votes of genes: +1 for each that lies above its cohort median in a sample, -1 for each below, 0 on it.
 *
 * Buffa et al. 2010 (Br J Cancer 102:428). Down genes vote with the opposite sign.
 */
import { optionReader } from "./common/options.ts";
import { refuseUndirected } from "./common/refusal.ts";
import { type CohortMethod, NullReason } from "./method.ts";

export const medianVote: CohortMethod<null> = {
  name: "median-vote",
  scope: "cohort",
  fields: ["score"],
  parseOptions(values) {
    optionReader("median-vote", values, []);
    return null;
  },
  refusal: (signature) => refuseUndirected(signature, "median-vote"),
  score(cohort, set, _options, out, reasons) {
    const { samples, genes, values } = cohort;
    out.fill(0);
    reasons.fill(NullReason.coverage);
    for (let i = 0; i < set.genes.length; i++) {
      const column = cohort.columnOf(set.genes[i]);
      const sign = set.direction[i] < 0 ? -1 : 1;
      const { median } = cohort.statistics(set.genes[i]);
      for (let sample = 0; sample < samples; sample++) {
        const value = values[sample * genes + column];
        if (Number.isNaN(value)) continue;
        out[sample] += sign * Math.sign(value - median);
        reasons[sample] = NullReason.none;
      }
    }
    for (let sample = 0; sample < samples; sample++) if (reasons[sample] !== NullReason.none) out[sample] = Number.NaN;
  },
};
