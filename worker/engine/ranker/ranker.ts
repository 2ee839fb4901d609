/**
 * The ranker turns a matrix into {@link PanelRanks}. There are two, equal to the last bit: the WebAssembly kernel
 * (`wasm.ts`) and plain TypeScript (`typescript.ts`), the fallback, oracle and honest other side of the benchmark.
 *
 * One run scores one matrix, or one range of its samples:
 *
 *     gene-major text    gatherRow for the panel's rows, climb, setTile, tileRow for every row, flush, ranks(0 .. samples - 1)
 *     gene-major, once   hold, holdRow for every row, setTile, then for each sample: rankHeld, ranks(0)
 *     gene-major, held   setTile, tileRow for every row, then for each sample: rankColumn, ranks(0)
 *     sample-major text  setTile, then for each sample: columnRow, rankColumn, ranks(0)
 *     numbers, dense     setTile, then for each sample: fill column(rows) or singles(rows), rankNumbers, ranks(0)
 *     numbers, sparse    setTile, then for each sample: fill column(stored), rankSparse, ranks(0)
 */
import type { ScoreTask } from "../methods/common/sample.ts";
import type { MethodOptions } from "../methods/index.ts";
import type { PanelRanks } from "../panel.ts";

/** {@link PanelRanks.tieMoment} alone, or `middle` beside it, which takes a sort. */
export type TieDetail = "moment" | "all";

/**
 * How many of the highest ranks are looked at in a column of so many rows. Genes below them come as measured and last: {@link
 * PanelRanks.below} and `earlier` 0, `tied` 1.
 */
export type TopRanks = (rows: number) => number;

/** Most rows of a column that compact ladders can count. */
export const COMPACT_ROWS = 0xffff;

/** What a run has to hold. */
export interface RunShape {
  /** Ladders at once: samples of a gene-major range, 1 for sample-major input. */
  readonly samples: number;
  /** Panel genes. */
  readonly panel: number;
  /** Whether {@link PanelRanks.earlier} is counted. */
  readonly rowOrder: boolean;
  /** What of the ties of whole columns is wanted, where there are whole columns. */
  readonly ties?: TieDetail | null;
  /** Whether the ranks of all rows are wanted, see {@link RankRun.columnRanks}. */
  readonly everyRow?: boolean;
  /** Whether no column has more than {@link COMPACT_ROWS} rows, so that ladders take less memory. */
  readonly compact?: boolean;
  /**
   * Whether ladders hold the panel as singles, from which its values are got back: where its rows come by `gatherRow` and none is wide.
   * Once one was, the run is no good.
   */
  readonly singleRungs?: boolean;
  /** Where only the highest ranks are looked at, {@link TopRanks}; null or absent for all. */
  readonly top?: TopRanks | null;
  /** Bytes of text that can be in the window at once. */
  readonly windowBytes: number;
}

/** Values that wait to be counted together, or whole columns: `columns x rows` of them. */
export interface TileShape {
  /** Samples in the tile: the run's where they are counted together, any number where columns are held. */
  readonly columns: number;
  readonly rows: number;
  /** Whether the tile holds whole columns, all rows of the matrix, to be ranked one by one. */
  readonly whole: boolean;
  /**
   * Whether rows that are to be counted may wait as singles, twice as many of them: where no panel value was wide. From the first
   * wide row on doubles wait.
   */
  readonly single?: boolean;
}

/** Columns that are held while their rows come, as many as there turn out to be. */
export interface HoldShape {
  readonly samples: number;
  /** Most rows. */
  readonly rows: number;
  /** Whether singles are held: half the memory, where no two values become equal by it; see {@link RankRun.isWide}. */
  readonly single: boolean;
}

/** Rows of a block of held columns: an odd number of cache lines, so that neighbouring columns do not compete for one place. */
export const HELD_ROWS = 1040;

/** Memory of held columns and of their panel, in bytes. */
export function holdBytes({ samples, rows, single }: HoldShape, panel: number): number {
  const blocks = Math.ceil(rows / HELD_ROWS);
  // Beside singles the panel is held as doubles: its values are scored, not only compared.
  return samples * (single ? 4 * HELD_ROWS * blocks + 8 * panel : 8 * HELD_ROWS * blocks);
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

/**
 * Scores the sample whose ranks were asked for last.
 *
 * @param row takes the fields of all tasks, each at its place
 * @param reasons by task, {@link NullReason}
 */
export type Scorer = (row: Float64Array, reasons: Uint8Array) => void;

/** A sample of which only some values are stored; all others are 0. */
export interface SparseColumn {
  /** Value of each panel gene: 0 where it is not stored, NaN where it is absent or missing. */
  readonly panel: Float64Array;
  /** Values that the first places of {@link RankRun.column} hold: NaN where missing, none of them 0. */
  readonly stored: number;
  /** Genes whose value is 0. */
  readonly zeros: number;
  /** Where row order is asked for, which also wants the stored values in row order; otherwise null. */
  readonly order: SparseOrder | null;
}

/** For each panel gene, what stands in the rows before its own; -1 and 0 for absent genes. */
export interface SparseOrder {
  readonly stored: Int32Array;
  readonly zeros: Uint32Array;
}

/** One counting of a matrix: blocks go in, the ranks of the panel come out. */
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
  /** Makes room for columns whose rows come by `holdRow`. */
  hold(shape: HoldShape): void;
  /** Reads a line into the next row of the held columns, and into the panel where it is a panel gene's: -1 for others. */
  holdRow(from: number, to: number, gene: number): number;
  /** Whether the row that was read last may say more than singles tell apart. If it was held as singles, it must not be replaced. */
  isWide(): boolean;
  /**
   * Ranks the panel in a held column, as {@link rankColumn} does.
   * @param ties what of the ties of the whole column is wanted
   */
  rankHeld(sample: number, columns: Int32Array, rows: number, ties: TieDetail | null): void;
  /** Cells of the row read last that are neither decimal numbers nor missing-value words; they count as NaN. */
  unread(): number;
  /** Puts other values in the place of the row read last: one a sample, or one a gene of the column. */
  replaceRow(values: Float64Array): void;

  /** Values of one panel gene over the samples of the run, before `climb`. */
  panelRow(gene: number): Float64Array;
  setPanelRow(gene: number, values: Float64Array): void;
  /** The first `rows` values of a column of the tile, by default the first: a view to read and write before it is ranked. */
  column(rows: number, at?: number): Float64Array;
  /** A place for a column whose values singles hold exactly, for `rankNumbers`. */
  singles(rows: number): Float32Array;

  /** Makes every panel value missing. */
  reset(): void;
  /**
   * Builds the ladders from the gathered values.
   * @param keep how many of the highest panel values of a sample become rungs: all by default
   */
  climb(keep?: number): void;
  /** Least number of values, over the samples of the run, that lie on the lowest rung or above it: so many ranks are told apart. */
  highest(): number;
  /** Takes the ladders down: panel values are as they were gathered, and nothing is counted. */
  descend(): void;
  /** Counts what waits in the tile. */
  flush(): void;
  /**
   * Ranks the panel in a whole column, by counting or by a sort, whichever is quicker: `ranks(0)` is its then.
   * @param columns for each panel gene its place in the column, or -1
   * @param rows values in the column
   * @param at which column of the tile, by default the first
   */
  rankColumn(columns: Int32Array, rows: number, at?: number): void;
  /**
   * The same for the first column, whatever numbers it was filled with: -0 is tied with +0, and NaN is missing.
   *
   * @param single whether the column is in `singles`
   * @returns the place of the first infinite value, with which there are no ranks, or -1
   */
  rankNumbers(columns: Int32Array, rows: number, single: boolean): number;
  /** Sample-major, sparse: counts the stored values one by one and the zeros as the one tied block that they are. */
  rankSparse(column: SparseColumn): void;
  /** Ranks of one sample; the views are overwritten by the next call. */
  ranks(sample: number, rows: number): PanelRanks;
  /**
   * Ranks of every row of the sample of the last {@link ranks} call, which come with a sort: "panel index" is the row. null
   * where only the panel was counted. The views are overwritten by the next `rankColumn`.
   */
  columnRanks(): PanelRanks | null;

  /** Makes ready to score all samples by these tasks; what is returned scores the one of the last {@link ranks} call. */
  scorer(tasks: readonly ScoreTask[], options: MethodOptions): Scorer;
  /** Gives the memory back. The run cannot be used any more. */
  close(): void;
}

/** Counts for panels how many values lie below and are tied; kernel and plain TypeScript agree to the last bit. */
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

/** Share of the genes from which on a sort of all rows is quicker than counting the panel among them. */
export const SORTED_SHARE = 0.3;

/**
 * Bins of a ladder on which `rows` values are counted at once: as many as the cache holds, since a value in a bin without
 * rungs is done with, but fewer for a few rows, for which setting bins up would take longer than counting.
 */
export function ladderBins(panel: number, rows: number): number {
  const most = Math.max(16 * panel, 2048);
  return 2 ** Math.ceil(Math.log2(Math.max(256, Math.min(8192, most, rows))));
}
