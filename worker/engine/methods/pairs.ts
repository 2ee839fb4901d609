/**
 * Top-scoring pairs: the fraction of gene pairs of a sample in which the first gene is expressed more than the second.
 *
 * Geman et al. 2004 (Stat Appl Genet Mol Biol 3:19); k pairs: Tan et al. 2005 (Bioinformatics 21:3896). A tied pair counts half.
 */
import { optionReader } from "./common/options.ts";
import { NullReason, type SampleMethod } from "./method.ts";

export const pairs: SampleMethod<null> = {
  name: "pairs",
  scope: "sample",
  /** `pairs`: how many pairs have both values. */
  fields: ["score", "pairs"],
  parseOptions(values) {
    optionReader("pairs", values, []);
    return null;
  },
  refusal(signature) {
    const sizes = new Map<number, number>();
    for (const { pair } of signature.genes) if (pair !== undefined) sizes.set(pair, (sizes.get(pair) ?? 0) + 1);
    if (sizes.size === 0) return "pairs needs a signature of gene pairs";
    const odd = [...sizes].find(([, size]) => size !== 2);
    return odd === undefined ? null : `pair ${odd[0]} must have 2 genes and has ${odd[1]}`;
  },
  needsRowOrder: () => false,
  score(ranks, set, _options, out, at) {
    out[at] = Number.NaN;
    out[at + 1] = Number.NaN;
    const first = new Map<number, number>();
    let measured = 0;
    let won = 0;
    for (let i = 0; i < set.genes.length; i++) {
      const pair = set.pair[i];
      const gene = set.genes[i];
      // A gene without a value leaves its mate alone, and a mate alone is no pair.
      if (pair === 0 || ranks.tied[gene] === 0) continue;
      const mate = first.get(pair);
      if (mate === undefined) {
        first.set(pair, gene);
        continue;
      }
      measured++;
      if (ranks.value[mate] > ranks.value[gene]) won += 1;
      else if (ranks.value[mate] === ranks.value[gene]) won += 0.5;
    }
    if (measured === 0) return NullReason.coverage;
    out[at] = won / measured;
    out[at + 1] = measured;
    return NullReason.none;
  },
};
