/**
 * The combined z-score of a set: each gene standardised over the cohort, then added up.
 *
 * Lee et al. 2008 (PLoS Comput Biol 4:e1000217), as in GSVA's `zscore`: sum(z) / sqrt(k). Down genes count with the opposite sign.
 * Genes that do not vary over the cohort are left out.
 */
import { optionReader } from "./common/options.ts";
import { refuseUndirected } from "./common/refusal.ts";
import { type CohortMethod, NullReason } from "./method.ts";

/** Options of `zscore`, parsed. */
export interface ZscoreOptions {
  /** `sqrt`: divided by the square root of the number of genes; `mean`: by the number. */
  readonly combine: "sqrt" | "mean";
  /** `omit` leaves a missing value out of its sample; `drop` leaves the whole gene out, as GSVA 1.46 does. */
  readonly missing: "omit" | "drop";
}

export const zscore: CohortMethod<ZscoreOptions> = {
  name: "zscore",
  scope: "cohort",
  fields: ["score"],
  parseOptions(values) {
    const read = optionReader("zscore", values, ["combine", "missing"]);
    return {
      combine: read.choice("combine", ["sqrt", "mean"], "sqrt"),
      missing: read.choice("missing", ["omit", "drop"], "omit"),
    };
  },
  refusal: (signature) => refuseUndirected(signature, "zscore"),
  score(cohort, set, options, out, reasons) {
    const { samples, genes, values } = cohort;
    const counts = new Uint32Array(samples);
    const present = new Uint32Array(samples);
    out.fill(0);
    for (let i = 0; i < set.genes.length; i++) {
      const column = cohort.columnOf(set.genes[i]);
      const sign = set.direction[i] < 0 ? -1 : 1;
      const gene = cohort.statistics(set.genes[i]);
      const usable = gene.deviation > 0 && (options.missing === "omit" || gene.measured === gene.samples);
      for (let sample = 0; sample < samples; sample++) {
        const value = values[sample * genes + column];
        if (Number.isNaN(value)) continue;
        present[sample]++;
        if (!usable) continue;
        out[sample] += (sign * (value - gene.mean)) / gene.deviation;
        counts[sample]++;
      }
    }
    for (let sample = 0; sample < samples; sample++) {
      const k = counts[sample];
      if (k > 0) {
        out[sample] /= options.combine === "sqrt" ? Math.sqrt(k) : k;
        reasons[sample] = NullReason.none;
      } else {
        out[sample] = Number.NaN;
        reasons[sample] = present[sample] > 0 ? NullReason.degenerate : NullReason.coverage;
      }
    }
  },
};
