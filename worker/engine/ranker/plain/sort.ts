/**
 * Sorting rows by their values: by the values as singles first, which takes half the passes, and by the values themselves
 * where singles agree. Twin: assembly/sort.ts.
 */

/** Room for the keys and the numbers of as many rows as are sorted. */
export interface Order {
  readonly keys: Uint32Array;
  readonly otherKeys: Uint32Array;
  readonly order: Uint32Array;
  readonly otherOrder: Uint32Array;
}

/** Room to sort columns of `rows` values: 16 bytes a row. */
export function createOrder(rows: number): Order {
  return {
    keys: new Uint32Array(rows),
    otherKeys: new Uint32Array(rows),
    order: new Uint32Array(rows),
    otherOrder: new Uint32Array(rows),
  };
}

const WIDTH = 11;
const BUCKETS = 1 << WIDTH;
const histogram = new Uint32Array(BUCKETS);

/** Turns counts into the places where each bucket begins; false if one bucket holds all. */
function placeBuckets(count: number): boolean {
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const here = histogram[bucket];
    if (here === count) return false;
    histogram[bucket] = sum;
    sum += here;
  }
  return true;
}

function countDigits(keys: Uint32Array, count: number, shift: number): boolean {
  histogram.fill(0);
  for (let i = 0; i < count; i++) histogram[(keys[i] >>> shift) & (BUCKETS - 1)]++;
  return placeBuckets(count);
}

/** Sorts the first `count` keys, ascending; the result is `keys` or `other`. */
export function sortKeys(keys: Uint32Array, other: Uint32Array, count: number): Uint32Array {
  let from = keys;
  let to = other;
  for (let shift = 0; shift < 32; shift += WIDTH) {
    if (!countDigits(from, count, shift)) continue;
    for (let i = 0; i < count; i++) to[histogram[(from[i] >>> shift) & (BUCKETS - 1)]++] = from[i];
    [from, to] = [to, from];
  }
  return from;
}

/** The same, with a number that goes along with each key. */
function sortPairs({ keys, otherKeys, order, otherOrder }: Order, count: number): [Uint32Array, Uint32Array] {
  let [from, to] = [keys, otherKeys];
  let [rows, others] = [order, otherOrder];
  for (let shift = 0; shift < 32; shift += WIDTH) {
    if (!countDigits(from, count, shift)) continue;
    for (let i = 0; i < count; i++) {
      const key = from[i];
      const slot = histogram[(key >>> shift) & (BUCKETS - 1)]++;
      to[slot] = key;
      others[slot] = rows[i];
    }
    [from, to] = [to, from];
    [rows, others] = [others, rows];
  }
  return [from, rows];
}

const single = new Float32Array(1);
const word = new Int32Array(single.buffer);

/** Unsigned key of a value narrowed to a single: keeps the order, but may make neighbours equal. */
export function singleKey(value: number): number {
  single[0] = value;
  return (word[0] ^ ((word[0] >> 31) & 0x7fffffff) ^ 0x80000000) >>> 0;
}

/**
 * Rows that have a value, in ascending order of it, equal ones in row order.
 *
 * @param column NaN where missing, no -0
 * @returns a view of the room
 */
export function orderRows(column: Float64Array, room: Order): Uint32Array {
  const { keys, order } = room;
  let count = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    if (Number.isNaN(value)) continue;
    keys[count] = singleKey(value);
    order[count++] = row;
  }
  const [sorted, rows] = sortPairs(room, count);
  const ordered = rows.subarray(0, count);
  for (let from = 0; from < count; ) {
    const first = column[ordered[from]];
    let isSame = true;
    let to = from + 1;
    for (; to < count && sorted[to] === sorted[from]; to++) isSame &&= column[ordered[to]] === first;
    // Sorting is stable, so that equal values stay in row order.
    if (!isSame) ordered.subarray(from, to).sort((a, b) => column[a] - column[b] || a - b);
    from = to;
  }
  return ordered;
}
