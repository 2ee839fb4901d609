/** What the ties of one whole column say: the twin of assembly/column/ties.ts. */
import type { MiddleTies } from "../../panel.ts";
import { type Order, orderRows, singleKey, sortKeys } from "./sort.ts";

export interface ColumnTies {
  /** Sum of t^3 - t over the groups of t equal values. */
  readonly tieMoment: number;
  readonly middle: MiddleTies;
}

/** A sorted column as numbers that are equal where its values are; zeros may be a number instead of values. */
interface SortedColumn {
  readonly keys: Uint32Array;
  readonly stored: number;
  /** Zeros that are not stored; they stand before the stored value at `zeroAt`. */
  readonly zeros: number;
  readonly zeroAt: number;
}

const moment = (tied: number) => tied * tied * tied - tied;

/**
 * @param column one sample's values, NaN where missing; left as they are
 * @param zeros zeros of the sample that are not among the values; where there are some, none of the values is 0
 */
export function columnTies(column: Float64Array, zeros: number, room: Order): ColumnTies {
  const sorted = sortColumn(column, zeros, room);
  const { stored, zeroAt } = sorted;
  const below = addMoments(sorted, 0, zeroAt, 0) + moment(zeros);
  const tieMoment = addMoments(sorted, zeroAt, stored, below);
  const measured = stored + zeros;
  const [lowerBelow, lowerTied] = group(sorted, (measured - 1) >> 1);
  const [upperBelow, upperTied] = group(sorted, measured >> 1);
  return { tieMoment, middle: { lowerBelow, lowerTied, upperBelow, upperTied } };
}

function sortColumn(column: Float64Array, zeros: number, room: Order): SortedColumn {
  let stored = 0;
  let zeroAt = 0;
  let isExact = true;
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (Number.isNaN(value)) continue;
    if (value < 0) zeroAt++;
    isExact &&= Math.fround(value) === value;
    room.keys[stored++] = singleKey(value);
  }
  const keys = isExact ? sortKeys(room.keys, room.otherKeys, stored) : numbered(column, room);
  return { keys, stored, zeros, zeroAt };
}

/** Of a column that singles cannot tell apart: 1 for its lowest value, 2 for the next. */
function numbered(column: Float64Array, room: Order): Uint32Array {
  const order = orderRows(column, room);
  const { keys } = room;
  let key = 0;
  for (let i = 0; i < order.length; i++) {
    if (i === 0 || column[order[i]] !== column[order[i - 1]]) key++;
    keys[i] = key;
  }
  return keys;
}

/** Adds t^3 - t of each group of t equal values among [from, to) to `sum`. */
function addMoments({ keys }: SortedColumn, from: number, to: number, sum: number): number {
  for (let begin = from; begin < to; ) {
    let end = begin + 1;
    while (end < to && keys[end] === keys[begin]) end++;
    sum += moment(end - begin);
    begin = end;
  }
  return sum;
}

/** How many values lie below that at `index`, and how many equal it; zeros where there is none. */
function group({ keys, stored, zeros, zeroAt }: SortedColumn, index: number): readonly [below: number, tied: number] {
  if (stored + zeros === 0) return [0, 0];
  if (index >= zeroAt && index < zeroAt + zeros) return [zeroAt, zeros];
  const place = index < zeroAt ? index : index - zeros;
  let first = place;
  while (first > 0 && keys[first - 1] === keys[place]) first--;
  let last = place + 1;
  while (last < stored && keys[last] === keys[place]) last++;
  return [index < zeroAt ? first : first + zeros, last - first];
}
