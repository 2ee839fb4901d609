/** What methods of cohort scope need of one gene over all samples. Missing values are left out. */
import type { CohortValues } from "./method.ts";

export interface GeneMoments {
  /** Samples that have a value. */
  readonly measured: number;
  readonly mean: number;
  /** Standard deviation with divisor n - 1; NaN for fewer than two values. */
  readonly deviation: number;
}

/** Mean and standard deviation of a panel gene over the samples that have a value. */
export function geneMoments(cohort: CohortValues, panelGene: number): GeneMoments {
  const { samples, genes, values } = cohort;
  const column = cohort.columnOf(panelGene);
  let measured = 0;
  let sum = 0;
  for (let at = column; at < samples * genes; at += genes) {
    if (Number.isNaN(values[at])) continue;
    measured++;
    sum += values[at];
  }
  const mean = sum / measured;
  let squares = 0;
  for (let at = column; at < samples * genes; at += genes) {
    if (!Number.isNaN(values[at])) squares += (values[at] - mean) * (values[at] - mean);
  }
  return { measured, mean, deviation: measured > 1 ? Math.sqrt(squares / (measured - 1)) : Number.NaN };
}

/** Median of a panel gene over the samples that have a value; NaN if none has. */
export function geneMedian(cohort: CohortValues, panelGene: number): number {
  const { samples, genes, values } = cohort;
  const column = cohort.columnOf(panelGene);
  const measured = new Float64Array(samples);
  let n = 0;
  for (let sample = 0; sample < samples; sample++) {
    const value = values[sample * genes + column];
    if (!Number.isNaN(value)) measured[n++] = value;
  }
  const sorted = measured.subarray(0, n).sort();
  return n === 0 ? Number.NaN : (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}
