/** What the ties of one whole column say: the twin of worker/engine/ranker/ties.ts. */
import { sortValues } from "./sort";

// @ts-ignore: decorator
@inline
function valueAt(sorted: usize, index: u32): f64 {
  return load<f64>(sorted + (<usize>index << 3));
}

/**
 * Writes how many values lie below that at `index` of the sorted column, and how many equal it.
 *
 * @param sorted  f64[stored], without the zeros that are not stored
 * @param zeros   how many of those there are; they stand before the value at `zeroAt`
 */
function group(sorted: usize, stored: u32, zeroAt: u32, zeros: u32, index: u32, below: usize): void {
  if (index >= zeroAt && index < zeroAt + zeros) {
    store<u32>(below, zeroAt);
    store<u32>(below, zeros, 4);
    return;
  }
  const place = index < zeroAt ? index : index - zeros;
  const value = valueAt(sorted, place);
  let first = place;
  while (first > 0 && valueAt(sorted, first - 1) == value) first--;
  let last = place + 1;
  while (last < stored && valueAt(sorted, last) == value) last++;
  store<u32>(below, index < zeroAt ? first : first + zeros);
  store<u32>(below, last - first, 4);
}

// @ts-ignore: decorator
@inline
function moment(tied: f64): f64 {
  return tied * tied * tied - tied;
}

/**
 * Sorts a copy of a column and looks at its groups of equal values.
 *
 * @param values  f64[count], NaN = missing; left as they are
 * @param zeros   zeros of the column that are not among the values; where there are some, none of the values is 0
 * @param scratch u64[2 x count]
 * @param middle  u32[4]: below and tied of the values at positions floor((n + 1) / 2) and ceil((n + 1) / 2) of the n
 *                measured ones; zeros where n is 0
 * @returns the sum of t^3 - t over the groups of t equal values, added up in ascending order of the values
 */
export function columnTies(values: usize, count: u32, zeros: u32, scratch: usize, middle: usize): f64 {
  let stored: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = valueAt(values, i);
    if (value == value) {
      store<f64>(scratch + (<usize>stored << 3), value);
      stored++;
    }
  }
  sortValues(scratch, stored, scratch + (<usize>stored << 3));
  let zeroAt: u32 = 0;
  if (zeros > 0) while (zeroAt < stored && valueAt(scratch, zeroAt) < 0) zeroAt++;
  memory.fill(middle, 0, 16);
  const measured = stored + zeros;
  if (measured > 0) {
    group(scratch, stored, zeroAt, zeros, (measured - 1) >> 1, middle);
    group(scratch, stored, zeroAt, zeros, measured >> 1, middle + 8);
  }
  let sum: f64 = 0;
  let tied: f64 = 1;
  if (zeros > 0 && zeroAt == 0) sum = moment(<f64>zeros);
  for (let i: u32 = 1; i <= stored; i++) {
    if (i < stored && valueAt(scratch, i) == valueAt(scratch, i - 1)) {
      tied += 1;
    } else {
      sum += moment(tied);
      tied = 1;
      if (i == zeroAt) sum += moment(<f64>zeros);
    }
  }
  return sum;
}
