/** Counting without sorting: where the values of a column fall among the rungs of a ladder (layout.ts, bins.ts). */
import { fold, low, MOST_COUNTED, mount } from "./bins";
import {
  beginRun,
  binChunk,
  CHUNK,
  countMeasured,
  forgetInfinite,
  GENES,
  infinite,
  missing,
  note,
  onLowest,
  placeCandidates,
  sum,
  valueAt,
} from "./chunk";
import { shorten, widen } from "./compact";
import { rungsBelow } from "./ladder";
import { countAt, earlierAt, LINEAR, MAP, MEASURED, positionAt, RUNG, RUNGS } from "./layout";
import { widenDecimals, widenSingles } from "./singles";

/** u32 pairs (row, panel gene), ascending by row, of the rows that have not been counted. */
let mark: usize = 0;
let marksEnd: usize = 0;

/** Rungs and counts of the ladder that is being counted: f64[rungs + 1], u32[2 rungs + 2]. */
let mounted: usize = 0;
let counts: usize = 0;
/** u32[panel + 1], or u16 in a compact ladder, where row order is asked for; otherwise 0. */
let earlier: usize = 0;
let isCompact: bool = false;

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
    note(earlier, gene, before, isCompact);
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
  beginRun();
  for (let from: u32 = 0; from < count; from += CHUNK) {
    const begin = values + <usize>from * sizeof<T>();
    const some = min(CHUNK, count - from);
    const next = earlier != 0 ? layGenes<T>(begin, row + from, some) : mark;
    if (linear) {
      binChunk<T, f32>(begin, some);
      placeCandidates<T, f32>(mounted, panel, begin, some, counts, earlier, isCompact);
    } else {
      binChunk<T, i32>(begin, some);
      placeCandidates<T, i32>(mounted, panel, begin, some, counts, earlier, isCompact);
    }
    for (; mark < next; mark += 8) store<u16>(GENES + (<usize>(load<u32>(mark) - row - from) << 1), 0);
  }
  // Those below it are among the values that `fold` finds in the tallies of waste.
  store<u32>(counts, load<u32>(counts) - onLowest - missing);
  store<u32>(counts, load<u32>(counts, 4) + onLowest, 4);
  store<u32>(ladder, load<u32>(ladder, MEASURED) + count - missing, MEASURED);
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
      store<u32>(ladder, load<u32>(ladder, MEASURED) + countMeasured<T>(column, rows), MEASURED);
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

/** {@link countSamples} of doubles or, where `single` is set, of floats. Returns whether any of them is infinite. */
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
): bool {
  forgetInfinite();
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
  return infinite;
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
