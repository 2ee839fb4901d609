/**
 * Ranks of every row of a column by one sort, for columns that are held whole: they need their ties anyway, and a sort that
 * gives those gives all ranks. Twin: assembly/rows.ts.
 *
 * Nanoseconds for each value of a column of 20,000 (log-scaled with six digits; counts with 60% zeros):
 *
 *     genes in the panel     50    200   1,000  2,000  4,000  8,000  20,000
 *     kernel, ladder        5; 8   9; 11  14; 9  23; 13 37; 15  61; 30 137; 57   and 21; 17 for the ties
 *     kernel, sort         28; 18 whatever the panel, ties included
 *     TypeScript, ladder   18; 14 18; 15 28; 19  35; 24 56; 37 104; 64 231; 146  and 142; 120 for the ties
 *     TypeScript, sort     71; 48
 *
 * So a held column is sorted and never counted, and streams are counted while the panel is small: see `HELD_SHARE` in
 * worker/matrix/text/rank.ts.
 */
import type { PanelRanks } from "../panel.ts";
import type { ColumnTies } from "./ties.ts";

/** Room to rank the rows of one column after another; arrays have one number a row. */
export interface RowRanker {
  readonly below: Uint32Array;
  readonly tied: Uint32Array;
  readonly earlier: Uint32Array;
  /** Order keys: lower and upper word of each row. */
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
  readonly other: Uint32Array;
}

export interface RowTies extends ColumnTies {
  /** Rows that have a value. */
  readonly measured: number;
}

/** Room for columns of `rows` values: 28 bytes a row. */
export function createRowRanker(rows: number): RowRanker {
  return {
    below: new Uint32Array(rows),
    tied: new Uint32Array(rows),
    earlier: new Uint32Array(rows),
    keys: new Uint32Array(2 * rows),
    order: new Uint32Array(rows),
    other: new Uint32Array(rows),
  };
}

const BUCKETS = 2048;
/** Word and shift of each group of 11 bits, the lowest first. */
const DIGITS = [
  [0, 0],
  [0, 11],
  [0, 22],
  [1, 0],
  [1, 11],
  [1, 22],
] as const;

const histogram = new Uint32Array(BUCKETS);

/** One pass of an LSD radix sort over row numbers, whose keys stay where they are. False if all keys agree in these bits. */
function deal(keys: Uint32Array, word: number, shift: number, order: Uint32Array, into: Uint32Array): boolean {
  histogram.fill(0);
  for (let i = 0; i < order.length; i++) histogram[(keys[2 * order[i] + word] >>> shift) & (BUCKETS - 1)]++;
  if (histogram[(keys[2 * order[0] + word] >>> shift) & (BUCKETS - 1)] === order.length) return false;
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const here = histogram[bucket];
    histogram[bucket] = sum;
    sum += here;
  }
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    into[histogram[(keys[2 * row + word] >>> shift) & (BUCKETS - 1)]++] = row;
  }
  return true;
}

/** Writes the order key of each value, and the rows that have one; returns how many those are. */
function keyRows(column: Float64Array, { keys, order }: RowRanker): number {
  const words = new Uint32Array(column.buffer, column.byteOffset, 2 * column.length);
  let measured = 0;
  for (let row = 0; row < column.length; row++) {
    if (Number.isNaN(column[row])) continue;
    const upper = words[2 * row + 1];
    const sign = (upper | 0) >> 31;
    keys[2 * row] = words[2 * row] ^ sign;
    keys[2 * row + 1] = upper ^ (sign | 0x80000000);
    order[measured++] = row;
  }
  return measured;
}

/**
 * Ranks all rows of one sample into `ranker`: 0 where the value is missing.
 *
 * @param column values by row, NaN where missing, no -0; left as they are
 */
export function rankRows(column: Float64Array, ranker: RowRanker): RowTies {
  const { below, tied, earlier, keys } = ranker;
  for (const counts of [below, tied, earlier]) counts.fill(0);
  const middle = { lowerBelow: 0, lowerTied: 0, upperBelow: 0, upperTied: 0 };
  const measured = keyRows(column, ranker);
  if (measured === 0) return { measured, tieMoment: 0, middle };
  let order = ranker.order.subarray(0, measured);
  let other = ranker.other.subarray(0, measured);
  for (const [word, shift] of DIGITS) if (deal(keys, word, shift, order, other)) [order, other] = [other, order];

  const lower = (measured - 1) >> 1;
  const upper = measured >> 1;
  let tieMoment = 0;
  for (let from = 0; from < measured; ) {
    const value = column[order[from]];
    let to = from + 1;
    while (to < measured && column[order[to]] === value) to++;
    const size = to - from;
    for (let at = from; at < to; at++) {
      below[order[at]] = from;
      tied[order[at]] = size;
      earlier[order[at]] = at - from;
    }
    if (from <= lower && lower < to) Object.assign(middle, { lowerBelow: from, lowerTied: size });
    if (from <= upper && upper < to) Object.assign(middle, { upperBelow: from, upperTied: size });
    tieMoment += size * size * size - size;
    from = to;
  }
  return { measured, tieMoment, middle };
}

/** What is known of each gene of a panel, or of each row of a column. */
export type PanelCounts = Pick<PanelRanks, "value" | "below" | "tied" | "earlier">;

/**
 * Copies the panel's share of what is known of every row.
 *
 * @param rows by row of the column
 * @param columns row of each panel gene, -1 where the matrix lacks it
 * @param panel takes NaN and 0 for genes that it lacks
 */
export function pickPanel(rows: PanelCounts, columns: Int32Array, panel: PanelCounts): void {
  for (let gene = 0; gene < columns.length; gene++) {
    const row = columns[gene];
    panel.value[gene] = row < 0 ? Number.NaN : rows.value[row];
    panel.below[gene] = row < 0 ? 0 : rows.below[row];
    panel.tied[gene] = row < 0 ? 0 : rows.tied[row];
    if (panel.earlier !== null && rows.earlier !== null) panel.earlier[gene] = row < 0 ? 0 : rows.earlier[row];
  }
}
