/** Ranks of every row of a column by one sort: the twin of worker/engine/ranker/rows.ts, which says when it is worth it. */
import { orderKey } from "./sort";

const BITS: u64 = 11;
const BUCKETS: usize = 1 << <usize>BITS;
const PASSES: u64 = 6;
const HISTOGRAM: usize = memory.data((1 << 11) * 4, 16);

/** One pass of an LSD radix sort over row numbers, whose keys stay where they are. False if all keys agree in these bits. */
function deal(keys: usize, order: usize, into: usize, count: u32, shift: u64): bool {
  memory.fill(HISTOGRAM, 0, BUCKETS << 2);
  const end = order + (<usize>count << 2);
  for (let at = order; at < end; at += 4) {
    const key = load<u64>(keys + (<usize>load<u32>(at) << 3));
    const bucket = HISTOGRAM + ((<usize>(key >> shift) & (BUCKETS - 1)) << 2);
    store<u32>(bucket, load<u32>(bucket) + 1);
  }
  const first = load<u64>(keys + (<usize>load<u32>(order) << 3));
  if (load<u32>(HISTOGRAM + ((<usize>(first >> shift) & (BUCKETS - 1)) << 2)) == count) return false;
  let sum: u32 = 0;
  for (let bucket = HISTOGRAM; bucket < HISTOGRAM + (BUCKETS << 2); bucket += 4) {
    const here = load<u32>(bucket);
    store<u32>(bucket, sum);
    sum += here;
  }
  for (let at = order; at < end; at += 4) {
    const row = load<u32>(at);
    const key = load<u64>(keys + (<usize>row << 3));
    const bucket = HISTOGRAM + ((<usize>(key >> shift) & (BUCKETS - 1)) << 2);
    const slot = load<u32>(bucket);
    store<u32>(bucket, slot + 1);
    store<u32>(into + (<usize>slot << 2), row);
  }
  return true;
}

/**
 * Ranks all rows of one sample.
 *
 * @param values  f64[count], NaN = missing, no -0; left as they are
 * @param scratch u64[2 x count]
 * @param below,tied,earlier u32[count] each: 0 where the value is missing
 * @param ties    u32[4] as `columnTies` fills them, then f64: the sum of t^3 - t over the groups of t equal values
 * @returns number of values
 */
export function rankRows(
  values: usize,
  count: u32,
  scratch: usize,
  below: usize,
  tied: usize,
  earlier: usize,
  ties: usize,
): u32 {
  const keys = scratch;
  let order = scratch + (<usize>count << 3);
  let other = order + (<usize>count << 2);
  let held: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const value = load<f64>(values + (<usize>row << 3));
    if (value == value) {
      store<u64>(keys + (<usize>row << 3), <u64>orderKey(value) ^ (<u64>1 << 63));
      store<u32>(order + (<usize>held << 2), row);
      held++;
    } else {
      store<u32>(below + (<usize>row << 2), 0);
      store<u32>(tied + (<usize>row << 2), 0);
      store<u32>(earlier + (<usize>row << 2), 0);
    }
  }
  memory.fill(ties, 0, 24);
  if (held == 0) return 0;
  for (let pass: u64 = 0; pass < PASSES; pass++) {
    if (!deal(keys, order, other, held, pass * BITS)) continue;
    const swap = order;
    order = other;
    other = swap;
  }

  const lower = (held - 1) >> 1;
  const upper = held >> 1;
  let moment: f64 = 0;
  for (let from: u32 = 0; from < held; ) {
    const key = load<u64>(keys + (<usize>load<u32>(order + (<usize>from << 2)) << 3));
    let to = from + 1;
    while (to < held && load<u64>(keys + (<usize>load<u32>(order + (<usize>to << 2)) << 3)) == key) to++;
    const size = to - from;
    for (let at = from; at < to; at++) {
      const row = <usize>load<u32>(order + (<usize>at << 2)) << 2;
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
