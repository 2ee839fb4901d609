/** Ranks of every row of a column by one sort: the twin of worker/engine/ranker/plain/rows.ts, which says when it is worth it. */
import { order, orderedCount } from "../sort";

// @ts-ignore: decorator
@inline
function valueAt<T>(values: usize, sorted: usize, place: u32): T {
  return load<T>(values + <usize>load<u32>(sorted + (<usize>place << 3)) * sizeof<T>());
}

function rank<T>(
  values: usize,
  count: u32,
  scratch: usize,
  below: usize,
  tied: usize,
  earlier: usize,
  ties: usize,
): u32 {
  const sorted = order<T>(values, count, scratch);
  const held = orderedCount;
  memory.fill(ties, 0, 24);
  if (held < count) {
    memory.fill(below, 0, <usize>count << 2);
    memory.fill(tied, 0, <usize>count << 2);
    memory.fill(earlier, 0, <usize>count << 2);
  }
  if (held == 0) return 0;
  const lower = (held - 1) >> 1;
  const upper = held >> 1;
  let moment: f64 = 0;
  for (let from: u32 = 0; from < held; ) {
    const value = valueAt<T>(values, sorted, from);
    let to = from + 1;
    while (to < held && valueAt<T>(values, sorted, to) == value) to++;
    const size = to - from;
    for (let at = from; at < to; at++) {
      const row = <usize>load<u32>(sorted + (<usize>at << 3)) << 2;
      store<u32>(below + row, from);
      store<u32>(tied + row, size);
      store<u32>(earlier + row, at - from);
    }
    if (from <= lower && lower < to) {
      store<u32>(ties, from);
      store<u32>(ties, size, 4);
    }
    if (from <= upper && upper < to) {
      store<u32>(ties, from, 8);
      store<u32>(ties, size, 12);
    }
    const group = <f64>size;
    moment += group * group * group - group;
    from = to;
  }
  store<f64>(ties, moment, 16);
  return held;
}

/**
 * Ranks all rows of one sample.
 *
 * @param values  f64[count], or f32[count] where `single` is set; NaN = missing, no -0; left as they are
 * @param scratch u64[2 x count]
 * @param below,tied,earlier u32[count] each: 0 where the value is missing
 * @param ties    as `columnTies` fills them
 * @returns number of values
 */
export function rankRows(
  values: usize,
  count: u32,
  single: bool,
  scratch: usize,
  below: usize,
  tied: usize,
  earlier: usize,
  ties: usize,
): u32 {
  return single
    ? rank<f32>(values, count, scratch, below, tied, earlier, ties)
    : rank<f64>(values, count, scratch, below, tied, earlier, ties);
}
