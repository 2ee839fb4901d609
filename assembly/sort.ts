/** Sorting doubles by order-preserving integer keys. */

/** Maps a double to an integer of the same order (signed comparison); -0 must have been made +0. */
// @ts-ignore: decorator
@inline
export function orderKey(value: f64): i64 {
  const bits = reinterpret<i64>(value);
  return bits ^ ((bits >> 63) & i64.MAX_VALUE);
}

const BITS: u64 = 11;
const BUCKETS: usize = 1 << <usize>BITS;
const HISTOGRAM: usize = memory.data((1 << 11) * 4, 16);

function insertionSort(values: usize, count: u32): void {
  const end = values + (<usize>count << 3);
  for (let at = values + 8; at < end; at += 8) {
    const value = load<f64>(at);
    let slot = at;
    while (slot > values && load<f64>(slot - 8) > value) {
      store<f64>(slot, load<f64>(slot - 8));
      slot -= 8;
    }
    store<f64>(slot, value);
  }
}

/**
 * Sorts `count` doubles (no NaN, no -0) in place, ascending: LSD radix on 64-bit keys, 11 bits a pass, passes in which
 * all keys agree left out; short lists by insertion.
 *
 * @param scratch u64[count]
 */
export function sortValues(values: usize, count: u32, scratch: usize): void {
  if (count < 96) return insertionSort(values, count);
  const end = values + (<usize>count << 3);
  for (let at = values; at < end; at += 8) {
    store<u64>(at, <u64>orderKey(load<f64>(at)) ^ (<u64>1 << 63));
  }
  let source = values;
  let target = scratch;
  for (let shift: u64 = 0; shift < 64; shift += BITS) {
    memory.fill(HISTOGRAM, 0, BUCKETS << 2);
    const sourceEnd = source + (<usize>count << 3);
    for (let at = source; at < sourceEnd; at += 8) {
      const bucket = HISTOGRAM + ((<usize>(load<u64>(at) >> shift) & (BUCKETS - 1)) << 2);
      store<u32>(bucket, load<u32>(bucket) + 1);
    }
    if (load<u32>(HISTOGRAM + ((<usize>(load<u64>(source) >> shift) & (BUCKETS - 1)) << 2)) == count) continue;
    let sum: u32 = 0;
    for (let bucket = HISTOGRAM; bucket < HISTOGRAM + (BUCKETS << 2); bucket += 4) {
      const here = load<u32>(bucket);
      store<u32>(bucket, sum);
      sum += here;
    }
    for (let at = source; at < sourceEnd; at += 8) {
      const key = load<u64>(at);
      const bucket = HISTOGRAM + ((<usize>(key >> shift) & (BUCKETS - 1)) << 2);
      const slot = load<u32>(bucket);
      store<u32>(bucket, slot + 1);
      store<u64>(target + (<usize>slot << 3), key);
    }
    const swap = source;
    source = target;
    target = swap;
  }
  if (source != values) memory.copy(values, source, <usize>count << 3);
  for (let at = values; at < end; at += 8) {
    const key = <i64>(load<u64>(at) ^ (<u64>1 << 63));
    store<i64>(at, key ^ ((key >> 63) & i64.MAX_VALUE));
  }
}
