/**
 * Values of a column by the chunk: each raises the tally of its bin (bins.ts), and those in marked bins, the candidates, are placed among
 * the rungs.
 *
 * V8 makes constant vectors anew wherever they are used, so that loops take theirs from memory, once. And whatever a loop has two forms
 * of is a type parameter: of two calls that differ in a flag alone the compiler makes one, which looks at the flag for every value.
 */
import {
  bins,
  heldAt,
  keyTally,
  linearTally,
  low,
  lowWord,
  MAGIC,
  MAGIC_BITS,
  origin,
  scale,
  shift,
  tallies,
  wasted,
  wordOf,
} from "./bins";
import { rungsBelow } from "./ladder";
import { RUNG } from "./layout";

/** Values between two looks at the candidates: they are still in the first-level cache then. */
export const CHUNK: u32 = 2048;
/** u64[CHUNK / 64 + 1]: a bit for each value in a marked bin, the first lowest; zeros behind the last. */
const CANDIDATES: usize = memory.data(2048 / 8 + 8, 16);

/** u16[CHUNK]: the panel gene of each row that is looked at, from 1; 0 everywhere else and between two looks. */
export const GENES: usize = memory.data(2048 * 2, 16);

/** Constant vectors: 2^23 as a single, the offsets of the four tallies of waste, and all bits but the sign. */
const VECTORS: usize = memory.data<u32>(
  [
    0x4b000000, 0x4b000000, 0x4b000000, 0x4b000000, 0, 2, 4, 6, 0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff,
  ],
  16,
);

/** How many of the values that were tallied lie on the lowest rung, and how many are missing. */
export let onLowest: u32 = 0;
export let missing: u32 = 0;
/** Whether any of them is infinite. */
export let infinite: bool = false;

/** Begins to count what lies on the lowest rung and what is missing. */
export function beginRun(): void {
  onLowest = 0;
  missing = 0;
}

export function forgetInfinite(): void {
  infinite = false;
}

/** A value as it is compared: what is added makes -0 +0, with which it is tied, for the two have different order keys. */
// @ts-ignore: decorator
@inline
export function valueAt<T>(at: usize): f64 {
  return <f64>load<T>(at) + 0;
}

// @ts-ignore: decorator
@inline
export function sum(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3)
  );
}

/** Raises a tally. Returns 1 if it is marked. */
// @ts-ignore: decorator
@inline
function raise(tally: u32): u32 {
  const count = <u32>load<u16>(tally);
  store<u16>(tally, <u16>(count + 1));
  return count >> 15;
}

/** Raises four tallies. Returns a bit for each one that is marked, the first lowest: all four are shifted together. */
// @ts-ignore: decorator
@inline
function raiseFour(at: v128): u32 {
  let marked = raise(i32x4.extract_lane(at, 3));
  marked = (marked << 1) + raise(i32x4.extract_lane(at, 2));
  marked = (marked << 1) + raise(i32x4.extract_lane(at, 1));
  return (marked << 1) + raise(i32x4.extract_lane(at, 0));
}

/** Tally of one value. @typeParam M f32 where bins are linear in the value, i32 where they are in its order key */
// @ts-ignore: decorator
@inline
function tallyAt<T, M>(value: f64): usize {
  return isFloat<M>() ? linearTally(<f32>value) : keyTally(wordOf<T>(value));
}

/** Four comparisons: of singles the first vector is all, of doubles there are two. */
// @ts-ignore: decorator
@inline
function fourOf<T>(some: v128, more: v128): v128 {
  return sizeof<T>() == 4 ? some : i32x4.shuffle(some, more, 0, 2, 4, 6);
}

/** Bins of four values, from 0, in the lower bits of each lane where they are linear (MAGIC). */
// @ts-ignore: decorator
@inline
function binsOf<T, M>(
  some: v128,
  more: v128,
  origins: v128,
  scales: v128,
  most: v128,
  magic: v128,
  lowWords: v128,
  valueBits: v128,
): v128 {
  if (isFloat<M>()) {
    const values =
      sizeof<T>() == 4 ? some : i64x2.shuffle(f32x4.demote_f64x2_zero(some), f32x4.demote_f64x2_zero(more), 0, 2);
    const places = f32x4.mul(f32x4.sub(values, origins), scales);
    return f32x4.add(f32x4.pmin(most, f32x4.pmax(f32x4.splat(0), places)), magic);
  }
  // What is added is for -0, see `valueAt`.
  const zero = v128.splat<T>(0);
  const words =
    sizeof<T>() == 4 ? v128.add<T>(some, zero) : i32x4.shuffle(v128.add<T>(some, zero), v128.add<T>(more, zero), 1, 3, 5, 7);
  const keys = v128.xor(words, v128.and(i32x4.shr_s(words, 31), valueBits));
  return i32x4.min_u(i32x4.shr_u(i32x4.sub(i32x4.max_s(keys, lowWords), lowWords), <i32>shift), most);
}

/**
 * Tallies at most CHUNK values, and notes which of them are candidates.
 *
 * @typeParam M as of {@link tallyAt}
 */
export function binChunk<T, M>(values: usize, count: u32): void {
  const size: usize = sizeof<T>();
  const begin = values;
  const eights = values + (<usize>(count & ~7) * size);
  const end = values + <usize>count * size;
  const lowest = v128.splat<T>(<T>low);
  const origins = f32x4.splat(origin);
  const scales = f32x4.splat(scale);
  const most = isFloat<M>() ? f32x4.splat(<f32>bins) : i32x4.splat(<i32>bins);
  const lowWords = i32x4.splat(lowWord);
  const base = i32x4.splat(<i32>tallies() - (isFloat<M>() ? <i32>(MAGIC_BITS << 1) : 0));
  const magic = v128.load(VECTORS);
  const waste = i32x4.add(i32x4.splat(<i32>wasted()), v128.load(VECTORS, 16));
  const valueBits = v128.load(VECTORS, 32);
  let ons = i32x4.splat(0);
  // No finite number any more once a value is none.
  let sums = v128.splat<T>(0);
  let out = CANDIDATES;
  store<u64>(CANDIDATES + ((<usize>count >> 6) << 3), 0);
  for (; values < eights; values += 8 * size) {
    const a = v128.load(values);
    const b = v128.load(values, 16);
    const c = sizeof<T>() == 4 ? b : v128.load(values, 32);
    const d = sizeof<T>() == 4 ? b : v128.load(values, 48);
    sums = v128.add<T>(sums, v128.add<T>(a, b));
    if (sizeof<T>() == 8) sums = v128.add<T>(sums, v128.add<T>(c, d));
    ons = i32x4.sub(ons, fourOf<T>(v128.eq<T>(a, lowest), v128.eq<T>(b, lowest)));
    ons = i32x4.sub(ons, fourOf<T>(v128.eq<T>(c, lowest), v128.eq<T>(d, lowest)));
    const first = binsOf<T, M>(a, b, origins, scales, most, magic, lowWords, valueBits);
    const second = binsOf<T, M>(c, d, origins, scales, most, magic, lowWords, valueBits);
    const above = fourOf<T>(v128.gt<T>(a, lowest), v128.gt<T>(b, lowest));
    const alsoAbove = fourOf<T>(v128.gt<T>(c, lowest), v128.gt<T>(d, lowest));
    const marked = raiseFour(i32x4.max_s(v128.and(i32x4.add(i32x4.shl(first, 1), base), above), waste));
    const more = raiseFour(i32x4.max_s(v128.and(i32x4.add(i32x4.shl(second, 1), base), alsoAbove), waste));
    store<u8>(out, <u8>(marked | (more << 4)));
    out++;
  }
  onLowest += sum(ons);
  const none = v128.sub<T>(sums, sums);
  if (v128.any_true(v128.ne<T>(none, none))) countUnmeasured<T>(begin, count & ~7);
  let marked: u32 = 0;
  for (let place: u32 = 0; values < end; values += size, place++) {
    const value = valueAt<T>(values);
    noteUnmeasured(value);
    if (value == low) onLowest++;
    marked |= raise(<u32>(value > low ? tallyAt<T, M>(value) : wasted())) << place;
  }
  if (marked != 0) store<u8>(out, <u8>marked);
}

// @ts-ignore: decorator
@inline
function noteUnmeasured(value: f64): void {
  if (value != value) missing++;
  else if (value - value != 0) infinite = true;
}

/** Counts the missing values, and looks for infinite ones. Few columns have either. */
function countUnmeasured<T>(values: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) noteUnmeasured(valueAt<T>(values + <usize>i * sizeof<T>()));
}

/** How many values there are, missing ones left out, where nothing else is asked for. */
export function countMeasured<T>(values: usize, count: u32): u32 {
  missing = 0;
  countUnmeasured<T>(values, count);
  return count - missing;
}

/** Rungs of a bin from which on a search is quicker than comparing with each. */
const MANY: u32 = 7;

/**
 * How many rungs of a ladder lie below a value, twice, and one more if it is on one: the place of its count. Two rungs are compared
 * at a time. The second may be behind those of the bin, where it lies above the value or is the end of the rungs, no number.
 *
 * @param first,last rungs of the bin of the value
 */
// @ts-ignore: decorator
@inline
function placeAmong<T>(rungs: usize, value: f64, first: u32, last: u32): u32 {
  if (last - first >= MANY) {
    first = rungsBelow<T>(rungs, value, first, last);
    last = min(first + 1, last);
  }
  let place = first << 1;
  for (let rung = first; rung < last; rung += 2) {
    const two = v128.load(rungs + (<usize>rung << 3));
    if (sizeof<T>() == 4) {
      const singles = f32x4.demote_f64x2_zero(two);
      const values = f32x4.splat(<f32>value);
      place += popcnt(i32x4.bitmask(f32x4.lt(singles, values)) & 3) + popcnt(i32x4.bitmask(f32x4.le(singles, values)) & 3);
    } else {
      const values = f64x2.splat(value);
      place += popcnt(i64x2.bitmask(f64x2.lt(two, values))) + popcnt(i64x2.bitmask(f64x2.le(two, values)));
    }
  }
  return place;
}

/**
 * Places the candidates among the rungs of their bins. They come in row order, so that what the rung of a panel gene holds when its own
 * row comes by are the tied ones before it.
 *
 * @param counts u32[2 rungs + 2]
 * @param earlier u32[panel + 1], or u16 in a compact ladder, where row order is asked for; otherwise 0
 * @typeParam M as of {@link tallyAt}
 */
export function placeCandidates<T, M>(
  rungs: usize,
  panel: u32,
  values: usize,
  count: u32,
  counts: usize,
  earlier: usize,
  compact: bool,
): void {
  for (let from: u32 = 0; from < count; from += 64) {
    for (let marks = load<u64>(CANDIDATES + (<usize>from >> 3)); marks != 0; marks &= marks - 1) {
      const row = <usize>from + <usize>ctz(marks);
      const value = valueAt<T>(values + row * sizeof<T>());
      const held = load<u32>(heldAt(tallyAt<T, M>(value)));
      const place = placeAmong<T>(rungs, value, held & 0xffff, held >> 16);
      const slot = counts + (<usize>place << 2);
      const before = load<u32>(slot);
      if (earlier != 0) {
        // Rows that are no panel gene's write behind the last: a branch would have nothing to go by.
        const gene = <u32>load<u16>(GENES + (row << 1)) - 1;
        note(earlier, <usize>min((place & 1) != 0 ? gene : panel, panel), before, compact);
      }
      store<u32>(slot, before + 1);
    }
  }
}

/** Notes how many tied rows there are before a gene's own. */
// @ts-ignore: decorator
@inline
export function note(earlier: usize, gene: usize, before: u32, compact: bool): void {
  if (compact) store<u16>(earlier + (gene << 1), <u16>before);
  else store<u32>(earlier + (gene << 2), before);
}
