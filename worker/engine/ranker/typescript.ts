/** The ranker in plain TypeScript: the same algorithm as the kernel, the fallback and the oracle. */
import type { MethodOptions } from "../methods/index.ts";
import { type SampleMethodName, scoreSample } from "../methods/sample.ts";
import type { PanelRanks, PanelSet } from "../panel.ts";
import { climb, countRun, createLadders, type Ladders, ladderBytes, noteEarlier, resolve } from "./ladder.ts";
import { parseNumber } from "./number.ts";
import {
  ladderBins,
  MAX_LINES,
  type Ranker,
  type RankRun,
  type RowFormat,
  type RunShape,
  type Scorer,
  type TileShape,
} from "./ranker.ts";
import { columnTies } from "./ties.ts";

const QUOTE = 34;
const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

function runBytes(shape: RunShape, tile: TileShape): number {
  const { panel, rowOrder, samples, windowBytes } = shape;
  return (
    ladderBytes(samples, panel, ladderBins(panel), rowOrder) +
    8 * samples * tile.rows +
    windowBytes +
    4 * MAX_LINES +
    20 * panel
  );
}

/** Past the delimiter that ends the cell at `from`; a quoted cell may hold delimiters. */
export function nextCell(bytes: Uint8Array, from: number, to: number, delimiter: number): number {
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

class TypeScriptRun implements RankRun {
  readonly shape: RunShape;
  readonly #window: Uint8Array;
  readonly #lines = new Uint32Array(MAX_LINES);
  #tile = new Float64Array(0);
  #tileShape: TileShape = { rows: 0, whole: false };
  readonly #ladders: Ladders;
  readonly #value: Float64Array;
  readonly #below: Uint32Array;
  readonly #tied: Uint32Array;
  #format: RowFormat = { delimiter: 9, skip: 1, first: 0, last: 0 };
  #tileFilled = 0;
  #marks: { row: number; gene: number }[] = [];
  #unread = 0;
  /** Where the row read last was put. */
  #target: { values: Float64Array; into: number; stride: number };
  #current: PanelRanks | null = null;

  constructor(shape: RunShape) {
    this.shape = shape;
    this.#window = new Uint8Array(shape.windowBytes);
    this.#ladders = createLadders(shape.samples, shape.panel, ladderBins(shape.panel), shape.rowOrder);
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
    this.#tileShape = tile;
    this.#tile = new Float64Array(this.shape.samples * tile.rows);
    this.#tileFilled = 0;
  }

  #parse(from: number, to: number, target: Float64Array, into: number, stride: number): number {
    const bytes = this.#window;
    const { delimiter, skip, first, last } = this.#format;
    this.#unread = 0;
    this.#target = { values: target, into, stride };
    if (to > from && bytes[to - 1] === CARRIAGE_RETURN) to--;
    for (let skipped = 0; skipped < skip; skipped++) {
      if (from > to) return -1;
      from = nextCell(bytes, from, to, delimiter);
    }
    if (from > to) return 0;
    let cell = 0;
    for (let begin = from; begin <= to; cell++) {
      let end = begin;
      while (end < to && bytes[end] !== delimiter) end++;
      if (cell >= first && cell < last) {
        const at = into + (cell - first) * stride;
        const value = parseNumber(bytes, begin, end);
        target[at] = value ?? Number.NaN;
        if (value === undefined) this.#unread++;
      }
      begin = end + 1;
    }
    return cell;
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

  column(rows: number): Float64Array {
    return this.#tile.subarray(0, rows);
  }

  reset(): void {
    this.#ladders.rungs.fill(Number.NaN);
  }

  climb(): void {
    for (let sample = 0; sample < this.shape.samples; sample++) climb(this.#ladders, sample);
    this.#tileFilled = 0;
    this.#marks = [];
  }

  flush(): void {
    this.#count(this.#tileFilled);
    // Whole columns stay in the tile for their tie moments.
    if (!this.#tileShape.whole) this.#tileFilled = 0;
  }

  #count(rows: number): void {
    for (let sample = 0; sample < this.shape.samples; sample++) {
      const base = sample * this.#tileShape.rows;
      let from = 0;
      for (const { row, gene } of this.#marks) {
        countRun(this.#ladders, sample, this.#tile, base + from, base + row);
        noteEarlier(this.#ladders, sample, gene);
        from = row;
      }
      countRun(this.#ladders, sample, this.#tile, base + from, base + rows);
    }
    this.#marks = [];
  }

  rankColumn(columns: Int32Array, rows: number): void {
    const genes = [...columns.keys()];
    for (const gene of genes) {
      this.#ladders.rungs[gene] = columns[gene] < 0 ? Number.NaN : this.#tile[columns[gene]];
    }
    this.climb();
    if (this.shape.rowOrder) {
      const held = genes.filter((gene) => columns[gene] >= 0).sort((a, b) => columns[a] - columns[b]);
      this.#marks = held.map((gene) => ({ row: columns[gene], gene }));
    }
    this.#count(rows);
    this.#tileFilled = rows;
  }

  ranks(sample: number, rows: number): PanelRanks {
    const { panel } = this.shape;
    const { rows: tileRows, whole } = this.#tileShape;
    resolve(this.#ladders, sample, this.#value, this.#below, this.#tied);
    const base = sample * tileRows;
    this.#current = {
      value: this.#value,
      below: this.#below,
      tied: this.#tied,
      earlier: this.#ladders.earlier?.subarray(sample * panel, (sample + 1) * panel) ?? null,
      measured: this.#ladders.measured[sample],
      rows,
      ...(whole ? columnTies(this.#tile.subarray(base, base + this.#tileFilled)) : { tieMoment: Number.NaN }),
    };
    return this.#current;
  }

  scorer(method: SampleMethodName, set: PanelSet, options: MethodOptions): Scorer {
    return (out, at) => scoreSample(method, this.#current as PanelRanks, set, options, out, at);
  }

  close(): void {
    this.#current = null;
  }
}

export function createTypeScriptRanker(): Ranker {
  return { path: "typescript", kernel: null, runBytes, open: (shape) => new TypeScriptRun(shape) };
}
