/** Columns that are held while their rows come: blocks of rows, and beside singles the panel. Twin: ../held.ts. */
import { HELD_ROWS, type HoldShape } from "../ranker.ts";

/** The held columns of a run. */
export class PlainHeldColumns {
  readonly single: boolean;
  /** samples x panel, only beside singles: the values of the panel are scored, not only compared. */
  readonly panel: Float64Array;
  readonly #samples: number;
  readonly #genes: number;
  readonly #blocks: (Float64Array | Float32Array)[] = [];
  #filled = 0;

  /** @param genes of the panel */
  constructor({ samples, single }: HoldShape, genes: number) {
    this.single = single;
    this.panel = new Float64Array(single ? genes * samples : 0).fill(Number.NaN);
    this.#samples = samples;
    this.#genes = genes;
  }

  /** Where the next row goes: its first value, and {@link HELD_ROWS} places from one to the next. */
  next(): { readonly block: Float64Array | Float32Array; readonly within: number } {
    const within = this.#filled++ % HELD_ROWS;
    const Values = this.single ? Float32Array : Float64Array;
    if (within === 0) this.#blocks.push(new Values(HELD_ROWS * this.#samples));
    return { block: this.#blocks[this.#blocks.length - 1], within };
  }

  /** Puts the blocks of a sample together. */
  copyColumn(sample: number, column: Float64Array): void {
    for (const [block, values] of this.#blocks.entries()) {
      const some = Math.min(HELD_ROWS, column.length - block * HELD_ROWS);
      column.set(values.subarray(sample * HELD_ROWS, sample * HELD_ROWS + some), block * HELD_ROWS);
    }
  }

  /** Values of the panel of a sample; null where the column has them. */
  known(sample: number): Float64Array | null {
    return this.single ? this.panel.subarray(sample * this.#genes, (sample + 1) * this.#genes) : null;
  }
}
