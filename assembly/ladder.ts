/** The ladder of a sample: built from its panel values, resolved to their ranks once all values are counted (count.ts). */
import { crowding, span } from "./bins";
import { numberAt } from "./compact";
import {
  countAt,
  earlierAt,
  LINEAR,
  LOGARITHMIC,
  MAP,
  MEASURED,
  NO_RUNG,
  positionAt,
  RUNG,
  RUNGS,
} from "./layout";
import { widenDecimals, widenSingles } from "./singles";
import { highKey, order, orderedCount, singleKey } from "./sort";

/** Bins by which the two maps are compared. */
const COMPARED_BINS: u32 = 1024;

/** Empties a ladder: every panel value missing, nothing counted. */
export function resetLadder(ladder: usize, panel: u32, singleRungs: bool): void {
  if (singleRungs) resetRungs<f32>(ladder, panel);
  else resetRungs<f64>(ladder, panel);
}

function resetRungs<R>(ladder: usize, panel: u32): void {
  for (let gene: u32 = 0; gene < panel; gene++) store<R>(ladder + RUNG + <usize>gene * sizeof<R>(), <R>NaN);
}

/** Number of rungs, as T, below `value`, searched within [low, high). */
// @ts-ignore: decorator
@inline
export function rungsBelow<T>(rungs: usize, value: f64, low: u32, high: u32): u32 {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (<f64>(<T>load<f64>(rungs + (<usize>middle << 3))) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Turns gathered panel values into rungs: sorts them, keeps each once, notes the rung of each gene, and chooses the map
 * from value to bin under which fewer rungs share a bin (linear suits log-scaled values, logarithmic suits counts).
 *
 * @param keep how many of the highest values become rungs, and those that singles do not tell from the lowest of them: `panel` for all
 * @param scratch u64[2 x panel]
 */
export function climb(
  ladder: usize,
  panel: u32,
  rowOrder: bool,
  compact: bool,
  singleRungs: bool,
  keep: u32,
  scratch: usize,
): void {
  const positions = ladder + positionAt(panel, rowOrder, compact, singleRungs);
  const distinct = singleRungs
    ? layRungs<f32>(ladder + RUNG, positions, panel, keep, scratch)
    : layRungs<f64>(ladder + RUNG, positions, panel, keep, scratch);
  // The counts, and what was noted of row order behind them.
  const counts = ladder + countAt(panel, singleRungs);
  memory.fill(counts, 0, positions - counts);
  store<u32>(ladder, distinct, RUNGS);
  store<u32>(ladder, 0, MEASURED);
  store<u32>(ladder, LINEAR, MAP);
  if (distinct < 3) return;
  const rungs = singleRungs ? scratch : ladder + RUNG;
  if (singleRungs) widenSingles(ladder + RUNG, rungs, distinct);
  span<f64>(rungs, distinct, COMPARED_BINS);
  if (crowding<f64>(rungs, distinct, LOGARITHMIC) < crowding<f64>(rungs, distinct, LINEAR)) {
    store<u32>(ladder, LOGARITHMIC, MAP);
  }
}

/** Puts rungs in the place of gathered values, both as R, and notes where each gene is. Returns how many rungs there are. */
function layRungs<R>(rungs: usize, positions: usize, panel: u32, keep: u32, scratch: usize): u32 {
  const size: usize = sizeof<R>();
  const least = keep < panel ? highKey<R>(rungs, panel, keep, scratch) : 0;
  const sorted = order<R>(rungs, panel, scratch, least);
  const ascending = sorted == scratch ? scratch + (<usize>panel << 3) : scratch;
  memory.fill(positions, 0xff, <usize>panel << 1);
  let distinct: u32 = 0;
  let before = <R>NaN;
  for (let i: u32 = 0; i < orderedCount; i++) {
    const gene = <usize>load<u32>(sorted + (<usize>i << 3));
    const value = load<R>(rungs + gene * size);
    if (value != before) {
      store<R>(ascending + <usize>distinct * size, value);
      distinct++;
      before = value;
    }
    store<u16>(positions + (gene << 1), <u16>(distinct - 1));
  }
  let known = distinct;
  if (least > 0) {
    // Without a branch, for nothing foretells which genes are below.
    for (let gene: u32 = 0; gene < panel; gene++) {
      const value = load<R>(rungs + <usize>gene * size);
      const isBelow = u32(value == value) & u32(singleKey(value) < least);
      store<R>(ascending + <usize>known * size, value);
      known += isBelow;
      const position = positions + (<usize>gene << 1);
      store<u16>(position, isBelow != 0 ? <u16>known : load<u16>(position));
    }
  }
  const behind = <usize>distinct * size;
  memory.copy(rungs, ascending, behind);
  store<R>(rungs + behind, <R>NaN);
  memory.copy(rungs + behind + size, ascending + behind, <usize>(known - distinct) * size);
  return distinct;
}

/** How many of the counted values lie on the lowest rung or above it. */
export function highest(ladder: usize, panel: u32, compact: bool, singleRungs: bool): u32 {
  return load<u32>(ladder, MEASURED) - numberAt(ladder + countAt(panel, singleRungs), 0, compact);
}

/**
 * Writes the ranks of one sample's panel: prefix sums over gaps and rungs.
 *
 * @param value,below,tied,earlier f64[panel], u32[panel] each; NaN and 0 for missing genes; 0, 1 and 0 beside the value of genes below
 *                                 all rungs
 * @param scratch u64[2 x panel + 2]
 * @returns number of values counted
 */
export function resolve(
  ladder: usize,
  panel: u32,
  rowOrder: bool,
  compact: bool,
  singleRungs: bool,
  value: usize,
  below: usize,
  tied: usize,
  earlier: usize,
  scratch: usize,
): u32 {
  const rungs = load<u32>(ladder, RUNGS);
  const counts = ladder + countAt(panel, singleRungs);
  const positions = ladder + positionAt(panel, rowOrder, compact, singleRungs);
  const values = singleRungs ? scratch + (<usize>panel << 3) : ladder + RUNG;
  if (singleRungs) widenDecimals(ladder + RUNG, values, panel + 1);
  let sum: u32 = 0;
  for (let rung: u32 = 0; rung < rungs; rung++) {
    sum += numberAt(counts, 2 * rung, compact);
    store<u32>(scratch + (<usize>rung << 2), sum);
    sum += numberAt(counts, 2 * rung + 1, compact);
  }
  for (let gene: u32 = 0; gene < panel; gene++) {
    const position = <u32>load<u16>(positions + (<usize>gene << 1));
    const known = position != NO_RUNG;
    const ranked = position < rungs;
    store<f64>(value + (<usize>gene << 3), known ? load<f64>(values + (<usize>position << 3)) : NaN);
    store<u32>(below + (<usize>gene << 2), ranked ? load<u32>(scratch + (<usize>position << 2)) : 0);
    store<u32>(tied + (<usize>gene << 2), ranked ? numberAt(counts, 2 * position + 1, compact) : u32(known));
    if (rowOrder) {
      store<u32>(earlier + (<usize>gene << 2), numberAt(ladder + earlierAt(panel, compact, singleRungs), gene, compact));
    }
  }
  return load<u32>(ladder, MEASURED);
}
