/** The ladders of a run's samples in the memory of the kernel, and what is counted into them (assembly/layout.ts, count.ts). */
import type { KernelExports } from "./kernel.ts";
import { RUNG, type RunLayout, writeStrided } from "./layout.ts";
import { panelRows } from "./plain/rows.ts";
import { ladderBins, type RunShape } from "./ranker.ts";

/** Memory of the ladder of one sample. */
export function ladderBytes(
  kernel: KernelExports,
  { panel, rowOrder, compact = false, singleRungs = false }: RunShape,
): number {
  return kernel.ladderBytes(panel, rowOrder, compact, singleRungs);
}

/** One ladder a sample. */
export class KernelLadders {
  readonly #kernel: KernelExports;
  readonly #shape: RunShape;
  readonly #at: RunLayout;
  /** Rows of the panel that the next values hold, where row order is asked for. */
  #marks = 0;
  /** Those of whole columns, which stay from sample to sample. */
  #column: { readonly columns: Int32Array; readonly marks: number } | null = null;

  constructor(kernel: KernelExports, shape: RunShape, at: RunLayout) {
    this.#kernel = kernel;
    this.#shape = shape;
    this.#at = at;
  }

  /** Address of the ladder of a sample. */
  #ladder(sample: number): number {
    return this.#at.ladders + sample * this.#at.stride;
  }

  /** Makes every panel value missing. */
  reset(): void {
    const { samples, panel, singleRungs = false } = this.#shape;
    for (let sample = 0; sample < samples; sample++) {
      this.#kernel.resetLadder(this.#ladder(sample), panel, singleRungs);
    }
  }

  /** Where the panel's values of a sample are gathered: panel gene by panel gene, a ladder's stride from sample to sample. */
  gathered(sample: number, gene: number): number {
    return this.#ladder(sample) + RUNG + (this.#shape.singleRungs ? 4 : 8) * gene;
  }

  panelRow(gene: number): Float64Array {
    const values = new Float64Array(this.#shape.samples);
    const view = new DataView(this.#kernel.memory.buffer);
    for (let sample = 0; sample < values.length; sample++) {
      values[sample] = view.getFloat64(this.gathered(sample, gene), true);
    }
    return values;
  }

  setPanelRow(gene: number, values: Float64Array): void {
    writeStrided(this.#kernel.memory.buffer, this.gathered(0, gene), this.#at.stride, values);
  }

  /** @param keep see {@link RankRun.climb} */
  climb(keep: number): void {
    const { samples, panel, rowOrder, compact = false, singleRungs = false } = this.#shape;
    for (let sample = 0; sample < samples; sample++) {
      this.#kernel.climb(this.#ladder(sample), panel, rowOrder, compact, singleRungs, keep, this.#at.scratch);
    }
    this.#marks = 0;
  }

  highest(): number {
    const { samples, panel, compact = false, singleRungs = false } = this.#shape;
    let least = Number.POSITIVE_INFINITY;
    for (let sample = 0; sample < samples; sample++) {
      least = Math.min(least, this.#kernel.highest(this.#ladder(sample), panel, compact, singleRungs));
    }
    return least;
  }

  descend(): void {
    const { samples, panel, singleRungs } = this.#shape;
    const { buffer } = this.#kernel.memory;
    const values = new Float64Array(buffer, this.#at.value, panel);
    for (let sample = 0; sample < samples; sample++) {
      this.resolve(sample);
      const gathered = this.gathered(sample, 0);
      (singleRungs ? new Float32Array(buffer, gathered, panel) : new Float64Array(buffer, gathered, panel)).set(values);
    }
  }

  /** Says that a row of the next values is a panel gene's; rows come in ascending order. */
  mark(row: number, gene: number): void {
    const marks = new Uint32Array(this.#kernel.memory.buffer, this.#at.marks, 2 * this.#shape.panel);
    marks[2 * this.#marks] = row;
    marks[2 * this.#marks + 1] = gene;
    this.#marks++;
    this.#column = null;
  }

  /** Marks the rows of a whole column. @param columns row of each panel gene, -1 where the matrix lacks it */
  markColumn(columns: Int32Array): void {
    if (this.#column?.columns !== columns) {
      for (const { row, gene } of panelRows(columns)) this.mark(row, gene);
      this.#column = { columns, marks: this.#marks };
    }
    this.#marks = this.#column.marks;
  }

  /**
   * Counts `rows` values of each sample, and forgets the marks. Returns whether any of them is infinite.
   *
   * @param values address of the first sample's
   * @param columnRows values from one sample to the next
   */
  count(values: number, columnRows: number, rows: number, single: boolean): boolean {
    const { panel, rowOrder, samples, compact = false, singleRungs = false } = this.#shape;
    const { ladders, stride, marks, scratch } = this.#at;
    const infinite = this.#kernel.countTiles(
      ladders,
      stride,
      samples,
      panel,
      ladderBins(panel, rows),
      single,
      values,
      columnRows,
      rows,
      rowOrder,
      marks,
      this.#marks,
      compact,
      singleRungs,
      scratch,
    );
    this.#marks = 0;
    return infinite !== 0;
  }

  /** Counts zeros that are not among the values. @param earlier of the rows before each panel gene, where row order is asked for */
  countZeros(zeros: number, earlier: Uint32Array | null): void {
    const { panel, rowOrder } = this.#shape;
    const at = this.#at.earlier;
    if (earlier !== null) new Uint32Array(this.#kernel.memory.buffer, at, panel).set(earlier);
    this.#kernel.countZeros(this.#ladder(0), panel, rowOrder, zeros, at);
  }

  /** Writes the ranks of a sample's panel to the arrays of the run. Returns the number of values counted. */
  resolve(sample: number): number {
    const { panel, rowOrder, compact = false, singleRungs = false } = this.#shape;
    const { value, below, tied, earlier, scratch } = this.#at;
    const ladder = this.#ladder(sample);
    return this.#kernel.resolve(ladder, panel, rowOrder, compact, singleRungs, value, below, tied, earlier, scratch);
  }
}
