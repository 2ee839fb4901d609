/**
 * The bins of the ladder that is being counted: the twin of assembly/bins.ts, where the idea is described. Its bins need not be
 * those of the kernel: whatever they are, the counts of rungs and gaps are the same.
 */

import type { PanelRow } from "./rows.ts";

/** Most bins. */
const MOST_BINS = 8192;
/** Set on the tally of a bin that holds rungs; what is below it counts. */
const MARK = 0x8000;
/** Values that may be counted before tallies could reach the mark. */
const MOST_COUNTED = MARK - 1;
/** Values between two looks at the candidates. */
const CHUNK = 2048;

/** Where what is counted goes: rungs ascending, counts of the gap below rung i at 2i and of rung i at 2i + 1. */
export interface Tallied {
  readonly rungs: Float64Array;
  readonly counts: Uint32Array;
}

const tallies = new Uint16Array(MOST_BINS + 1);
/** Of each marked bin its first rung, and in the upper half the rung behind its last. */
const held = new Uint32Array(MOST_BINS + 1);
const candidates = new Uint32Array(CHUNK + 1);
/** The panel gene of each row of a chunk, from 1; 0 for others, and everywhere between two chunks. */
const genes = new Uint16Array(CHUNK);

/** Where the tied rows before each panel gene's own are noted. */
export interface RowOrder {
  /** Rows of the panel, ascending. */
  readonly rows: readonly PanelRow[];
  readonly earlier: Uint32Array;
}

/** A value, and its words: the upper one orders it. */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

function wordOf(value: number): number {
  double[0] = value;
  return words[1] ^ ((words[1] >> 31) & 0x7fffffff);
}

/** A monotone map from value to bin between the second rung and the highest. */
interface BinMap {
  readonly bins: number;
  readonly logarithmic: boolean;
  readonly low: number;
  readonly origin: number;
  readonly scale: number;
  readonly lowWord: number;
  readonly shift: number;
}

function mapOf(rungs: Float64Array, bins: number, logarithmic: boolean): BinMap {
  const low = rungs[0];
  if (rungs.length === 1) return { bins: 0, logarithmic, low, origin: low, scale: 0, lowWord: 0, shift: 0 };
  const [second, highest] = [rungs[1], rungs[rungs.length - 1]];
  const perUnit = (bins - 2) / (highest - second);
  const scale = Number.isFinite(perUnit) ? perUnit : 0;
  const first = wordOf(second);
  const width = Math.floor((wordOf(highest) - first) / (bins - 1));
  const shift = Math.min(31, 32 - Math.clz32(width));
  const origin = scale > 0 ? second - 1 / scale : 0;
  return { bins, logarithmic, low, origin, scale, lowWord: first - 2 ** shift, shift };
}

function linearBin(value: number, { origin, scale, bins }: BinMap): number {
  const place = (value - origin) * scale;
  return place < bins ? (place > 0 ? Math.trunc(place) : 0) : bins;
}

function keyBin(word: number, { lowWord, shift, bins }: BinMap): number {
  if (word <= lowWord) return 0;
  // The distance of two words is below 2^32, so that the unsigned shift sees it whole.
  const bin = (word - lowWord) >>> shift;
  return bin < bins ? bin : bins;
}

function binOf(value: number, map: BinMap): number {
  return map.logarithmic ? keyBin(wordOf(value), map) : linearBin(value, map);
}

/** Whether fewer rungs share a bin if bins are linear in the order key, and not in the value. */
export function suitsLogarithm(rungs: Float64Array): boolean {
  if (rungs.length < 3) return false;
  const [linear, logarithmic] = [false, true].map((map) => crowding(rungs, mapOf(rungs, 1024, map)));
  return logarithmic < linear;
}

/** Sum of squares of the rungs of each bin: the search to expect. */
function crowding(rungs: Float64Array, map: BinMap): number {
  let work = 0;
  let before = -1;
  let together = 0;
  for (let rung = 1; rung < rungs.length; rung++) {
    const bin = binOf(rungs[rung], map);
    together = bin === before ? together + 1 : 1;
    work += 2 * together - 1;
    before = bin;
  }
  return work;
}

/** Counts stretches of one sample's column: `add` as often as there are, then `finish`. */
export class Bins {
  readonly #rungs: Float64Array;
  readonly #counts: Uint32Array;
  readonly #map: BinMap;
  readonly #order: RowOrder | null;
  /** Rows of the panel that were met. */
  #met = 0;
  #tallied = 0;
  #measured = 0;

  /**
   * @param rungs ascending, at least one
   * @param wanted bins
   * @param order null where row order is not asked for
   */
  constructor({ rungs, counts }: Tallied, wanted: number, logarithmic: boolean, order: RowOrder | null) {
    this.#rungs = rungs;
    this.#counts = counts;
    this.#order = order;
    this.#map = mapOf(rungs, wanted, logarithmic);
    tallies.fill(0, 0, this.#map.bins + 1);
    let before = -1;
    for (let rung = 1; rung < rungs.length; rung++) {
      const bin = binOf(this.#rungs[rung], this.#map);
      if (bin === before) held[bin] += 0x10000;
      else held[bin] = rung | ((rung + 1) << 16);
      tallies[bin] = MARK;
      before = bin;
    }
  }

  /** Counts values[from .. to), NaN is missing. */
  add(values: Float64Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      if (this.#tallied === MOST_COUNTED) this.#fold();
      const end = Math.min(to, at + CHUNK, at + MOST_COUNTED - this.#tallied);
      const first = this.#met;
      if (this.#order !== null) this.#lay(this.#order, values, at, end);
      const found = this.#map.logarithmic ? this.#addKeys(values, at, end) : this.#addLinear(values, at, end);
      if (this.#order === null) this.#place(values, found);
      else this.#placeInOrder(this.#order, values, found, at);
      for (let mark = first; mark < this.#met; mark++) genes[(this.#order as RowOrder).rows[mark].row - at] = 0;
      this.#tallied += end - at;
      at = end;
    }
  }

  /** Writes what was counted into the gaps and rungs, and returns the number of values that were not missing. */
  finish(): number {
    this.#fold();
    return this.#measured;
  }

  #addLinear(values: Float64Array, from: number, to: number): number {
    const { low, origin, scale, bins } = this.#map;
    let out = 0;
    let on = 0;
    let above = 0;
    let missing = 0;
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (value > low) {
        const place = (value - origin) * scale;
        const bin = place < bins ? (place > 0 ? place | 0 : 0) : bins;
        const tally = tallies[bin];
        tallies[bin] = tally + 1;
        candidates[out] = i;
        out += tally >>> 15;
        above++;
      } else if (value === low) on++;
      // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN
      else if (value !== value) missing++;
    }
    this.#note(to - from, above, on, missing);
    return out;
  }

  #addKeys(values: Float64Array, from: number, to: number): number {
    const { low, lowWord, shift, bins } = this.#map;
    const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
    let out = 0;
    let on = 0;
    let above = 0;
    let missing = 0;
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (value > low) {
        const bits = halves[2 * i + 1];
        const word = bits ^ ((bits >> 31) & 0x7fffffff);
        const place = word <= lowWord ? 0 : (word - lowWord) >>> shift;
        const bin = place < bins ? place : bins;
        const tally = tallies[bin];
        tallies[bin] = tally + 1;
        candidates[out] = i;
        out += tally >>> 15;
        above++;
      } else if (value === low) on++;
      // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN
      else if (value !== value) missing++;
    }
    this.#note(to - from, above, on, missing);
    return out;
  }

  #note(count: number, above: number, on: number, missing: number): void {
    this.#counts[0] += count - above - on - missing;
    this.#counts[1] += on;
    this.#measured += count - missing;
  }

  /**
   * Lays the panel genes of the rows [from, to) into `genes`, and notes for those on the lowest rung how many values stand there in the
   * rows before: none of them becomes a candidate.
   */
  #lay({ rows, earlier }: RowOrder, values: Float64Array, from: number, to: number): void {
    const { low } = this.#map;
    let before = this.#counts[1];
    let counted = from;
    for (; this.#met < rows.length && rows[this.#met].row < to; this.#met++) {
      const { row, gene } = rows[this.#met];
      genes[row - from] = gene + 1;
      if (values[row] !== low) continue;
      for (; counted < row; counted++) if (values[counted] === low) before++;
      earlier[gene] = before;
    }
  }

  /** {@link Bins.#place}, for rows that begin at `from`: candidates come in row order. */
  #placeInOrder({ earlier }: RowOrder, values: Float64Array, count: number, from: number): void {
    const rungs = this.#rungs;
    const counts = this.#counts;
    for (let i = 0; i < count; i++) {
      const row = candidates[i];
      const value = values[row];
      const range = held[binOf(value, this.#map)];
      let rung = range & 0xffff;
      const last = range >>> 16;
      while (rung < last && rungs[rung] < value) rung++;
      if (rungs[rung] !== value) counts[2 * rung]++;
      else {
        const before = counts[2 * rung + 1]++;
        const gene = genes[row - from];
        if (gene > 0) earlier[gene - 1] = before;
      }
    }
  }

  /** Places the candidates among the rungs of their bins. */
  #place(values: Float64Array, count: number): void {
    const rungs = this.#rungs;
    const counts = this.#counts;
    const map = this.#map;
    for (let i = 0; i < count; i++) {
      const value = values[candidates[i]];
      const range = held[binOf(value, map)];
      let rung = range & 0xffff;
      let last = range >>> 16;
      while (rung < last) {
        const middle = (rung + last) >>> 1;
        if (rungs[middle] < value) rung = middle + 1;
        else last = middle;
      }
      counts[2 * rung + (rungs[rung] === value ? 1 : 0)]++;
    }
  }

  /** Adds the tallies of unmarked bins to the gaps, and begins anew. */
  #fold(): void {
    let sum = 0;
    for (let bin = 0; bin <= this.#map.bins; bin++) {
      const tally = tallies[bin];
      if (tally < MARK) {
        sum += tally;
        tallies[bin] = 0;
      } else {
        this.#counts[2 * (held[bin] & 0xffff)] += sum;
        tallies[bin] = MARK;
        sum = 0;
      }
    }
    this.#counts[2 * this.#rungs.length] += sum;
    this.#tallied = 0;
  }
}
