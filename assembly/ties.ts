/** What the ties of one whole column say: the twin of worker/engine/ranker/ties.ts. */
import { sortValues } from "./sort";

/** Writes how many values lie below that at `index` of the sorted list, and how many equal it. */
function group(sorted: usize, count: u32, index: u32, below: usize): void {
  const value = load<f64>(sorted + ((<usize>index) << 3));
  let first = index;
  while (first > 0 && load<f64>(sorted + ((<usize>(first - 1)) << 3)) == value) first--;
  let last = index + 1;
  while (last < count && load<f64>(sorted + ((<usize>last) << 3)) == value) last++;
  store<u32>(below, first);
  store<u32>(below, last - first, 4);
}

/**
 * Sorts a copy of a column and looks at its groups of equal values.
 *
 * @param values  f64[count], NaN = missing; left as they are
 * @param scratch u64[2 x count]
 * @param middle  u32[4]: below and tied of the values at positions floor((n + 1) / 2) and ceil((n + 1) / 2) of the n
 *                measured ones; zeros where n is 0
 * @returns the sum of t^3 - t over the groups of t equal values
 */
export function columnTies(values: usize, count: u32, scratch: usize, middle: usize): f64 {
  let held: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = load<f64>(values + ((<usize>i) << 3));
    if (value == value) {
      store<f64>(scratch + ((<usize>held) << 3), value);
      held++;
    }
  }
  sortValues(scratch, held, scratch + ((<usize>held) << 3));
  memory.fill(middle, 0, 16);
  if (held > 0) {
    group(scratch, held, (held - 1) >> 1, middle);
    group(scratch, held, held >> 1, middle + 8);
  }
  let moment: f64 = 0;
  let tied: f64 = 1;
  for (let i: u32 = 1; i <= held; i++) {
    const at = scratch + ((<usize>i) << 3);
    if (i < held && load<f64>(at) == load<f64>(at - 8)) {
      tied += 1;
    } else {
      moment += tied * tied * tied - tied;
      tied = 1;
    }
  }
  return moment;
}
