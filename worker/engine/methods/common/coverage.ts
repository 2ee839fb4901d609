/** Whether a sample has enough of a signature's genes. Asked once for each sample and set, before any method. */
import type { PanelRanks, PanelSet } from "../../panel.ts";
import type { CoverageFloor } from "../../signature.ts";
import type { CohortValues } from "../method.ts";

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
  return reaches(floor, up, down);
}

/** Whether a sample of a cohort {@link meetsFloor}, by its values instead of its ranks. */
export function cohortFloor(cohort: CohortValues, set: PanelSet, floor: CoverageFloor): (sample: number) => boolean {
  const { genes, values, columnOf } = cohort;
  const [up, down] = [set.up, set.down].map((arm) => Array.from(arm, columnOf));
  const measured = (columns: readonly number[], row: number) =>
    columns.reduce((count, column) => count + Number(!Number.isNaN(values[row + column])), 0);
  return (sample) => reaches(floor, measured(up, sample * genes), measured(down, sample * genes));
}

function reaches(floor: CoverageFloor, up: number, down: number): boolean {
  return up + down >= floor.total && up >= (floor.up ?? 0) && down >= (floor.down ?? 0);
}
