/**
 * Scores on their way to their columns. A sample's scores are found together, as a row, and kept by column: a few rows wait, so that
 * columns are not visited for each sample anew.
 */

/** Memory that waiting rows take, so that they stay in the second-level cache: one row, if need be. */
const WAITING_BYTES = 256 * 1024;
const MOST_ROWS = 64;

/** A column that rows are taken apart into. */
export interface RowColumn {
  /** Place of its first field in a row. */
  readonly field: number;
  readonly fields: { readonly length: number };
  /** Samples x fields. */
  readonly values: Float64Array;
  readonly reasons: Uint8Array;
}

/** A few rows of scores. */
export class ScoreRows {
  /** Fields of all columns together. */
  readonly #width: number;
  readonly #columns: number;
  readonly #values: Float64Array;
  readonly #reasons: Uint8Array;
  #filled = 0;

  constructor(width: number, columns: number) {
    const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(WAITING_BYTES / (8 * width + columns))));
    this.#width = width;
    this.#columns = columns;
    this.#values = new Float64Array(most * width);
    this.#reasons = new Uint8Array(most * columns);
  }

  get bytes(): number {
    return this.#values.byteLength + this.#reasons.byteLength;
  }

  /** Whether the rows must be given to the columns before another one. */
  get isFull(): boolean {
    return (this.#filled + 1) * this.#columns > this.#reasons.length;
  }

  /** The next row, to be filled: the fields of all columns, and a reason for each column. */
  next(): { readonly row: Float64Array; readonly reasons: Uint8Array } {
    const at = this.#filled++;
    return {
      row: this.#values.subarray(at * this.#width, (at + 1) * this.#width),
      reasons: this.#reasons.subarray(at * this.#columns, (at + 1) * this.#columns),
    };
  }

  /**
   * Gives the rows to the columns, and begins anew.
   *
   * @param samples that there are, those of the rows included
   */
  give(columns: readonly RowColumn[], samples: number): void {
    const rows = this.#filled;
    const first = samples - rows;
    for (let place = 0; place < columns.length; place++) {
      const { field, fields, values, reasons } = columns[place];
      for (let row = 0; row < rows; row++) {
        const from = row * this.#width + field;
        const into = (first + row) * fields.length;
        for (let i = 0; i < fields.length; i++) values[into + i] = this.#values[from + i];
        reasons[first + row] = this.#reasons[row * this.#columns + place];
      }
    }
    this.#filled = 0;
  }
}
