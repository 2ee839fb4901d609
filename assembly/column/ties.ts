/** What the ties of one whole column say: the twin of worker/engine/ranker/plain/ties.ts. */
import { repeats, repeatsRoom, zeroRepeats } from "./repeats";
import { order, orderedCount, singleKey, sortKeys } from "../sort";

/** Values of the column, and how many of them lie below 0. */
let stored: u32 = 0;
let negative: u32 = 0;

/** Keys of the values that are not missing, as singles; false if a double is lost on the way. */
function keysOf<T>(values: usize, count: u32, keys: usize): bool {
  stored = 0;
  negative = 0;
  let isExact = true;
  for (let i: u32 = 0; i < count; i++) {
    const value = <f64>load<T>(values + <usize>i * sizeof<T>());
    store<u32>(keys + (<usize>stored << 2), singleKey(value));
    stored += u32(value == value);
    negative += u32(value < 0);
    if (sizeof<T>() == 8) isExact = isExact && (<f64>(<f32>value) == value || value != value);
  }
  return isExact;
}

/** The column's values, sorted, as numbers that are equal where the values are. Returns where they are: u32[stored]. */
function sortedKeys<T>(values: usize, count: u32, scratch: usize): usize {
  const other = scratch + (<usize>count << 2);
  if (keysOf<T>(values, count, scratch)) return sortKeys<u32>(scratch, stored, other);
  const sorted = order<T>(values, count, scratch);
  const keys = sorted == scratch ? scratch + (<usize>count << 3) : scratch;
  let key: u32 = 0;
  let before = <T>NaN;
  for (let i: u32 = 0; i < orderedCount; i++) {
    const value = load<T>(values + <usize>load<u32>(sorted + (<usize>i << 3)) * sizeof<T>());
    if (value != before) key++;
    store<u32>(keys + (<usize>i << 2), key);
    before = value;
  }
  return keys;
}

// @ts-ignore: decorator
@inline
function keyAt(keys: usize, index: u32): u32 {
  return load<u32>(keys + (<usize>index << 2));
}

/**
 * Writes how many values lie below that at `index` of the sorted column, and how many equal it.
 *
 * @param keys  u32[stored], without the zeros that are not stored
 * @param zeros how many of those there are; they stand before the value at `zeroAt`
 */
function group(keys: usize, zeroAt: u32, zeros: u32, index: u32, below: usize): void {
  if (index >= zeroAt && index < zeroAt + zeros) {
    store<u32>(below, zeroAt);
    store<u32>(below, zeros, 4);
    return;
  }
  const place = index < zeroAt ? index : index - zeros;
  const key = keyAt(keys, place);
  let first = place;
  while (first > 0 && keyAt(keys, first - 1) == key) first--;
  let last = place + 1;
  while (last < stored && keyAt(keys, last) == key) last++;
  store<u32>(below, index < zeroAt ? first : first + zeros);
  store<u32>(below, last - first, 4);
}

// @ts-ignore: decorator
@inline
function moment(tied: f64): f64 {
  return tied * tied * tied - tied;
}

/** Adds t^3 - t of each group of t equal keys to `sum`, in ascending order. */
function moments(keys: usize, from: u32, to: u32, sum: f64): f64 {
  for (let i = from; i < to; ) {
    // Most values stand alone: four neighbours at a time are looked at for an equal one.
    while (i + 5 <= to) {
      const at = keys + (<usize>i << 2);
      if (v128.any_true(i32x4.eq(v128.load(at), v128.load(at, 4)))) break;
      i += 4;
    }
    const begin = i;
    const key = keyAt(keys, i);
    do i++;
    while (i < to && keyAt(keys, i) == key);
    sum += moment(<f64>(i - begin));
  }
  return sum;
}

function sortedTies<T>(values: usize, count: u32, zeros: u32, scratch: usize, middle: usize): f64 {
  const keys = sortedKeys<T>(values, count, scratch);
  const measured = stored + zeros;
  if (measured > 0) {
    group(keys, negative, zeros, (measured - 1) >> 1, middle);
    group(keys, negative, zeros, measured >> 1, middle + 8);
  }
  const below = moments(keys, 0, negative, 0) + moment(<f64>zeros);
  return moments(keys, negative, stored, below);
}

/** The moment alone, from the few values that occur more than once; NaN where they are not few. */
function repeatedMoment<T>(values: usize, count: u32, zeros: u32, scratch: usize): f64 {
  const found = repeats<T>(values, count, scratch);
  if (found < 0) return NaN;
  const sum = moment(<f64>(zeros + zeroRepeats));
  if (found == 0) return sum;
  const room = repeatsRoom<T>(scratch, found);
  const keys = sortedKeys<T>(scratch, found, room);
  return moments(keys, 0, found, sum);
}

function ties<T>(values: usize, count: u32, zeros: u32, all: bool, scratch: usize, middle: usize): f64 {
  memory.fill(middle, 0, 16);
  if (!all) {
    const moment = repeatedMoment<T>(values, count, zeros, scratch);
    if (moment == moment) return moment;
  }
  return sortedTies<T>(values, count, zeros, scratch, middle);
}

/**
 * Looks at the groups of equal values of a column.
 *
 * The sum is exact in whatever order it is added up: its terms are integers, and below 2^53 together for up to 208,000 rows.
 *
 * @param values  f64[count], or f32[count] where `single` is set; NaN = missing, no -0; left as they are
 * @param zeros   zeros of the column that are not among the values; where there are some, none of the values is 0
 * @param all     whether `middle` is wanted too: it takes a sort of the column
 * @param scratch u64[2 x count]
 * @param middle  u32[4]: below and tied of the values at positions floor((n + 1) / 2) and ceil((n + 1) / 2) of the n measured ones,
 *                zeros where n is 0 or they are not wanted; then f64: the sum of t^3 - t over the groups of t equal values
 */
export function columnTies(
  values: usize,
  count: u32,
  single: bool,
  zeros: u32,
  all: bool,
  scratch: usize,
  middle: usize,
): void {
  const moment = single
    ? ties<f32>(values, count, zeros, all, scratch, middle)
    : ties<f64>(values, count, zeros, all, scratch, middle);
  store<f64>(middle, moment, 16);
}
