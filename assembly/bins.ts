/**
 * The bins of the ladder that is being counted: a monotone map from value to bin, one tally a bin, and a mark on the bins
 * that hold rungs. There is one set of bins, set up for a ladder (`mount`) and emptied into it (`fold`), because it has to
 * stay in the first-level cache.
 *
 * What a value costs does not depend on the data: a tally is raised, and a bit is noted that says whether the bin is marked. Values
 * in marked bins, the candidates, are then placed among the few rungs of their bin.
 * Values up to the lowest rung, in most samples the zeros, are counted by comparison and never reach a bin.
 */
import { LINEAR, MAP, RUNGS } from "./layout";
import { orderWord } from "./sort";

/** Most bins; tallies and rungs of more would leave the cache. */
export const MOST_BINS: u32 = 8192;
/** Tallies in front of the bins, one a vector lane, that take the values up to the lowest rung and are never looked at. */
const WASTE: u32 = 4;
/** Set on the tally of a bin that holds rungs; what is below it counts. */
const MARK: u32 = 0x8000;
/** Values that may be counted before tallies could reach the mark. */
export const MOST_COUNTED: u32 = 0x7fff;

/** u16[WASTE + MOST_BINS + 2], the last bin for what lies above all rungs; whole vectors. */
const TALLY: usize = memory.data((8192 + 16) * 2, 16);
/** Of each marked bin u16 first rung, u16 behind the last; at twice the offset of the tally. */
const HELD: usize = memory.data((8192 + 16) * 4, 16);

/** u32[]: addresses of the marked tallies, ascending. */
const MARKED: usize = memory.data(8192 * 4, 16);
let markedEnd: usize = MARKED;

/** Adding 2^23 rounds a float to an integer, which is then in its lower bits. */
export const MAGIC: f32 = 8388608;
export const MAGIC_BITS: u32 = 0x4b000000;

/** What maps a value to its bin; see `binOf`. */
export let low: f64 = 0;
export let origin: f32 = 0;
export let scale: f32 = 0;
export let lowWord: i32 = 0;
export let shift: u32 = 0;
export let bins: u32 = 0;

/** Address of the tally of bin 0 (the first above the lowest rung). */
// @ts-ignore: decorator
@inline
export function tallies(): usize {
  return TALLY + (<usize>WASTE << 1);
}

/** Address of the tallies that nobody looks at, one a lane. */
// @ts-ignore: decorator
@inline
export function wasted(): usize {
  return TALLY;
}

/** Address of the rungs of the bin whose tally is at `tally`. */
// @ts-ignore: decorator
@inline
export function heldAt(tally: usize): usize {
  return HELD + ((tally - TALLY) << 1);
}

/**
 * Tally of a value above the lowest rung, linear in the value or in its order key. Narrowing to f32 is monotone, and that
 * is all that a bin asks for.
 */
// @ts-ignore: decorator
@inline
export function linearTally(value: f32): usize {
  const place = (value - origin) * scale;
  const least: f32 = place > 0 ? place : 0;
  const bin = (least < <f32>bins ? least : <f32>bins) + MAGIC;
  return tallies() + (<usize>(reinterpret<u32>(bin) - MAGIC_BITS) << 1);
}

// @ts-ignore: decorator
@inline
export function keyTally(word: i32): usize {
  return tallies() + (<usize>min<u32>(<u32>(max(word, lowWord) - lowWord) >> shift, bins) << 1);
}

/** Upper word of the order key; of a single value the whole key. */
// @ts-ignore: decorator
@inline
export function wordOf<T>(value: f64): i32 {
  return sizeof<T>() == 4
    ? orderWord(reinterpret<i32>(<f32>value))
    : orderWord(<i32>(reinterpret<i64>(value) >> 32));
}

// @ts-ignore: decorator
@inline
function tallyOf<T>(value: f64, map: u32): usize {
  return map == LINEAR ? linearTally(<f32>value) : keyTally(wordOf<T>(value));
}

/**
 * Sets the map for a ladder of two rungs or more: bins lie between the second rung and the highest, since what lies between the
 * first two needs no more than one, and in most samples the first is a zero far from the others.
 */
export function span<T>(rungs: usize, count: u32, wanted: u32): void {
  const second = load<f64>(rungs, 8);
  const highest = load<f64>(rungs + (<usize>(count - 1) << 3));
  bins = wanted;
  low = <f64>(<T>load<f64>(rungs));
  const width = <f32>highest - <f32>second;
  scale = width > 0 ? <f32>(wanted - 2) / width : 0;
  // Rungs that lie too close for a single, or too far, share one bin, and are searched for.
  if (!(scale < f32.MAX_VALUE)) scale = 0;
  origin = scale > 0 ? <f32>second - 1 / scale : 0;
  const first = wordOf<T>(second);
  shift = 32 - clz(<u32>(wordOf<T>(highest) - first) / (wanted - 1));
  lowWord = first > i32.MIN_VALUE + (1 << shift) ? first - (1 << shift) : first;
}

/** The search to expect under a map: sum of squares of the rungs of each bin. */
export function crowding<T>(rungs: usize, count: u32, map: u32): u64 {
  let work: u64 = 0;
  let before: usize = 0;
  let together: u64 = 0;
  for (let rung: u32 = 1; rung < count; rung++) {
    const tally = tallyOf<T>(load<f64>(rungs + (<usize>rung << 3)), map);
    together = tally == before ? together + 1 : 1;
    work += 2 * together - 1;
    before = tally;
  }
  return work;
}

/**
 * Sets the bins up for a ladder with rungs.
 *
 * @param at f64[rungs + 1]: the rungs of the ladder
 */
export function mount<T>(ladder: usize, at: usize, count: u32): void {
  const rungs = load<u32>(ladder, RUNGS);
  const map = load<u32>(ladder, MAP);
  if (rungs == 1) {
    low = <f64>(<T>load<f64>(at));
    bins = 0;
    scale = 0;
  } else span<T>(at, rungs, count);
  let before: usize = 0;
  markedEnd = MARKED;
  for (let rung: u32 = 1; rung < rungs; rung++) {
    const tally = tallyOf<T>(load<f64>(at + (<usize>rung << 3)), map);
    if (tally != before) {
      store<u32>(markedEnd, <u32>tally);
      markedEnd += 4;
      store<u16>(heldAt(tally), <u16>rung);
      before = tally;
    }
    store<u16>(heldAt(tally), <u16>(rung + 1), 2);
  }
  empty();
}

/** Sets all tallies to zero, and the marks. */
function empty(): void {
  memory.fill(TALLY, 0, (<usize>(WASTE + bins + 1) * 2 + 15) & ~15);
  for (let at = MARKED; at < markedEnd; at += 4) store<u16>(load<u32>(at), <u16>MARK);
}

/**
 * Adds the tallies of unmarked bins to the gaps of the ladder, and begins anew.
 *
 * @param counts u32[]: the ladder's
 */
export function fold(ladder: usize, counts: usize): void {
  // What was counted apart, the values on the lowest rung and the missing ones, has been taken off.
  store<u32>(counts, load<u32>(counts) + wastedTallies());
  const total = accumulate();
  let below: u32 = 0;
  for (let at = MARKED; at < markedEnd; at += 4) {
    const tally = <usize>load<u32>(at);
    const sum = <u32>load<u16>(tally);
    const gap = counts + (<usize>load<u16>(heldAt(tally)) << 3);
    store<u32>(gap, load<u32>(gap) + sum - below);
    below = sum;
  }
  const top = counts + (<usize>load<u32>(ladder, RUNGS) << 3);
  store<u32>(top, load<u32>(top) + total - below);
  empty();
}

/** Values that no bin took. */
function wastedTallies(): u32 {
  let sum: u32 = 0;
  for (let lane: usize = 0; lane < WASTE; lane++) sum += load<u16>(TALLY + (lane << 1));
  return sum;
}

/** Puts into each tally the sum of the unmarked ones up to it, and returns the sum of all, which is at most MOST_COUNTED. */
function accumulate(): u32 {
  const end = tallies() + (<usize>(bins + 1) << 1);
  const zero = i64x2.splat(0);
  v128.store(TALLY, v128.and(v128.load(TALLY), i16x8(0, 0, 0, 0, -1, -1, -1, -1)));
  let carry = zero;
  for (let at = TALLY; at < end; at += 16) {
    const eight = v128.load(at);
    // A marked tally is negative.
    let sums = v128.andnot(eight, i16x8.shr_s(eight, 15));
    sums = i16x8.add(sums, i16x8.shuffle(zero, sums, 7, 8, 9, 10, 11, 12, 13, 14));
    sums = i16x8.add(sums, i16x8.shuffle(zero, sums, 6, 7, 8, 9, 10, 11, 12, 13));
    sums = i16x8.add(sums, i16x8.shuffle(zero, sums, 4, 5, 6, 7, 8, 9, 10, 11));
    sums = i16x8.add(sums, carry);
    v128.store(at, sums);
    carry = i16x8.shuffle(sums, sums, 7, 7, 7, 7, 7, 7, 7, 7);
  }
  return <u32>i16x8.extract_lane_u(carry, 0);
}
