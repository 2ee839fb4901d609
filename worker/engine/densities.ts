/**
 * What GSVA ranks instead of expression: where each sample stands in its cohort, gene by gene.
 *
 * Hänzelmann, Castelo & Guinney 2013 (BMC Bioinformatics 14:7). The estimate F of a gene's distribution function at each of
 * its samples, by Gaussian kernels of bandwidth sd / 4 or as the empirical distribution. GSVA goes on to log(F / (1 - F)); the
 * order is the same, and the order is all that counts.
 */
import { normalTail } from "./statistics/tails.ts";

export type DensityKernel = "gaussian" | "none";

/** GSVA reads the normal distribution off a table: this many steps on [0, 10], always the step below. */
const STEPS = 10_000;
const TABLE_END = 10;
const BANDWIDTHS_PER_DEVIATION = 4;

let table: Float64Array | null = null;

function normalTable(): Float64Array {
  table ??= Float64Array.from({ length: STEPS + 1 }, (_, step) => 1 - normalTail((TABLE_END * step) / STEPS));
  return table;
}

/** How the densities of a matrix are estimated. */
export interface DensityRule {
  readonly kernel: DensityKernel;
  /** `omit`: over the samples that have a value; `drop`: a gene with a missing value has none anywhere. */
  readonly missing: "omit" | "drop";
}

/**
 * F of one gene at each of its samples.
 *
 * @param row one value a sample, NaN where missing
 * @returns the same shape; NaN where the value is missing, and everywhere if the values are all equal
 */
export function rowDensities(row: Float64Array, { kernel, missing }: DensityRule): Float64Array {
  const values = row.filter((value) => !Number.isNaN(value));
  const dropped = missing === "drop" && values.length < row.length;
  if (dropped || !values.some((value) => value !== values[0])) return row.map(() => Number.NaN);
  return kernel === "none" ? empirical(row, values) : gaussian(row, values);
}

/** Share of the samples that do not lie above. */
function empirical(row: Float64Array, values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  return row.map((value) => (Number.isNaN(value) ? Number.NaN : notAbove(sorted, value) / sorted.length));
}

function notAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Mean of normal distributions around the samples, added up in their order, which the last bit depends on. */
function gaussian(row: Float64Array, values: Float64Array): Float64Array {
  const normal = normalTable();
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean);
  const bandwidth = Math.sqrt(squares / (count - 1)) / BANDWIDTHS_PER_DEVIATION;
  return row.map((value) => {
    if (Number.isNaN(value)) return Number.NaN;
    let tail = 0;
    for (let i = 0; i < count; i++) {
      const distance = (value - values[i]) / bandwidth;
      const size = Math.abs(distance);
      const share = size > TABLE_END ? 1 : normal[Math.trunc((size / TABLE_END) * STEPS)];
      tail += distance < 0 ? 1 - share : share;
    }
    return tail / count;
  });
}
