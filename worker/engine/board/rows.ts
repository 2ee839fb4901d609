/**
 * Scores on their way to their columns. A sample's scores are found together, as a row, and kept by column: a few rows wait, so that
 * columns are not visited for each sample anew.
 */

/** Memory that waiting rows take, so that they stay in the second-level cache: one row, if need be. */
const WAITING_BYTES = 256 * 1024;
const MOST_ROWS = 32;

/** A column that rows are taken apart into. */
export interface RowColumn {
  /** Place of its first field in a row. */
  readonly field: number;
  readonly fields: { readonly length: number };
  /** Samples x fields. */
  readonly values: Float64Array;
  readonly reasons: Uint8Array;
}

/** The scores of a sample. */
export interface ScoreRow {
  readonly row: Float64Array;
  readonly reasons: Uint8Array;
}

/** A few rows of scores. */
export class ScoreRows {
  /** Fields of all columns together. */
  readonly #width: number;
  readonly #columns: number;
  readonly #values: Float64Array;
  readonly #reasons: Uint8Array;
  readonly #reasonWords: Uint32Array;
  /** Views of both, made once. */
  readonly #rows: readonly ScoreRow[];
  #filled = 0;

  constructor(width: number, columns: number) {
    const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(WAITING_BYTES / (8 * width + columns))));
    this.#width = width;
    this.#columns = columns;
    this.#values = new Float64Array(most * width);
    this.#reasonWords = new Uint32Array(Math.ceil((most * columns) / 4));
    this.#reasons = new Uint8Array(this.#reasonWords.buffer, 0, most * columns);
    this.#rows = Array.from({ length: most }, (_, at) => ({
      row: this.#values.subarray(at * width, (at + 1) * width),
      reasons: this.#reasons.subarray(at * columns, (at + 1) * columns),
    }));
  }

  get bytes(): number {
    return this.#values.byteLength + this.#reasons.byteLength;
  }

  /** Whether the rows must be given to the columns before another one. */
  get isFull(): boolean {
    return this.#filled === this.#rows.length;
  }

  /** The next row, to be filled: the fields of all columns, and a reason for each column. */
  next(): ScoreRow {
    return this.#rows[this.#filled++];
  }

  /**
   * Gives the rows to the columns, and begins anew.
   *
   * @param samples that there are, those of the rows included
   */
  give(columns: readonly RowColumn[], samples: number): void {
    const rows = this.#filled;
    const first = samples - rows;
    // Most scores have a value, and 0 for a reason, as their columns have from the beginning.
    const hasReasons = this.#hasReasons();
    for (let place = 0; place < columns.length; place++) {
      const { field, fields, values, reasons } = columns[place];
      this.#giveFields(values, first * fields.length, field, fields.length);
      if (hasReasons) this.#giveReasons(reasons, first, place);
    }
    this.#filled = 0;
  }

  /** The `width` fields from `field` on, of all rows. */
  #giveFields(values: Float64Array, first: number, field: number, width: number): void {
    const from = this.#values;
    const stride = this.#width;
    const rows = this.#filled;
    for (let i = 0; i < width; i++) {
      let at = field + i;
      let into = first + i;
      for (let row = 0; row < rows; row++) {
        values[into] = from[at];
        at += stride;
        into += width;
      }
    }
  }

  #hasReasons(): boolean {
    const words = this.#reasonWords;
    for (let at = 0; at < words.length; at++) if (words[at] !== 0) return true;
    return false;
  }

  #giveReasons(reasons: Uint8Array, first: number, place: number): void {
    const from = this.#reasons;
    const stride = this.#columns;
    const rows = this.#filled;
    for (let row = 0; row < rows; row++) reasons[first + row] = from[row * stride + place];
  }
}
