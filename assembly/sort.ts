/** Sorting doubles by order-preserving integer keys. */

/** Maps a double to an integer of the same order (signed comparison); -0 must have been made +0. */
// @ts-ignore: decorator
@inline
export function orderKey(value: f64): i64 {
  const bits = reinterpret<i64>(value);
  return bits ^ ((bits >> 63) & i64.MAX_VALUE);
}

/** The same of the bits of a single, or of the upper word of a double. */
// @ts-ignore: decorator
@inline
export function orderWord(bits: i32): i32 {
  return bits ^ ((bits >> 31) & i32.MAX_VALUE);
}

const HISTOGRAM: usize = memory.data((1 << 11) * 4, 16);

/** Values from which on wider digits are quicker, though their histogram is to be emptied and summed up. */
const WIDE_FROM: u32 = 1024;

/** Digit of a key: all of a u32, the upper half of a u64 whose lower half goes along. */
// @ts-ignore: decorator
@inline
function digitAt<T>(at: usize, shift: u32, mask: u32): usize {
  const key = sizeof<T>() == 4 ? load<u32>(at) : load<u32>(at, 4);
  return HISTOGRAM + (<usize>((key >> shift) & mask) << 2);
}

/**
 * Sorts `count` keys, ascending: LSD radix, passes in which all keys agree left out; stable.
 *
 * @param T u32, or u64 of which the upper half is compared
 * @param other room for as many
 * @returns where the sorted keys are: `keys` or `other`
 */
export function sortKeys<T>(keys: usize, count: u32, other: usize): usize {
  const size: usize = sizeof<T>();
  const width: u32 = count < WIDE_FROM ? 8 : 11;
  const buckets: usize = 1 << <usize>width;
  const mask = <u32>buckets - 1;
  for (let shift: u32 = 0; shift < 32; shift += width) {
    memory.fill(HISTOGRAM, 0, buckets << 2);
    const end = keys + <usize>count * size;
    for (let at = keys; at < end; at += size) {
      const bucket = digitAt<T>(at, shift, mask);
      store<u32>(bucket, load<u32>(bucket) + 1);
    }
    if (load<u32>(digitAt<T>(keys, shift, mask)) == count) continue;
    let sum = <u32>other;
    for (let bucket = HISTOGRAM; bucket < HISTOGRAM + (buckets << 2); bucket += 4) {
      const here = load<u32>(bucket);
      store<u32>(bucket, sum);
      sum += here * <u32>size;
    }
    for (let at = keys; at < end; at += size) {
      const bucket = digitAt<T>(at, shift, mask);
      const slot = load<u32>(bucket);
      store<u32>(bucket, slot + <u32>size);
      store<T>(slot, load<T>(at));
    }
    const swap = keys;
    keys = other;
    other = swap;
  }
  return keys;
}

/** Unsigned key of a value narrowed to a single, which keeps the order but may make neighbours equal. */
// @ts-ignore: decorator
@inline
export function singleKey(value: f64): u32 {
  return <u32>orderWord(reinterpret<i32>(<f32>value)) ^ 0x80000000;
}

/**
 * Puts indices into the ascending order of their values: by the values as singles first, and by the values themselves where
 * singles agree.
 *
 * @param values T[count], NaN = missing, no -0
 * @param scratch u64[2 x count]
 * @param least values whose `singleKey` is less are left out
 * @returns address of u64[]: the index in the lower half; `orderedCount` of them
 */
export function order<T>(values: usize, count: u32, scratch: usize, least: u32 = 0): usize {
  let held: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = <f64>load<T>(values + <usize>i * sizeof<T>());
    const key = singleKey(value);
    store<u64>(scratch + (<usize>held << 3), (<u64>key << 32) | <u64>i);
    held += u32(value == value) & u32(key >= least);
  }
  orderedCount = held;
  const other = scratch + (<usize>count << 3);
  const sorted = sortKeys<u64>(scratch, held, other);
  if (sizeof<T>() == 4) return sorted;
  for (let from: u32 = 0; from < held; ) {
    const key = load<u32>(sorted + (<usize>from << 3), 4);
    const first = load<f64>(values + (<usize>load<u32>(sorted + (<usize>from << 3)) << 3));
    let to = from + 1;
    let same = true;
    for (; to < held && load<u32>(sorted + (<usize>to << 3), 4) == key; to++) {
      same = same && load<f64>(values + (<usize>load<u32>(sorted + (<usize>to << 3)) << 3)) == first;
    }
    if (!same) {
      if (to - from > MOST_MOVED) return orderLong(values, sorted == scratch ? other : scratch, sorted, held);
      orderFew(values, sorted + (<usize>from << 3), to - from);
    }
    from = to;
  }
  return sorted;
}

export let orderedCount: u32 = 0;

/**
 * The key of the `wanted`-th highest value, by the values as singles; 0 where there are no more than those.
 *
 * @param values T[count], NaN = missing, no -0
 * @param scratch u32[count]
 */
export function highKey<T>(values: usize, count: u32, wanted: u32, scratch: usize): u32 {
  let held: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = <f64>load<T>(values + <usize>i * sizeof<T>());
    store<u32>(scratch + (<usize>held << 2), singleKey(value));
    held += u32(value == value);
  }
  if (held <= wanted) return 0;
  // Digit by digit, from the highest: of the keys only those stay that agree with the one that is looked for.
  let left = wanted;
  let shift: u32 = 32;
  let key: u32 = 0;
  while (shift > 0) {
    const width = min<u32>(shift, 11);
    shift -= width;
    const mask: u32 = (1 << width) - 1;
    memory.fill(HISTOGRAM, 0, <usize>4 << width);
    const end = scratch + (<usize>held << 2);
    for (let at = scratch; at < end; at += 4) {
      const bucket = digitAt<u32>(at, shift, mask);
      store<u32>(bucket, load<u32>(bucket) + 1);
    }
    let digit = mask + 1;
    let here: u32 = 0;
    do {
      left -= here;
      digit--;
      here = load<u32>(HISTOGRAM + (<usize>digit << 2));
    } while (here < left);
    key |= digit << shift;
    let kept = scratch;
    for (let at = scratch; at < end; at += 4) {
      const other = load<u32>(at);
      store<u32>(kept, other);
      kept += <usize>(((other >> shift) & mask) == digit) << 2;
    }
    held = <u32>((kept - scratch) >> 2);
  }
  return key;
}

/** Neighbours that are moved one by one. */
const MOST_MOVED: u32 = 64;

/** Stable insertion sort of a few indices by their values. */
function orderFew(values: usize, entries: usize, count: u32): void {
  for (let i: u32 = 1; i < count; i++) {
    const entry = load<u64>(entries + (<usize>i << 3));
    const value = load<f64>(values + (<usize>(<u32>entry) << 3));
    let j = i;
    for (; j > 0; j--) {
      const before = load<u64>(entries + (<usize>(j - 1) << 3));
      if (load<f64>(values + (<usize>(<u32>before) << 3)) <= value) break;
      store<u64>(entries + (<usize>j << 3), before);
    }
    store<u64>(entries + (<usize>j << 3), entry);
  }
}

/** The same of values that singles do not tell apart: by both words of their keys, the lower one first. */
function orderLong(values: usize, other: usize, entries: usize, count: u32): usize {
  for (let pass = 0; pass < 2; pass++) {
    for (let i: u32 = 0; i < count; i++) {
      const index = load<u32>(entries + (<usize>i << 3));
      const key = <u64>orderKey(load<f64>(values + (<usize>index << 3))) ^ (<u64>1 << 63);
      store<u32>(entries + (<usize>i << 3), <u32>(pass == 0 ? key : key >> 32), 4);
    }
    const sorted = sortKeys<u64>(entries, count, other);
    if (sorted == other) {
      other = entries;
      entries = sorted;
    }
  }
  return entries;
}
