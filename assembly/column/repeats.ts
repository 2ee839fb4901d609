/**
 * Values of a column that occur more than once, without sorting it.
 *
 * A value sets the bit of its hash; one whose bit was set before is a suspect. A second look gathers all values with the hash of a
 * suspect: those that occur more than once, and a few others, most of which a second hash tells apart. In most columns both are
 * few, for the zeros are counted apart.
 */

/** Bits of a hash: its map stays in the first-level cache, and lets few of 20,000 different values meet. */
const BITS: u32 = 18;
const MAP: usize = memory.data(1 << 15, 64);
const MAP_BYTES: usize = 1 << 15;

/** Fewest values for which the scratch memory of a sort has room for the two looks. */
const FEWEST: u32 = 4096;
/** Values between two looks at how many are suspects. */
const CHUNK: u32 = 256;
/** Share of the values, as a shift, above which sorting them all is quicker. */
const MOST: u32 = 2;

/** Zeros that the last call of {@link repeats} met. */
export let zeroRepeats: u32 = 0;

/** Multipliers whose upper bits are a hash of the whole value (Knuth); odd, and without a simple ratio to each other. */
const FIRST: u64 = 0x9e3779b97f4a7c15;
const SECOND: u64 = 0xc2b2ae3d27d4eb4f;

/** The upper bits are folded in first: decimals of a few digits, as binary numbers, lie on a lattice. */
// @ts-ignore: decorator
@inline
function hashAt<T>(at: usize, multiplier: u64): u32 {
  if (sizeof<T>() == 4) {
    const bits = load<u32>(at);
    return ((bits ^ (bits >> 15)) * <u32>((multiplier >> 32) | 1)) >> (32 - BITS);
  }
  const bits = load<u64>(at);
  return <u32>(((bits ^ (bits >> 29)) * multiplier) >> (64 - <u64>BITS));
}

/** 1 for a number other than 0. No value is -0. */
// @ts-ignore: decorator
@inline
function isCounted<T>(at: usize): u32 {
  if (sizeof<T>() == 4) return u32((load<u32>(at) & 0x7fffffff) - 1 < 0x7f800000);
  return u32((load<u64>(at) & 0x7fffffffffffffff) - 1 < 0x7ff0000000000000);
}

/** Gathers the suspects; returns the end of their list, or 0 where they are too many. */
// @ts-ignore: decorator
@inline
function suspects<T>(values: usize, count: u32, into: usize, multiplier: u64): usize {
  memory.fill(MAP, 0, MAP_BYTES);
  let out = into;
  let zeros: u32 = 0;
  for (let from: u32 = 0; from < count; from += CHUNK) {
    const end = values + <usize>min(count, from + CHUNK) * sizeof<T>();
    for (let at = values + <usize>from * sizeof<T>(); at < end; at += sizeof<T>()) {
      const hash = hashAt<T>(at, multiplier);
      const counted = isCounted<T>(at);
      const byte = MAP + <usize>(hash >> 3);
      const bits = <u32>load<u8>(byte);
      store<u8>(byte, bits | (counted << (hash & 7)));
      store<T>(out, load<T>(at));
      out += <usize>((bits >> (hash & 7)) & counted) * sizeof<T>();
      zeros += u32(load<T>(at) == 0);
    }
    if (<u32>(out - into) > ((from + 2 * CHUNK) >> MOST) * sizeof<T>()) return 0;
  }
  zeroRepeats = zeros;
  return out;
}

/**
 * Gathers the values with the hash of a suspect; returns the end of their list, or 0 where they are too many.
 *
 * @param into may be where the values are
 */
// @ts-ignore: decorator
@inline
function gather<T>(values: usize, count: u32, from: usize, to: usize, into: usize, most: u32, multiplier: u64): usize {
  memory.fill(MAP, 0, MAP_BYTES);
  for (let at = from; at < to; at += sizeof<T>()) {
    const hash = hashAt<T>(at, multiplier);
    const byte = MAP + <usize>(hash >> 3);
    store<u8>(byte, <u32>load<u8>(byte) | (1 << (hash & 7)));
  }
  const limit = into + <usize>most * sizeof<T>();
  let out = into;
  for (let from: u32 = 0; from < count; from += CHUNK) {
    const end = values + <usize>min(count, from + CHUNK) * sizeof<T>();
    for (let at = values + <usize>from * sizeof<T>(); at < end; at += sizeof<T>()) {
      const hash = hashAt<T>(at, multiplier);
      const bits = <u32>load<u8>(MAP + <usize>(hash >> 3));
      store<T>(out, load<T>(at));
      out += <usize>((bits >> (hash & 7)) & isCounted<T>(at)) * sizeof<T>();
    }
    if (out > limit) return 0;
  }
  return out;
}

/**
 * Puts all values that occur more than once, and a few that do not, to the beginning of `scratch`.
 *
 * @param values  T[count], NaN = missing, no -0; left as they are
 * @param scratch u64[2 x count]
 * @returns how many; -1 where they are more than a quarter of the values, or these are few
 */
export function repeats<T>(values: usize, count: u32, scratch: usize): i32 {
  if (count < FEWEST) return -1;
  const end = suspects<T>(values, count, scratch, FIRST);
  if (end == 0) return -1;
  if (end == scratch) return 0;
  const last = gather<T>(values, count, scratch, end, scratch, count >> MOST, FIRST);
  if (last == 0) return -1;
  const gathered = <u32>(last - scratch) / sizeof<T>();
  const zeros = zeroRepeats;
  const again = suspects<T>(scratch, gathered, last, SECOND);
  zeroRepeats = zeros;
  const found = again == 0 ? last : gather<T>(scratch, gathered, last, again, scratch, gathered, SECOND);
  return <i32>(<u32>(found - scratch) / sizeof<T>());
}

/** Where memory for sorting the gathered values begins. */
// @ts-ignore: decorator
@inline
export function repeatsRoom<T>(scratch: usize, found: u32): usize {
  return (scratch + <usize>found * sizeof<T>() + 15) & ~15;
}
