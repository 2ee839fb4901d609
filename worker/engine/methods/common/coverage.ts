/** Whether a sample has enough of a signature's genes. Asked once for each sample and set, before any method. */
import type { PanelRanks, PanelSet } from "../../panel.ts";
import type { CoverageFloor } from "../../signature.ts";

/** How many of `genes` (panel indices) have a value in the sample; in the kernel: assembly/score/gather.ts. */
export function measuredGenes(ranks: PanelRanks, genes: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < genes.length; i++) if (ranks.tied[genes[i]] > 0) count++;
  return count;
}

/** True if the sample measures as many of the set's genes as the signature needs, in each arm and in all. */
export function meetsFloor(ranks: PanelRanks, set: PanelSet, floor: CoverageFloor): boolean {
  // In a sample without missing values every gene that the matrix holds is measured.
  const isComplete = ranks.measured === ranks.rows;
  const up = isComplete ? set.up.length : measuredGenes(ranks, set.up);
  const down = isComplete ? set.down.length : measuredGenes(ranks, set.down);
  return up + down >= floor.total && up >= (floor.up ?? 0) && down >= (floor.down ?? 0);
}
