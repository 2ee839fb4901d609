/** Counting without sorting: where the values of a column fall among the rungs of a ladder (layout.ts, bins.ts). */
import {
  bins,
  fold,
  heldAt,
  keyTally,
  linearTally,
  low,
  lowWord,
  MAGIC,
  MAGIC_BITS,
  MOST_COUNTED,
  mount,
  origin,
  scale,
  shift,
  tallies,
  wasted,
  wordOf,
} from "./bins";
import { shorten, widen } from "./compact";
import { rungsBelow } from "./ladder";
import { countAt, earlierAt, LINEAR, MAP, MEASURED, positionAt, RUNG, RUNGS } from "./layout";
import { widenDecimals, widenSingles } from "./singles";

/** Values between two looks at the candidates: they are still in the first-level cache then. */
const CHUNK: u32 = 2048;
/** u8[CHUNK / 4]: of each four values a bit for each one in a marked bin, the first lowest; whole words, zeros behind the last. */
const CANDIDATES: usize = memory.data(2048 / 4 + 8, 16);

/** u16[CHUNK]: the panel gene of each row that is looked at, from 1; 0 everywhere else and between two looks. */
const GENES: usize = memory.data(2048 * 2, 16);

/** u32 pairs (row, panel gene), ascending by row, of the rows that have not been counted. */
let mark: usize = 0;
let marksEnd: usize = 0;

/** Rungs and counts of the ladder that is being counted: f64[rungs + 1], u32[2 rungs + 2]. */
let mounted: usize = 0;
let counts: usize = 0;
/** u32[panel + 1], or u16 in a compact ladder, where row order is asked for; otherwise 0. */
let earlier: usize = 0;
let isCompact: bool = false;

/** Notes how many tied rows there are before a gene's own. */
// @ts-ignore: decorator
@inline
function note(gene: usize, before: u32, compact: bool): void {
  if (compact) store<u16>(earlier + (gene << 1), <u16>before);
  else store<u32>(earlier + (gene << 2), before);
}

/** How many values lie on the lowest rung, and how many are missing. */
let onLowest: u32 = 0;
let missing: u32 = 0;

// @ts-ignore: decorator
@inline
function sum(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3)
  );
}

/** Raises a tally. Returns 1 if it is marked, moved up by `place`. */
// @ts-ignore: decorator
@inline
function raise(tally: u32, place: u32): u32 {
  const count = <u32>load<u16>(tally);
  store<u16>(tally, <u16>(count + 1));
  return (count >> (15 - place)) & (1 << place);
}

// @ts-ignore: decorator
@inline
function valueAt<T>(at: usize): f64 {
  return <f64>load<T>(at);
}

/** Counts at most CHUNK values, and notes which of them are candidates. */
// @ts-ignore: decorator
@inline
function binChunk<T>(values: usize, count: u32, linear: bool): void {
  const size: usize = sizeof<T>();
  const fours = values + (<usize>(count & ~3) * size);
  const end = values + <usize>count * size;
  const lowest = sizeof<T>() == 4 ? f32x4.splat(<f32>low) : f64x2.splat(low);
  const origins = f32x4.splat(origin);
  const zero = f32x4.splat(0);
  const scales = f32x4.splat(scale);
  const most = f32x4.splat(<f32>bins);
  const mostBin = i32x4.splat(<i32>bins);
  const magic = f32x4.splat(MAGIC);
  const lowWords = i32x4.splat(lowWord);
  const valueBits = i32x4.splat(0x7fffffff);
  const bits = <i32>shift;
  const base = i32x4.splat(<i32>tallies() - (linear ? <i32>(MAGIC_BITS << 1) : 0));
  const waste = i32x4.add(i32x4.splat(<i32>wasted()), i32x4(0, 2, 4, 6));
  let ons = i32x4.splat(0);
  let nans = i32x4.splat(0);
  let out = CANDIDATES;
  store<u64>(CANDIDATES + ((<usize>count >> 5) << 3), 0);
  for (; values < fours; values += 4 * size) {
    let words: v128;
    let isAbove: v128;
    if (sizeof<T>() == 4) {
      words = v128.load(values);
      isAbove = f32x4.gt(words, lowest);
      ons = i32x4.sub(ons, f32x4.eq(words, lowest));
      nans = i32x4.sub(nans, f32x4.ne(words, words));
    } else {
      const first = v128.load(values);
      const second = v128.load(values, 16);
      isAbove = i32x4.shuffle(f64x2.gt(first, lowest), f64x2.gt(second, lowest), 0, 2, 4, 6);
      ons = i32x4.sub(ons, i32x4.shuffle(f64x2.eq(first, lowest), f64x2.eq(second, lowest), 0, 2, 4, 6));
      nans = i32x4.sub(nans, i32x4.shuffle(f64x2.ne(first, first), f64x2.ne(second, second), 0, 2, 4, 6));
      words = linear
        ? i64x2.shuffle(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(second), 0, 2)
        : i32x4.shuffle(first, second, 1, 3, 5, 7);
    }
    let bin: v128;
    if (linear) {
      bin = f32x4.add(f32x4.pmin(most, f32x4.pmax(zero, f32x4.mul(f32x4.sub(words, origins), scales))), magic);
    } else {
      const keys = v128.xor(words, v128.and(i32x4.shr_s(words, 31), valueBits));
      bin = i32x4.min_u(i32x4.shr_u(i32x4.sub(i32x4.max_s(keys, lowWords), lowWords), bits), mostBin);
    }
    const at = i32x4.max_s(v128.and(i32x4.add(i32x4.shl(bin, 1), base), isAbove), waste);
    const two = i64x2.extract_lane(at, 0);
    const more = i64x2.extract_lane(at, 1);
    let marked = raise(<u32>two, 0);
    marked |= raise(<u32>(two >> 32), 1);
    marked |= raise(<u32>more, 2);
    marked |= raise(<u32>(more >> 32), 3);
    store<u8>(out, <u8>marked);
    out++;
  }
  onLowest += sum(ons);
  missing += sum(nans);
  let marked: u32 = 0;
  for (let place: u32 = 0; values < end; values += size, place++) {
    const value = valueAt<T>(values);
    if (value != value) missing++;
    if (value == low) onLowest++;
    const tally = linear ? linearTally(<f32>value) : keyTally(wordOf<T>(value));
    marked |= raise(<u32>(value > low ? tally : wasted()), place);
  }
  if (marked != 0) store<u8>(out, <u8>marked);
}

/** A rung as the values of the column have it. */
// @ts-ignore: decorator
@inline
function asValue<T>(rung: f64): f64 {
  return <f64>(<T>rung);
}

/** Rungs of a bin up to which comparing with each is quicker than a search, whose branches nothing foretells. */
const FEW: u32 = 6;

// @ts-ignore: decorator
@inline
function fewBelow<T>(rungs: usize, value: f64, first: u32, last: u32): u32 {
  let rung = first;
  for (let i = first; i < last; i++) rung += u32(asValue<T>(load<f64>(rungs + (<usize>i << 3))) < value);
  return rung;
}

/**
 * Places the candidates among the rungs of their bins. They come in row order, so that what the rung of a panel gene holds when its own
 * row comes by are the tied ones before it.
 */
// @ts-ignore: decorator
@inline
function placeCandidates<T>(panel: u32, values: usize, count: u32, linear: bool, ordered: bool): void {
  const rungs = mounted;
  const slots = counts;
  const compact = isCompact;
  for (let from: u32 = 0; from < count; from += 32) {
    for (let marks = load<u64>(CANDIDATES + (<usize>from >> 2)); marks != 0; marks &= marks - 1) {
      const bit = <u32>ctz(marks);
      const row = <usize>(from + ((bit >> 3) << 2) + (bit & 7));
      const value = valueAt<T>(values + row * sizeof<T>());
      const held = heldAt(linear ? linearTally(<f32>value) : keyTally(wordOf<T>(value)));
      const first = <u32>load<u16>(held);
      const last = <u32>load<u16>(held, 2);
      const rung = last - first > FEW ? rungsBelow<T>(rungs, value, first, last) : fewBelow<T>(rungs, value, first, last);
      const on: u32 = asValue<T>(load<f64>(rungs + (<usize>rung << 3))) == value ? 1 : 0;
      const slot = slots + (<usize>((rung << 1) + on) << 2);
      const before = load<u32>(slot);
      if (ordered) {
        // Rows that are no panel gene's write behind the last: a branch would have nothing to go by.
        const gene = <u32>load<u16>(GENES + (row << 1)) - 1;
        note(<usize>min(on != 0 ? gene : panel, panel), before, compact);
      }
      store<u32>(slot, before + 1);
    }
  }
}

/**
 * Lays the panel genes of the rows [row, row + count) into GENES, and notes for those on the lowest rung how many values stand there
 * in the rows before: none of them becomes a candidate. Returns the end of their marks.
 */
function layGenes<T>(values: usize, row: u32, count: u32): usize {
  let at = mark;
  let before = load<u32>(counts, 4) + onLowest;
  let counted: u32 = 0;
  for (; at < marksEnd && load<u32>(at) < row + count; at += 8) {
    const within = load<u32>(at) - row;
    const gene = <usize>load<u32>(at, 4);
    store<u16>(GENES + (<usize>within << 1), <u16>(gene + 1));
    if (valueAt<T>(values + <usize>within * sizeof<T>()) != low) continue;
    before += equal<T>(values + <usize>counted * sizeof<T>(), within - counted);
    counted = within;
    note(gene, before, isCompact);
  }
  return at;
}

/** How many of some values are the lowest rung's. */
function equal<T>(values: usize, count: u32): u32 {
  const lanes: u32 = 16 / sizeof<T>();
  const whole = count - (count % lanes);
  const lowest = v128.splat<T>(<T>low);
  let sums = i64x2.splat(0);
  for (let i: u32 = 0; i < whole; i += lanes) {
    const same = v128.eq<T>(v128.load(values + <usize>i * sizeof<T>()), lowest);
    sums = sizeof<T>() == 4 ? i32x4.sub(sums, same) : i64x2.sub(sums, same);
  }
  let found: u32 = sizeof<T>() == 4 ? sum(sums) : <u32>(i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1));
  for (let i = whole; i < count; i++) found += u32(load<T>(values + <usize>i * sizeof<T>()) == <T>low);
  return found;
}

/**
 * Counts a run of values of a ladder with rungs, which is mounted.
 *
 * @param row of the first value, as the marks count
 */
function countRun<T>(ladder: usize, panel: u32, values: usize, count: u32, row: u32): void {
  const linear = load<u32>(ladder, MAP) == LINEAR;
  const ordered = earlier != 0;
  onLowest = 0;
  missing = 0;
  for (let from: u32 = 0; from < count; from += CHUNK) {
    const begin = values + <usize>from * sizeof<T>();
    const some = min(CHUNK, count - from);
    const next = ordered ? layGenes<T>(begin, row + from, some) : 0;
    if (linear) binChunk<T>(begin, some, true);
    else binChunk<T>(begin, some, false);
    if (ordered) {
      if (linear) placeCandidates<T>(panel, begin, some, true, true);
      else placeCandidates<T>(panel, begin, some, false, true);
      for (; mark < next; mark += 8) store<u16>(GENES + (<usize>(load<u32>(mark) - row - from) << 1), 0);
    } else if (linear) placeCandidates<T>(panel, begin, some, true, false);
    else placeCandidates<T>(panel, begin, some, false, false);
  }
  // Those below it are among the values that `fold` finds in the tallies of waste.
  store<u32>(counts, load<u32>(counts) - onLowest - missing);
  store<u32>(counts, load<u32>(counts, 4) + onLowest, 4);
  store<u32>(ladder, load<u32>(ladder, MEASURED) + count - missing, MEASURED);
}

/** Without rungs there is only a number of values to know. */
function countMeasured<T>(ladder: usize, values: usize, count: u32): void {
  let found: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = valueAt<T>(values + <usize>i * sizeof<T>());
    if (value == value) found++;
  }
  store<u32>(ladder, load<u32>(ladder, MEASURED) + found, MEASURED);
}

/** Counts values of a ladder with rungs, however many. */
function countSome<T>(ladder: usize, panel: u32, values: usize, count: u32): void {
  // Tallied values since the bins were last emptied.
  let tallied: u32 = 0;
  for (let row: u32 = 0; row < count; ) {
    if (tallied == MOST_COUNTED) {
      fold(ladder, counts);
      tallied = 0;
    }
    const some = min(count - row, MOST_COUNTED - tallied);
    countRun<T>(ladder, panel, values + <usize>row * sizeof<T>(), some, row);
    tallied += some;
    row += some;
  }
  fold(ladder, counts);
}

/**
 * Counts `rows` values of each sample into its ladder.
 *
 * @param ladders,stride  the first sample's ladder, and bytes from one to the next
 * @param values,blockRows T[samples][blockRows]
 * @param marks,markCount u32 pairs (row, panel gene), ascending by row, read where row order is asked for: the gene's `earlier` is what
 *                        its rung holds when its own row comes by
 * @param scratch u32[2 panel + 2] for compact ladders, and f64[panel + 1] for those whose rungs are singles
 */
function countSamples<T>(
  ladders: usize,
  stride: usize,
  samples: u32,
  panel: u32,
  bins: u32,
  values: usize,
  blockRows: u32,
  rows: u32,
  rowOrder: bool,
  marks: usize,
  markCount: u32,
  compact: bool,
  singleRungs: bool,
  scratch: usize,
): void {
  marksEnd = marks + (<usize>markCount << 3);
  isCompact = compact;
  for (let sample: u32 = 0; sample < samples; sample++) {
    const ladder = ladders + <usize>sample * stride;
    const column = values + <usize>sample * <usize>blockRows * sizeof<T>();
    const rungs = load<u32>(ladder, RUNGS);
    if (rungs == 0) {
      countMeasured<T>(ladder, column, rows);
      continue;
    }
    const stored = ladder + countAt(panel, singleRungs);
    counts = compact ? scratch : stored;
    earlier = rowOrder ? ladder + earlierAt(panel, compact, singleRungs) : 0;
    if (compact) widen(stored, counts, 2 * rungs + 2);
    mounted = ladder + RUNG;
    if (singleRungs) {
      mounted = scratch + ((<usize>panel + 1) << 3);
      // Singles are compared with singles, doubles with what was read.
      if (sizeof<T>() == 4) widenSingles(ladder + RUNG, mounted, rungs + 1);
      else widenDecimals(ladder + RUNG, mounted, rungs + 1);
    }
    mount<T>(ladder, mounted, bins);
    mark = marks;
    countSome<T>(ladder, panel, column, rows);
    if (compact) shorten(counts, stored, 2 * rungs + 2);
  }
}

/** {@link countSamples} of doubles or, where `single` is set, of floats. No value is -0. */
export function countTiles(
  ladders: usize,
  stride: usize,
  samples: u32,
  panel: u32,
  bins: u32,
  single: bool,
  values: usize,
  blockRows: u32,
  rows: u32,
  rowOrder: bool,
  marks: usize,
  markCount: u32,
  compact: bool,
  singleRungs: bool,
  scratch: usize,
): void {
  if (single) {
    countSamples<f32>(
      ladders, stride, samples, panel, bins, values, blockRows, rows, rowOrder, marks, markCount, compact, singleRungs,
      scratch,
    );
  } else {
    countSamples<f64>(
      ladders, stride, samples, panel, bins, values, blockRows, rows, rowOrder, marks, markCount, compact, singleRungs,
      scratch,
    );
  }
}

/**
 * Counts the zeros of a sparse column at once; the stored values, none of which is 0, have been counted. The ladder is not
 * compact, and its rungs are doubles.
 *
 * @param earlierZeros u32[panel], read where row order is asked for: zeros in the rows before each panel gene of value 0
 */
export function countZeros(ladder: usize, panel: u32, rowOrder: bool, zeros: u32, earlierZeros: usize): void {
  const rungs = ladder + RUNG;
  const rung = rungsBelow<f64>(rungs, 0, 0, load<u32>(ladder, RUNGS));
  const on: u32 = load<f64>(rungs + (<usize>rung << 3)) == 0 ? 1 : 0;
  const slot = ladder + countAt(panel, false) + (<usize>((rung << 1) + on) << 2);
  store<u32>(slot, load<u32>(slot) + zeros);
  store<u32>(ladder, load<u32>(ladder, MEASURED) + zeros, MEASURED);
  if (!rowOrder || on == 0) return;
  const positions = ladder + positionAt(panel, rowOrder, false, false);
  for (let gene: u32 = 0; gene < panel; gene++) {
    if (<u32>load<u16>(positions + (<usize>gene << 1)) != rung) continue;
    store<u32>(ladder + earlierAt(panel, false, false) + (<usize>gene << 2), load<u32>(earlierZeros + (<usize>gene << 2)));
  }
}
