/**
 * A weighted sum of the ranks of a set's genes among themselves; the radiosensitivity index is one.
 *
 * Eschrich et al. 2009 (Int J Radiat Oncol Biol Phys 75:489): RSI = sum of weight x rank, the highest of the ten genes in a
 * sample has rank 10. Tied genes share their average rank. Kernel twin: assembly/score/rank-linear.ts.
 */
import { LIMITS } from "../../limits.ts";
import { optionReader } from "./common/options.ts";
import { refuseUnweighted } from "./common/refusal.ts";
import { NullReason, type SampleMethod } from "./method.ts";

export const rankLinear: SampleMethod<null> = {
  name: "rank-linear",
  scope: "sample",
  /** `ties`: how many of the genes share their value with another of them. */
  fields: ["score", "ties"],
  parseOptions(values) {
    optionReader("rank-linear", values, []);
    return null;
  },
  refusal(signature) {
    return signature.genes.length > LIMITS.comparedGenes
      ? `rank-linear ranks at most ${LIMITS.comparedGenes} genes among themselves`
      : refuseUnweighted(signature, "rank-linear");
  },
  needsRowOrder: () => false,
  score(ranks, set, _options, out, at) {
    out[at] = Number.NaN;
    out[at + 1] = Number.NaN;
    const { genes, weight } = set;
    // Ranks among fewer genes are other ranks, so one missing gene is too many.
    if (genes.length < set.total || genes.length === 0) return NullReason.coverage;
    for (let i = 0; i < genes.length; i++) if (ranks.tied[genes[i]] === 0) return NullReason.coverage;
    let score = 0;
    let ties = 0;
    for (let i = 0; i < genes.length; i++) {
      const value = ranks.value[genes[i]];
      let lower = 0;
      let same = 0;
      for (let j = 0; j < genes.length; j++) {
        const other = ranks.value[genes[j]];
        lower += other < value ? 1 : 0;
        same += other === value ? 1 : 0;
      }
      score += weight[i] * (lower + (same + 1) / 2);
      ties += same > 1 ? 1 : 0;
    }
    out[at] = score;
    out[at + 1] = ties;
    return NullReason.none;
  },
};
