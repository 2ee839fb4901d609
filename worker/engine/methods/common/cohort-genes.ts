/** What methods of cohort scope need of one gene over all samples. Missing values are left out. */
import type { CohortValues } from "../method.ts";

export interface GeneStatistics {
  /** Samples of the cohort. */
  readonly samples: number;
  /** Samples that have a value. */
  readonly measured: number;
  readonly mean: number;
  /** Standard deviation with divisor n - 1: 0 where all values are equal; NaN for fewer than two. */
  readonly deviation: number;
  /** NaN if no sample has a value. */
  readonly median: number;
}

/** @param values of one gene, a number for each sample of the cohort in order; NaN where missing */
export function geneStatistics(values: Float64Array): GeneStatistics {
  const present = values.filter((value) => !Number.isNaN(value));
  const measured = present.length;
  let sum = 0;
  for (const value of present) sum += value;
  // A sum rounds, and equal values then seem to lie beside their mean.
  const isConstant = present.every((value) => value === present[0]);
  const mean = isConstant && measured > 0 ? present[0] : sum / measured;
  let squares = 0;
  for (const value of present) squares += (value - mean) * (value - mean);
  present.sort();
  return {
    samples: values.length,
    measured,
    mean,
    deviation: measured > 1 ? Math.sqrt(squares / (measured - 1)) : Number.NaN,
    median: measured === 0 ? Number.NaN : (present[(measured - 1) >> 1] + present[measured >> 1]) / 2,
  };
}

/** Statistics of a cohort whose values are all here; each gene is looked at once, when it is first asked for. */
export function cohortStatistics(cohort: Omit<CohortValues, "statistics">): CohortValues["statistics"] {
  const { samples, genes, values } = cohort;
  const known = new Map<number, GeneStatistics>();
  return (panelGene) => {
    let statistics = known.get(panelGene);
    if (statistics === undefined) {
      const column = cohort.columnOf(panelGene);
      statistics = geneStatistics(Float64Array.from({ length: samples }, (_, at) => values[at * genes + column]));
      known.set(panelGene, statistics);
    }
    return statistics;
  };
}
