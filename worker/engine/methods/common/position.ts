/** Where the mean rank of a set lies among those of random genes; kernel twin: assembly/score/position.ts. */
import type { PanelRanks, PanelSet } from "../../panel.ts";

/**
 * Standard deviations that the mean average rank (up less down) lies above that of random genes of the same sample.
 *
 * Exact mean and variance of the mean average rank of k genes drawn without replacement from the N measured ones:
 *
 *     S^2 = (N^3 - N - T) / (12 (N - 1)),   T = sum of t^3 - t over the tie groups
 *     one arm:  mean (N + 1) / 2,  variance S^2 (1/k - 1/N)        up less down:  mean 0,  variance S^2 (1/k_up + 1/k_down)
 *
 * the finite-population variance of a sample mean (Cochran 1977, theorem 2.2) with the tie correction of Kruskal & Wallis 1952.
 *
 * @returns NaN where T is not known (`tieMoment` NaN), directions are not known, an arm has no measured gene, or nothing can
 *   vary
 */
export function meanRankPosition(ranks: PanelRanks, set: PanelSet): number {
  if (set.undirected) return Number.NaN;
  const n = ranks.measured;
  const variance = (n * n * n - n - ranks.tieMoment) / (12 * (n - 1));
  const up = meanRank(ranks, set.up);
  const down = meanRank(ranks, set.down);
  if ((set.totalUp > 0 && up.count === 0) || (set.totalDown > 0 && down.count === 0)) return Number.NaN;
  const both = set.totalUp > 0 && set.totalDown > 0;
  const distance = both ? up.mean - down.mean : set.totalUp > 0 ? up.mean - (n + 1) / 2 : (n + 1) / 2 - down.mean;
  const share = both ? 1 / up.count + 1 / down.count : 1 / (up.count + down.count) - 1 / n;
  const spread = Math.sqrt(variance * share);
  return spread > 0 ? distance / spread : Number.NaN;
}

function meanRank(ranks: PanelRanks, genes: Uint32Array): { count: number; mean: number } {
  let count = 0;
  let sum = 0;
  const { below, tied } = ranks;
  for (let i = 0; i < genes.length; i++) {
    const ties = tied[genes[i]];
    if (ties === 0) continue;
    count++;
    sum += below[genes[i]] + (ties + 1) / 2;
  }
  return { count, mean: sum / count };
}
