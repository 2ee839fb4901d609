/** The ranker in plain TypeScript: the same algorithm as the kernel, the fallback and the oracle. */
import { type ScoreTask, scoreTasks } from "../methods/common/sample.ts";
import type { MethodOptions } from "../methods/index.ts";
import type { PanelRanks } from "../panel.ts";
import { PlainHeldColumns } from "./plain/held.ts";
import {
  climb,
  countColumn,
  countZeros,
  createLadders,
  highest,
  type Ladders,
  ladderBytes,
  resolve,
} from "./plain/ladder.ts";
import { parseCells } from "./plain/number.ts";
import {
  clean,
  type PanelCounts,
  type PanelRow,
  panelRows,
  pickPanel,
  type RowRanker,
  rankRows,
  storedRows,
} from "./plain/rows.ts";
import { createOrder } from "./plain/sort.ts";
import { type ColumnTies, columnTies } from "./plain/ties.ts";
import {
  HELD_ROWS,
  type HoldShape,
  ladderBins,
  MAX_LINES,
  type Ranker,
  type RankRun,
  type RowFormat,
  type RunShape,
  type Scorer,
  SORTED_SHARE,
  type SparseColumn,
  type TieDetail,
  type TileShape,
} from "./ranker.ts";
import { COLUMN_AMPLER, KeptPanel } from "./top.ts";

const QUOTE = 34;
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** Of a {@link RowRanker}, for each row. */
const ROW_RANKER_BYTES = 28 + 4;

function runBytes(shape: RunShape, tile: TileShape): number {
  const { panel, rowOrder, samples, windowBytes } = shape;
  return (
    ladderBytes(samples, panel, rowOrder) +
    ((tile.single ? 4 : 8) * tile.columns + (tile.whole ? ROW_RANKER_BYTES : 0)) * tile.rows +
    windowBytes +
    4 * MAX_LINES +
    20 * panel
  );
}

/** Past the delimiter that ends the cell at `from`; a quoted cell may hold delimiters. */
function nextCell(bytes: Uint8Array, from: number, to: number, delimiter: number): number {
  if (from < to && bytes[from] === QUOTE) {
    from++;
    while (from < to) {
      if (bytes[from] === QUOTE) {
        if (bytes[from + 1] !== QUOTE) break;
        from++;
      }
      from++;
    }
  }
  while (from < to && bytes[from] !== delimiter) from++;
  return from + 1;
}

function createRowRanker(rows: number): RowRanker {
  const counts = () => new Uint32Array(rows);
  return { ...createOrder(rows), below: counts(), tied: counts(), earlier: counts() };
}

class TypeScriptRun implements RankRun {
  readonly shape: RunShape;
  readonly #window: Uint8Array;
  readonly #lines = new Uint32Array(MAX_LINES);
  #tile = new Float64Array(0);
  #tileShape: TileShape = { columns: 0, rows: 0, whole: false };
  #rows: RowRanker | null = null;
  /** The column that was sorted; null where samples are counted. */
  #sorted: Float64Array | null = null;
  /** A column of singles on its way to the tile: all work is on doubles, for code that sees one kind of array is quicker. */
  #singles = new Float32Array(0);
  /** What the whole column says; null where only the panel is known. */
  #ties: Pick<PanelRanks, "tieMoment" | "middle"> | null = null;
  readonly #ladders: Ladders;
  readonly #value: Float64Array;
  readonly #below: Uint32Array;
  readonly #tied: Uint32Array;
  #format: RowFormat = { delimiter: 9, skip: 1, first: 0, last: 0 };
  #tileFilled = 0;
  /** Rows of the panel in the tile, where row order is asked for. */
  #marks: PanelRow[] = [];
  /** Those of whole columns. */
  #columnRows: { readonly columns: Int32Array; readonly rows: PanelRow[] } = { columns: new Int32Array(0), rows: [] };
  readonly #kept: KeptPanel;
  #unread = 0;
  #wide = false;
  /** Columns that are held while their rows come. */
  #held: PlainHeldColumns | null = null;
  /** Where the row read last was put. */
  #target: { values: Float64Array | Float32Array; into: number; stride: number };
  #current: PanelRanks | null = null;

  constructor(shape: RunShape) {
    this.shape = shape;
    this.#kept = new KeptPanel(shape, COLUMN_AMPLER);
    this.#window = new Uint8Array(shape.windowBytes);
    this.#ladders = createLadders(shape.samples, shape.panel, shape.rowOrder);
    this.#target = { values: this.#tile, into: 0, stride: 1 };
    this.#value = new Float64Array(shape.panel);
    this.#below = new Uint32Array(shape.panel);
    this.#tied = new Uint32Array(shape.panel);
  }

  window(): Uint8Array {
    return this.#window;
  }

  scan(length: number): Uint32Array {
    let found = 0;
    let at = this.#window.indexOf(LINE_FEED);
    while (at >= 0 && at < length && found < MAX_LINES) {
      this.#lines[found++] = at;
      at = this.#window.indexOf(LINE_FEED, at + 1);
    }
    return this.#lines.subarray(0, found);
  }

  setFormat(format: RowFormat): void {
    this.#format = format;
  }

  setTile(tile: TileShape): void {
    // Doubles wait here in any case, half as many rows.
    this.#tileShape = tile.single ? { ...tile, rows: tile.rows >> 1 } : tile;
    this.#tile = new Float64Array(tile.columns * this.#tileShape.rows);
    this.#rows = tile.whole ? createRowRanker(tile.rows) : null;
    this.#singles = new Float32Array(tile.whole ? tile.rows : 0);
    this.#tileFilled = 0;
  }

  #parse(from: number, to: number, target: Float64Array | Float32Array, into: number, stride: number): number {
    const bytes = this.#window;
    const { delimiter, skip } = this.#format;
    this.#unread = 0;
    this.#wide = false;
    this.#target = { values: target, into, stride };
    if (to > from && bytes[to - 1] === CARRIAGE_RETURN) to--;
    for (let skipped = 0; skipped < skip; skipped++) {
      if (from > to) return -1;
      from = nextCell(bytes, from, to, delimiter);
    }
    if (from > to) return 0;
    const row = parseCells(bytes, from, to, this.#format, target, into, stride);
    this.#unread = row.unread;
    this.#wide = row.wide;
    return row.cells;
  }

  gatherRow(from: number, to: number, gene: number): number {
    return this.#parse(from, to, this.#ladders.rungs, gene, this.shape.panel + 1);
  }

  tileRow(from: number, to: number, gene: number): number {
    if (this.#tileFilled === this.#tileShape.rows) this.flush();
    if (this.shape.rowOrder && gene >= 0) this.#marks.push({ row: this.#tileFilled, gene });
    const cells = this.#parse(from, to, this.#tile, this.#tileFilled, this.#tileShape.rows);
    this.#tileFilled++;
    return cells;
  }

  columnRow(from: number, to: number): number {
    return this.#parse(from, to, this.#tile, 0, 1);
  }

  hold(shape: HoldShape): void {
    this.#held = new PlainHeldColumns(shape, this.shape.panel);
  }

  #holding(): PlainHeldColumns {
    if (this.#held === null) throw new Error("no columns are held");
    return this.#held;
  }

  holdRow(from: number, to: number, gene: number): number {
    const held = this.#holding();
    if (held.single && gene >= 0) this.#parse(from, to, held.panel, gene, this.shape.panel);
    const { block, within } = held.next();
    return this.#parse(from, to, block, within, HELD_ROWS);
  }

  isWide(): boolean {
    return this.#wide;
  }

  rankHeld(sample: number, columns: Int32Array, rows: number, ties: TieDetail | null): void {
    const held = this.#holding();
    const column = this.column(rows);
    held.copyColumn(sample, column);
    this.#rank(column, held.single, columns, held.known(sample), ties);
  }

  unread(): number {
    return this.#unread;
  }

  replaceRow(row: Float64Array): void {
    const { values, into, stride } = this.#target;
    for (let i = 0; i < row.length; i++) values[into + i * stride] = row[i];
  }

  panelRow(gene: number): Float64Array {
    const { panel, samples } = this.shape;
    return Float64Array.from({ length: samples }, (_, sample) => this.#ladders.rungs[sample * (panel + 1) + gene]);
  }

  setPanelRow(gene: number, values: Float64Array): void {
    values.forEach((value, sample) => {
      this.#ladders.rungs[sample * (this.shape.panel + 1) + gene] = value;
    });
  }

  column(rows: number, at = 0): Float64Array {
    const from = at * this.#tileShape.rows;
    return this.#tile.subarray(from, from + rows);
  }

  singles(rows: number): Float32Array {
    return this.#singles.subarray(0, rows);
  }

  reset(): void {
    this.#ladders.rungs.fill(Number.NaN);
  }

  climb(keep = this.shape.panel): void {
    for (let sample = 0; sample < this.shape.samples; sample++) climb(this.#ladders, sample, keep);
    this.#sorted = null;
    this.#ties = null;
    this.#tileFilled = 0;
    this.#marks = [];
  }

  highest(): number {
    let least = Number.POSITIVE_INFINITY;
    for (let sample = 0; sample < this.shape.samples; sample++) least = Math.min(least, highest(this.#ladders, sample));
    return least;
  }

  descend(): void {
    const { panel, samples } = this.shape;
    for (let sample = 0; sample < samples; sample++) {
      resolve(this.#ladders, sample, this.#value, this.#below, this.#tied);
      this.#ladders.rungs.set(this.#value, sample * (panel + 1));
    }
  }

  flush(): void {
    this.#count(this.#tileFilled);
    this.#tileFilled = 0;
  }

  #count(rows: number): void {
    const bins = ladderBins(this.shape.panel, rows);
    for (let sample = 0; sample < this.shape.samples; sample++) {
      countColumn(this.#ladders, sample, this.column(rows, sample), false, bins, this.#marks);
    }
    this.#marks = [];
  }

  rankColumn(columns: Int32Array, rows: number, at = 0): void {
    this.#rank(this.column(rows, at), false, columns, null, this.shape.ties ?? null);
  }

  rankNumbers(columns: Int32Array, rows: number, single: boolean): number {
    const column = this.column(rows);
    const wrong = clean(single ? this.singles(rows) : column, column);
    if (wrong < 0) this.#rank(column, single, columns, null, this.shape.ties ?? null);
    return wrong;
  }

  /** @param known values of the panel, where those of the column are only as exact as singles */
  #rank(
    column: Float64Array,
    single: boolean,
    columns: Int32Array,
    known: Float64Array | null,
    ties: TieDetail | null,
  ): void {
    const { everyRow, rowOrder, panel } = this.shape;
    if (everyRow || (rowOrder && ties === "all") || this.#kept.keep(column.length) > SORTED_SHARE * column.length) {
      this.#sortColumn(column, columns, ties);
      if (known !== null) this.#value.set(known);
      return;
    }
    const { rungs } = this.#ladders;
    if (known === null) {
      for (let gene = 0; gene < panel; gene++) rungs[gene] = columns[gene] < 0 ? Number.NaN : column[columns[gene]];
    } else rungs.set(known);
    this.#countColumn(column, single, columns);
    while (!this.#kept.suffices(this.highest(), column.length)) {
      this.descend();
      this.#countColumn(column, single, columns);
    }
    if (ties !== null) this.#ties = detail(columnTies(column, 0, this.#room()), ties);
  }

  #countColumn(column: Float64Array, single: boolean, columns: Int32Array): void {
    const { panel, rowOrder } = this.shape;
    this.climb(this.#kept.keep(column.length));
    if (rowOrder && this.#columnRows.columns !== columns) this.#columnRows = { columns, rows: panelRows(columns) };
    countColumn(this.#ladders, 0, column, single, ladderBins(panel, column.length), this.#columnRows.rows);
  }

  /** Room to sort the rows of a column. */
  #room(): RowRanker {
    if (this.#rows === null) throw new Error("columns are not held");
    return this.#rows;
  }

  #sortColumn(column: Float64Array, columns: Int32Array, ties: TieDetail | null): void {
    const rows = this.#room();
    const { measured, ...found } = rankRows(column, rows);
    this.#sorted = column;
    this.#ties = ties === null ? null : detail(found, ties);
    this.#ladders.measured[0] = measured;
    pickPanel({ value: column, ...rows }, columns, this.#panel(0));
  }

  /** The arrays that the panel's ranks of a sample are put into. */
  #panel(sample: number): PanelCounts {
    const { panel } = this.shape;
    const earlier = this.#ladders.earlier?.subarray(sample * panel, (sample + 1) * panel) ?? null;
    return { value: this.#value, below: this.#below, tied: this.#tied, earlier };
  }

  rankSparse({ panel, stored, zeros, order }: SparseColumn): void {
    this.#ladders.rungs.set(panel);
    this.climb();
    this.#marks = storedRows(panel, order);
    this.#count(stored);
    countZeros(this.#ladders, 0, zeros, order?.zeros ?? null);
    const { ties } = this.shape;
    if (ties) this.#ties = detail(columnTies(this.column(stored), zeros, this.#room()), ties);
  }

  ranks(sample: number, rows: number): PanelRanks {
    if (this.#sorted === null) resolve(this.#ladders, sample, this.#value, this.#below, this.#tied);
    this.#current = {
      ...this.#panel(sample),
      measured: this.#ladders.measured[sample],
      rows,
      ...(this.#ties ?? { tieMoment: Number.NaN }),
    };
    return this.#current;
  }

  columnRanks(): PanelRanks | null {
    const column = this.#sorted;
    if (column === null || this.#rows === null || this.#current === null || this.shape.everyRow !== true) return null;
    const { below, tied, earlier } = this.#rows;
    return { ...this.#current, value: column, below, tied, earlier };
  }

  scorer(tasks: readonly ScoreTask[], options: MethodOptions): Scorer {
    return (row, reasons) => scoreTasks(tasks, this.#current as PanelRanks, options, row, reasons);
  }

  close(): void {
    this.#current = null;
  }
}

/** The ranker that needs no kernel: slower, and the same to the last bit. */
export function createTypeScriptRanker(): Ranker {
  return { path: "typescript", kernel: null, runBytes, open: (shape) => new TypeScriptRun(shape) };
}

function detail(found: ColumnTies, ties: TieDetail): Pick<PanelRanks, "tieMoment" | "middle"> {
  return ties === "all" ? found : { tieMoment: found.tieMoment };
}
