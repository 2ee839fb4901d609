/**
 * Counting without sorting: where the values of a column fall among its panel values. The fields of a ladder and their
 * addresses are in layout.ts.
 */
import {
  countAt,
  earlierAt,
  LOW,
  LOW_KEY,
  MAP,
  MEASURED,
  NO_RUNG,
  positionAt,
  RUNG,
  RUNGS,
  SCALE,
  SHIFT,
  startAt,
} from "./layout";
import { orderKey, sortValues } from "./sort";

/** Bin of a value: 0 below the rungs, 1 .. bins among them, bins + 1 above. Monotone, so equal values share a bin; the cast saturates. */
// @ts-ignore: decorator
@inline
function linearBin(value: f64, low: f64, scale: f64, bins: i32): usize {
  return <usize>(min(max(<i32>((value - low) * scale), -1), bins) + 1);
}

// @ts-ignore: decorator
@inline
function keyBin(value: f64, lowKey: i64, shift: u64, bins: i32): usize {
  const key = orderKey(value);
  // The distance of two keys may need all 64 bits, so it is taken unsigned, and only upwards.
  return key < lowKey ? 0 : <usize>(min<u64>(<u64>(key - lowKey) >> shift, <u64>bins) + 1);
}

// @ts-ignore: decorator
@inline
function binOf(ladder: usize, value: f64, bins: i32): usize {
  return load<u32>(ladder, MAP) == 0
    ? linearBin(value, load<f64>(ladder, LOW), load<f64>(ladder, SCALE), bins)
    : keyBin(value, load<i64>(ladder, LOW_KEY), <u64>load<u32>(ladder, SHIFT), bins);
}

/** Empties a ladder: every panel value missing, nothing counted. */
export function resetLadder(ladder: usize, panel: u32): void {
  for (let gene: u32 = 0; gene < panel; gene++) store<f64>(ladder + RUNG + (<usize>gene << 3), NaN);
}

/** Number of rungs below `value`, searched within [low, high). */
// @ts-ignore: decorator
@inline
function rungsBelow(rungs: usize, value: f64, low: u32, high: u32): u32 {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(rungs + (<usize>middle << 3)) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fills `start` for the map that is set, and returns the sum of squares of rungs per bin: the search work to expect. */
function spread(ladder: usize, starts: usize, bins: u32): u64 {
  const rungs = load<u32>(ladder, RUNGS);
  let bin: usize = 0;
  let work: u64 = 0;
  let inBin: u64 = 0;
  for (let rung: u32 = 0; rung < rungs; rung++) {
    const target = binOf(ladder, load<f64>(ladder + RUNG + (<usize>rung << 3)), <i32>bins);
    if (target >= bin) {
      work += inBin * inBin;
      inBin = 0;
      for (; bin <= target; bin++) store<u16>(starts + (bin << 1), <u16>rung);
    }
    inBin++;
  }
  for (; bin < <usize>bins + 3; bin++) store<u16>(starts + (bin << 1), <u16>rungs);
  return work + inBin * inBin;
}

/**
 * Turns gathered panel values into rungs: sorts them, keeps each once, notes the rung of each gene, and chooses the map
 * from value to bin under which fewer rungs share a bin (linear suits log-scaled values, logarithmic suits counts).
 *
 * @param scratch u64[2 x panel]
 */
export function climb(ladder: usize, panel: u32, bins: u32, rowOrder: bool, scratch: usize): void {
  const rungs = ladder + RUNG;
  const values = scratch;
  let count: u32 = 0;
  for (let gene: u32 = 0; gene < panel; gene++) {
    const value = load<f64>(rungs + (<usize>gene << 3));
    if (value == value) {
      store<f64>(values + (<usize>count << 3), value);
      count++;
    }
  }
  sortValues(values, count, scratch + (<usize>panel << 3));
  let distinct: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = load<f64>(values + (<usize>i << 3));
    if (distinct == 0 || value != load<f64>(values + (<usize>(distinct - 1) << 3))) {
      store<f64>(values + (<usize>distinct << 3), value);
      distinct++;
    }
  }

  const positions = ladder + positionAt(panel, bins, rowOrder);
  for (let gene: u32 = 0; gene < panel; gene++) {
    const value = load<f64>(rungs + (<usize>gene << 3));
    const position = value == value ? rungsBelow(values, value, 0, distinct) : NO_RUNG;
    store<u16>(positions + (<usize>gene << 1), <u16>position);
  }
  memory.copy(rungs, values, <usize>distinct << 3);
  store<f64>(rungs + (<usize>distinct << 3), NaN);
  memory.fill(ladder + countAt(panel), 0, (<usize>panel * 2 + 2) << 2);
  if (rowOrder) memory.fill(ladder + earlierAt(panel), 0, <usize>panel << 2);
  store<u32>(ladder, distinct, RUNGS);
  store<u32>(ladder, 0, MEASURED);

  const low = distinct > 0 ? load<f64>(rungs) : 0;
  const high = distinct > 0 ? load<f64>(rungs + (<usize>(distinct - 1) << 3)) : 0;
  const starts = ladder + startAt(panel, rowOrder);
  store<f64>(ladder, low, LOW);
  store<f64>(ladder, high > low ? <f64>bins / (high - low) : 0, SCALE);
  store<i64>(ladder, orderKey(low), LOW_KEY);
  const span = <u64>(orderKey(high) - orderKey(low)) / <u64>bins;
  store<u32>(ladder, 64 - <u32>clz(span), SHIFT);
  store<u32>(ladder, 1, MAP);
  const logarithmic = spread(ladder, starts, bins);
  store<u32>(ladder, 0, MAP);
  if (spread(ladder, starts, bins) > logarithmic) {
    store<u32>(ladder, 1, MAP);
    spread(ladder, starts, bins);
  }
}

// @ts-ignore: decorator
@inline
function place(rungs: usize, counts: usize, starts: usize, bin: usize, value: f64): void {
  const rung = rungsBelow(rungs, value, load<u16>(starts + (bin << 1)), load<u16>(starts + (bin << 1), 2));
  const on: u32 = load<f64>(rungs + (<usize>rung << 3)) == value ? 1 : 0;
  const slot = counts + (<usize>((rung << 1) + on) << 2);
  store<u32>(slot, load<u32>(slot) + 1);
}

function countRun(ladder: usize, panel: u32, bins: u32, rowOrder: bool, values: usize, count: u32): void {
  const rungs = ladder + RUNG;
  const counts = ladder + countAt(panel);
  const starts = ladder + startAt(panel, rowOrder);
  const end = values + (<usize>count << 3);
  let missing: u32 = 0;
  if (load<u32>(ladder, MAP) == 0) {
    const low = load<f64>(ladder, LOW);
    const scale = load<f64>(ladder, SCALE);
    for (; values < end; values += 8) {
      const value = load<f64>(values);
      if (value != value) missing++;
      else place(rungs, counts, starts, linearBin(value, low, scale, <i32>bins), value);
    }
  } else {
    const lowKey = load<i64>(ladder, LOW_KEY);
    const shift = <u64>load<u32>(ladder, SHIFT);
    for (; values < end; values += 8) {
      const value = load<f64>(values);
      if (value != value) missing++;
      else place(rungs, counts, starts, keyBin(value, lowKey, shift, <i32>bins), value);
    }
  }
  store<u32>(ladder, load<u32>(ladder, MEASURED) + count - missing, MEASURED);
}

/**
 * Counts a tile into the ladders of its samples.
 *
 * @param ladders,stride  the first sample's ladder, and bytes from one to the next
 * @param tile            f64[samples][tileRows], of which the first `rows` of each sample are filled; no -0
 * @param marks,markCount u32 pairs (row in the tile, panel gene), ascending by row: where row order is asked for, the
 *                        gene's `earlier` is what its rung holds when its own row comes by
 */
export function countTile(
  ladders: usize,
  stride: usize,
  samples: u32,
  panel: u32,
  bins: u32,
  rowOrder: bool,
  tile: usize,
  tileRows: u32,
  rows: u32,
  marks: usize,
  markCount: u32,
): void {
  for (let sample: u32 = 0; sample < samples; sample++) {
    const ladder = ladders + <usize>sample * stride;
    const values = tile + ((<usize>sample * <usize>tileRows) << 3);
    let from: u32 = 0;
    for (let mark: u32 = 0; mark < markCount; mark++) {
      const row = load<u32>(marks + (<usize>mark << 3));
      const gene = load<u32>(marks + (<usize>mark << 3), 4);
      countRun(ladder, panel, bins, rowOrder, values + (<usize>from << 3), row - from);
      const position = <u32>load<u16>(ladder + positionAt(panel, bins, rowOrder) + (<usize>gene << 1));
      if (position != NO_RUNG) {
        const on = load<u32>(ladder + countAt(panel) + (<usize>((position << 1) + 1) << 2));
        store<u32>(ladder + earlierAt(panel) + (<usize>gene << 2), on);
      }
      from = row;
    }
    countRun(ladder, panel, bins, rowOrder, values + (<usize>from << 3), rows - from);
  }
}

/**
 * Counts the zeros of a sparse column at once; the stored values, none of which is 0, have been counted.
 *
 * @param earlier u32[panel], read where row order is asked for: zeros in the rows before each panel gene of value 0
 */
export function countZeros(ladder: usize, panel: u32, bins: u32, rowOrder: bool, zeros: u32, earlier: usize): void {
  const rungs = ladder + RUNG;
  const rung = rungsBelow(rungs, 0, 0, load<u32>(ladder, RUNGS));
  const on: u32 = load<f64>(rungs + (<usize>rung << 3)) == 0 ? 1 : 0;
  const slot = ladder + countAt(panel) + (<usize>((rung << 1) + on) << 2);
  store<u32>(slot, load<u32>(slot) + zeros);
  store<u32>(ladder, load<u32>(ladder, MEASURED) + zeros, MEASURED);
  if (!rowOrder || on == 0) return;
  const positions = ladder + positionAt(panel, bins, rowOrder);
  for (let gene: u32 = 0; gene < panel; gene++) {
    if (<u32>load<u16>(positions + (<usize>gene << 1)) != rung) continue;
    store<u32>(ladder + earlierAt(panel) + (<usize>gene << 2), load<u32>(earlier + (<usize>gene << 2)));
  }
}

/**
 * Writes the ranks of one sample's panel: prefix sums over gaps and rungs.
 *
 * @param value,below,tied,earlier f64[panel], u32[panel] each; NaN and 0 for missing genes
 * @param scratch u32[rungs]
 * @returns number of values counted
 */
export function resolve(
  ladder: usize,
  panel: u32,
  bins: u32,
  rowOrder: bool,
  value: usize,
  below: usize,
  tied: usize,
  earlier: usize,
  scratch: usize,
): u32 {
  const rungs = load<u32>(ladder, RUNGS);
  const counts = ladder + countAt(panel);
  const positions = ladder + positionAt(panel, bins, rowOrder);
  let sum: u32 = 0;
  for (let rung: u32 = 0; rung < rungs; rung++) {
    sum += load<u32>(counts + (<usize>rung << 3));
    store<u32>(scratch + (<usize>rung << 2), sum);
    sum += load<u32>(counts + (<usize>rung << 3), 4);
  }
  for (let gene: u32 = 0; gene < panel; gene++) {
    const position = <usize>load<u16>(positions + (<usize>gene << 1));
    const known = position != <usize>NO_RUNG;
    store<f64>(value + (<usize>gene << 3), known ? load<f64>(ladder + RUNG + (position << 3)) : NaN);
    store<u32>(below + (<usize>gene << 2), known ? load<u32>(scratch + (position << 2)) : 0);
    store<u32>(tied + (<usize>gene << 2), known ? load<u32>(counts + (position << 3), 4) : 0);
    if (rowOrder) {
      store<u32>(earlier + (<usize>gene << 2), load<u32>(ladder + earlierAt(panel) + (<usize>gene << 2)));
    }
  }
  return load<u32>(ladder, MEASURED);
}
