/** A run on the WebAssembly kernel. Addresses and layouts are described in assembly/layout.ts. */
import type { ScoreTask } from "../methods/common/sample.ts";
import type { MethodOptions } from "../methods/index.ts";
import { writeSampleRecord } from "../methods/twins/kernel-abi.ts";
import type { PanelRanks } from "../panel.ts";
import type { Arena } from "./arena.ts";
import { HeldColumns } from "./held.ts";
import type { KernelExports } from "./kernel.ts";
import { KernelLadders, ladderBytes } from "./ladders.ts";
import {
  type ColumnPlace,
  columnCounts,
  countsAt,
  layoutRun,
  layoutTile,
  type RunLayout,
  tiesAt,
  tileBytes,
  writeStrided,
} from "./layout.ts";
import { type PanelCounts, pickPanel, storedRows } from "./plain/rows.ts";
import {
  type HoldShape,
  MAX_LINES,
  type RankRun,
  type RowFormat,
  type RunShape,
  type Scorer,
  SORTED_SHARE,
  type SparseColumn,
  type TieDetail,
  type TileShape,
} from "./ranker.ts";
import { kernelScorer } from "./scorer.ts";
import { COLUMN_AMPLER, KeptPanel } from "./top.ts";

/** One whose rows are ranked. */
interface SortedColumn extends ColumnPlace {
  readonly measured: number;
}

/** A run in the memory of a kernel that other runs may share. */
export class WasmRun implements RankRun {
  readonly shape: RunShape;
  readonly #kernel: KernelExports;
  readonly #arena: Arena;
  readonly #base: number;
  readonly #at: RunLayout;
  readonly #ladders: KernelLadders;
  /** Further regions of this run: the tile, sets of the scorers. */
  readonly #regions: { at: number; bytes: number }[] = [];
  #tileShape: TileShape = { columns: 0, rows: 0, whole: false };
  #tile = layoutTile(0, this.#tileShape);
  #format: RowFormat = { delimiter: 9, skip: 1, first: 0, last: 0 };
  #tileFilled = 0;
  /** The column that was sorted; null where samples are counted. */
  #sorted: SortedColumn | null = null;
  /** What is known of the ties of the whole column. */
  #ties: TieDetail | null = null;
  readonly #kept: KeptPanel;
  /** Columns that are held while their rows come. */
  #held: HeldColumns | null = null;
  #current: PanelRanks | null = null;
  #window = new Uint8Array(0);
  /** Whether singles tell the values of the only column apart, which were read last. */
  #isNarrow = false;
  /** Where the row read last was put. */
  #target = { into: 0, stride: 8, single: false };

  constructor(kernel: KernelExports, arena: Arena, shape: RunShape) {
    this.shape = shape;
    this.#kept = new KeptPanel(shape, COLUMN_AMPLER);
    const at = layoutRun(shape, ladderBytes(kernel, shape));
    this.#kernel = kernel;
    this.#arena = arena;
    this.#base = arena.take(at.bytes);
    const base = this.#base;
    this.#at = Object.fromEntries(
      Object.entries(at).map(([part, offset]) => [
        part,
        part === "stride" || part === "bytes" ? offset : base + offset,
      ]),
    ) as unknown as RunLayout;
    this.#ladders = new KernelLadders(kernel, shape, this.#at);
    this.reset();
  }

  window(): Uint8Array {
    // Asked for several times a line, and the memory's buffer takes longer to get than this: when it grows, views lose theirs.
    if (this.#window.length === 0)
      this.#window = new Uint8Array(this.#kernel.memory.buffer, this.#at.window, this.shape.windowBytes);
    return this.#window;
  }

  scan(length: number): Uint32Array {
    const found = this.#kernel.scanLines(this.#at.window, this.#at.window + length, this.#at.lines, MAX_LINES);
    return new Uint32Array(this.#kernel.memory.buffer, this.#at.lines, found);
  }

  setFormat(format: RowFormat): void {
    this.#format = format;
  }

  setTile(tile: TileShape): void {
    this.#tileShape = tile;
    this.#tile = layoutTile(this.#take(tileBytes(tile)), tile);
    this.#tileFilled = 0;
  }

  #take(bytes: number): number {
    const at = this.#arena.take(bytes);
    this.#regions.push({ at, bytes });
    return at;
  }

  #parse(from: number, to: number, into: number, stride: number, single = false): number {
    const { delimiter, skip, first, last } = this.#format;
    const { window } = this.#at;
    this.#target = { into, stride, single };
    return this.#kernel.parseRow(window + from, window + to, delimiter, skip, first, last, into, stride, single);
  }

  gatherRow(from: number, to: number, gene: number): number {
    return this.#parse(from, to, this.#ladders.gathered(0, gene), this.#at.stride, this.shape.singleRungs);
  }

  tileRow(from: number, to: number, gene: number): number {
    if (this.#tileFilled === this.#tileShape.rows) this.flush();
    let cells = this.#parseTileRow(from, to);
    if (this.#tileShape.single && this.#kernel.wide()) {
      // What waits is counted as it is: the panel is not wide, and neither were the rows so far.
      this.flush();
      this.#tileShape = { ...this.#tileShape, rows: this.#tileShape.rows >> 1, single: false };
      cells = this.#parseTileRow(from, to);
    }
    if (this.shape.rowOrder && gene >= 0) this.#ladders.mark(this.#tileFilled, gene);
    this.#tileFilled++;
    return cells;
  }

  #parseTileRow(from: number, to: number): number {
    const { rows, single = false } = this.#tileShape;
    const width = single ? 4 : 8;
    return this.#parse(from, to, this.#tile.values + width * this.#tileFilled, width * rows, single);
  }

  columnRow(from: number, to: number): number {
    const cells = this.#parse(from, to, this.#tile.values, 8);
    this.#isNarrow = !this.#kernel.wide();
    return cells;
  }

  hold(shape: HoldShape): void {
    this.#held = new HeldColumns(shape, this.shape.panel, (bytes) => this.#take(bytes), this.#kernel.memory);
  }

  #holding(): HeldColumns {
    if (this.#held === null) throw new Error("no columns are held");
    return this.#held;
  }

  holdRow(from: number, to: number, gene: number): number {
    const held = this.#holding();
    if (held.single && gene >= 0) {
      const { into, stride } = held.gene(gene);
      this.#parse(from, to, into, stride);
    }
    const { into, stride } = held.next();
    return this.#parse(from, to, into, stride, held.single);
  }

  isWide(): boolean {
    return this.#kernel.wide();
  }

  rankHeld(sample: number, columns: Int32Array, rows: number, ties: TieDetail | null): void {
    const held = this.#holding();
    const { buffer } = this.#kernel.memory;
    held.copyColumn(buffer, sample, this.#tile.values, rows);
    const column = { at: this.#tile.values, rows, single: held.single };
    this.#rank(column, columns, held.known(buffer, sample), ties);
  }

  unread(): number {
    return this.#kernel.unread();
  }

  replaceRow(values: Float64Array): void {
    const { into, stride, single } = this.#target;
    if (single) throw new Error("a row of singles is not replaced");
    this.#isNarrow = false;
    writeStrided(this.#kernel.memory.buffer, into, stride, values);
  }

  panelRow(gene: number): Float64Array {
    return this.#ladders.panelRow(gene);
  }

  setPanelRow(gene: number, values: Float64Array): void {
    this.#ladders.setPanelRow(gene, values);
  }

  column(rows: number, at = 0): Float64Array {
    // Whoever asks for it may write to it.
    this.#isNarrow = false;
    return new Float64Array(this.#kernel.memory.buffer, this.#tile.values + 8 * at * this.#tileShape.rows, rows);
  }

  singles(rows: number): Float32Array {
    return new Float32Array(this.#kernel.memory.buffer, this.#tile.values, rows);
  }

  reset(): void {
    this.#ladders.reset();
  }

  climb(keep = this.shape.panel): void {
    this.#ladders.climb(keep);
    this.#sorted = null;
    this.#ties = null;
    this.#tileFilled = 0;
  }

  highest(): number {
    return this.#ladders.highest();
  }

  descend(): void {
    this.#ladders.descend();
  }

  flush(): void {
    const { rows, single = false } = this.#tileShape;
    if (this.#tileFilled > 0) this.#ladders.count(this.#tile.values, rows, this.#tileFilled, single);
    this.#tileFilled = 0;
  }

  rankColumn(columns: Int32Array, rows: number, at = 0): void {
    const values = this.#tile.values + 8 * at * this.#tileShape.rows;
    this.#rank({ at: values, rows, single: false }, columns, null, this.shape.ties ?? null);
  }

  rankNumbers(columns: Int32Array, rows: number, single: boolean): number {
    const at = this.#tile.values;
    const ties = this.shape.ties ?? null;
    const clean = () => this.#kernel.clean(at, rows, single);
    // Counting minds neither -0 nor infinity, and says whether it met one.
    const isReady = ties === null && !this.#isSorted(rows, ties);
    const wrong = isReady ? -1 : clean();
    if (wrong >= 0) return wrong;
    const isInfinite = this.#rank({ at, rows, single }, columns, null, ties);
    return isReady && isInfinite ? clean() : -1;
  }

  /** Whether a column is ranked by a sort of its rows, and not by counting. */
  #isSorted(rows: number, ties: TieDetail | null): boolean {
    const { everyRow, rowOrder } = this.shape;
    return everyRow || (rowOrder && ties === "all") || this.#kept.keep(rows) > SORTED_SHARE * rows;
  }

  /**
   * @param known values of the panel, where those of the column are only as exact as singles
   * @returns whether counting met an infinite value
   */
  #rank(column: ColumnPlace, columns: Int32Array, known: Float64Array | null, ties: TieDetail | null): boolean {
    const { panel } = this.shape;
    const { at, rows, single } = column;
    if (this.#isSorted(rows, ties)) {
      this.#sortColumn(column, columns, ties);
      if (known !== null) this.#panel().value.set(known);
      return false;
    }
    const { buffer } = this.#kernel.memory;
    const gathered = new Float64Array(buffer, this.#ladders.gathered(0, 0), panel);
    if (known === null) {
      const values = single ? new Float32Array(buffer, at, rows) : new Float64Array(buffer, at, rows);
      for (let gene = 0; gene < panel; gene++)
        gathered[gene] = columns[gene] < 0 ? Number.NaN : values[columns[gene]] + 0;
    } else gathered.set(known);
    const singles = single || this.#narrow(at, rows);
    const isInfinite = this.#countColumn(columns, at, rows, singles);
    while (!this.#kept.suffices(this.highest(), rows)) {
      this.descend();
      this.#countColumn(columns, at, rows, singles);
    }
    if (ties !== null) this.#findTies(at, rows, singles, 0, ties);
    return isInfinite;
  }

  #countColumn(columns: Int32Array, at: number, rows: number, single: boolean): boolean {
    this.climb(this.#kept.keep(rows));
    if (this.shape.rowOrder) this.#ladders.markColumn(columns);
    return this.#ladders.count(at, rows, rows, single);
  }

  /** Singles take half the memory to count, where they are as good. Returns whether they are. */
  #narrow(at: number, rows: number): boolean {
    if (!this.#isNarrow) return false;
    this.#kernel.narrow(at, rows);
    return true;
  }

  #sortColumn({ at, rows, single }: ColumnPlace, columns: Int32Array, ties: TieDetail | null): void {
    const { below, tied, earlier, scratch } = this.#tile;
    const { middle } = this.#at;
    const measured = this.#kernel.rankRows(at, rows, single, scratch, below, tied, earlier, middle);
    this.#sorted = { at, rows, single, measured };
    this.#ties = ties;
    pickPanel(columnCounts(this.#kernel.memory.buffer, this.#sorted, this.#tile), columns, this.#panel());
  }

  #findTies(values: number, rows: number, single: boolean, zeros: number, ties: TieDetail): void {
    this.#kernel.columnTies(values, rows, single, zeros, ties === "all", this.#tile.scratch, this.#at.middle);
    this.#ties = ties;
  }

  /** The arrays that the panel's ranks of a sample are put into. */
  #panel(): PanelCounts {
    const counts = countsAt(this.#kernel.memory.buffer, this.#at, this.shape.panel);
    return this.shape.rowOrder ? counts : { ...counts, earlier: null };
  }

  rankSparse({ panel, stored, zeros, order }: SparseColumn): void {
    new Float64Array(this.#kernel.memory.buffer, this.#ladders.gathered(0, 0), panel.length).set(panel);
    this.climb();
    for (const { row, gene } of storedRows(panel, order)) this.#ladders.mark(row, gene);
    if (stored > 0) this.#ladders.count(this.#tile.values, this.#tileShape.rows, stored, false);
    this.#ladders.countZeros(zeros, order?.zeros ?? null);
    if (this.shape.ties) this.#findTies(this.#tile.values, stored, false, zeros, this.shape.ties);
  }

  ranks(sample: number, rows: number): PanelRanks {
    const { rowOrder } = this.shape;
    const { value, below, tied, earlier, middle } = this.#at;
    const measured = this.#sorted?.measured ?? this.#ladders.resolve(sample);
    const { buffer } = this.#kernel.memory;
    const { tieMoment, groups } = tiesAt(buffer, middle, this.#ties);
    const counts = { value, below, tied, earlier: rowOrder ? earlier : 0, measured, rows };
    writeSampleRecord(buffer, this.#at.sample, { ...counts, ...groups, tieMoment });
    const known = this.#ties === "all" ? { middle: groups } : {};
    this.#current = { ...this.#panel(), measured, rows, tieMoment, ...known };
    return this.#current;
  }

  columnRanks(): PanelRanks | null {
    if (this.#sorted === null || this.#current === null || this.shape.everyRow !== true) return null;
    const { value, ...counts } = columnCounts(this.#kernel.memory.buffer, this.#sorted, this.#tile);
    return { ...this.#current, ...counts, value: value instanceof Float64Array ? value : Float64Array.from(value) };
  }

  scorer(tasks: readonly ScoreTask[], options: MethodOptions): Scorer {
    const { sample, scratch } = this.#at;
    const current = () => this.#current as PanelRanks;
    const take = (bytes: number) => this.#take(bytes);
    return kernelScorer(this.#kernel, { sample, scratch, take, current }, tasks, options);
  }

  close(): void {
    for (const region of this.#regions.splice(0)) this.#arena.give(region.at, region.bytes);
    this.#arena.give(this.#base, this.#at.bytes);
  }
}
