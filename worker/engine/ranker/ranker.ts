/**
 * The ranker turns a matrix into {@link PanelRanks}. There are two, equal to the last bit: the WebAssembly kernel
 * (`wasm.ts`) and plain TypeScript (`typescript.ts`), the fallback, oracle and honest other side of the benchmark.
 *
 * One run scores one matrix, or one range of its samples:
 *
 *     gene-major text    gatherRow for the panel's rows, climb, setTile, tileRow for every row, flush, ranks(0 .. samples - 1)
 *     sample-major text  setTile, then for each sample: columnRow, rankColumn, ranks(0)
 */
import type { MethodOptions } from "../methods/index.ts";
import type { NullReasonCode } from "../methods/method.ts";
import type { SampleMethodName } from "../methods/sample.ts";
import type { PanelRanks, PanelSet } from "../panel.ts";

/** What a run has to hold. */
export interface RunShape {
  /** Ladders at once: samples of a gene-major range, 1 for sample-major input. */
  readonly samples: number;
  /** Panel genes. */
  readonly panel: number;
  /** Whether {@link PanelRanks.earlier} is counted. */
  readonly rowOrder: boolean;
  /** Bytes of text that can be in the window at once. */
  readonly windowBytes: number;
}

/** Values that wait to be counted together: `samples x rows` of them. */
export interface TileShape {
  readonly rows: number;
  /** Whether the tile holds whole columns, all rows of the matrix, so that tie moments can be taken. */
  readonly whole: boolean;
}

/** How the rows of a text matrix are cut into cells. */
export interface RowFormat {
  /** Character code of the separator. */
  readonly delimiter: number;
  /** Leading cells that are not numbers. */
  readonly skip: number;
  /** The cells to keep, from 0 after the skipped ones: [first, last). */
  readonly first: number;
  readonly last: number;
}

/** Scores the sample whose ranks were asked for last: writes the method's fields to `out` from `at`. */
export type Scorer = (out: Float64Array, at: number) => NullReasonCode;

export interface RankRun {
  readonly shape: RunShape;

  /** The text window, to be filled from index 0. The view is valid until the next call that is not `scan`. */
  window(): Uint8Array;
  /** Offsets of the line feeds in the first `length` bytes of the window, ascending, at most `most` of them. */
  scan(length: number): Uint32Array;
  setFormat(format: RowFormat): void;
  /** Makes room for values; must come before `tileRow` and `columnRow`. */
  setTile(tile: TileShape): void;

  /**
   * Reads the line [from, to) of the window. Returns the number of cells after the skipped ones, or -1 if there are
   * fewer than those. The values go to: the panel gene of every sample | the next row of the tile | the only column.
   */
  gatherRow(from: number, to: number, gene: number): number;
  tileRow(from: number, to: number, gene: number): number;
  columnRow(from: number, to: number): number;
  /** Cells of the row read last that are neither decimal numbers nor missing-value words; they count as NaN. */
  unread(): number;
  /** Puts other values in the place of the row read last: one a sample, or one a gene of the column. */
  replaceRow(values: Float64Array): void;

  /** Values of one panel gene over the samples of the run, before `climb`. */
  panelRow(gene: number): Float64Array;
  setPanelRow(gene: number, values: Float64Array): void;
  /** The first `rows` values of the column that was read: a view to read and write before `rankColumn`. */
  column(rows: number): Float64Array;

  /** Makes every panel value missing. */
  reset(): void;
  /** Builds the ladders from the gathered values. */
  climb(): void;
  /** Counts what waits in the tile. */
  flush(): void;
  /**
   * Sample-major: takes the panel from the column that was read, and counts the column.
   * @param columns for each panel gene its place in the column, or -1
   * @param rows values in the column
   */
  rankColumn(columns: Int32Array, rows: number): void;
  /** Ranks of one sample; the views are overwritten by the next call. */
  ranks(sample: number, rows: number): PanelRanks;

  /** Prepares a method for a set; what is returned scores the sample of the last {@link ranks} call. */
  scorer(method: SampleMethodName, set: PanelSet, options: MethodOptions): Scorer;
  /** Gives the memory back. The run cannot be used any more. */
  close(): void;
}

export interface Ranker {
  readonly path: "wasm" | "typescript";
  /** Digest of the kernel binary; null for TypeScript. */
  readonly kernel: string | null;
  /** Bytes that a run of this shape holds with this tile, so that they can be leased before. */
  runBytes(shape: RunShape, tile: TileShape): number;
  open(shape: RunShape): RankRun;
}

/** Room for line feeds of one scan. */
export const MAX_LINES = 16_384;

/** Words that stand for a missing value, at most 8 ASCII characters each; an empty cell is one too. */
export const MISSING_WORDS = [
  "",
  "NA",
  "NaN",
  "nan",
  "NAN",
  "na",
  "N/A",
  "n/a",
  "#N/A",
  "null",
  "NULL",
  "None",
  ".",
] as const;

/** Bins of a ladder: about four for each panel gene, so that most bins hold no rung. */
export function ladderBins(panel: number): number {
  return Math.min(4096, Math.max(64, 2 ** Math.ceil(Math.log2(Math.max(1, panel) * 4))));
}
