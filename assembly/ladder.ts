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
import { highKey, order, orderedCount, singleKey } from "./sort";

/** Bins by which the two maps are compared. */
const COMPARED_BINS: u32 = 1024;

/** Empties a ladder: every panel value missing, nothing counted. */
export function resetLadder(ladder: usize, panel: u32): void {
  for (let gene: u32 = 0; gene < panel; gene++) store<f64>(ladder + RUNG + (<usize>gene << 3), NaN);
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
export function climb(ladder: usize, panel: u32, rowOrder: bool, compact: bool, keep: u32, scratch: usize): void {
  const rungs = ladder + RUNG;
  const positions = ladder + positionAt(panel, rowOrder, compact);
  const least = keep < panel ? highKey(rungs, panel, keep, scratch) : 0;
  const sorted = order<f64>(rungs, panel, scratch, least);
  const ascending = sorted == scratch ? scratch + (<usize>panel << 3) : scratch;
  memory.fill(positions, 0xff, <usize>panel << 1);
  let distinct: u32 = 0;
  let before: f64 = NaN;
  for (let i: u32 = 0; i < orderedCount; i++) {
    const gene = <usize>load<u32>(sorted + (<usize>i << 3));
    const value = load<f64>(rungs + (gene << 3));
    if (value != before) {
      store<f64>(ascending + (<usize>distinct << 3), value);
      distinct++;
      before = value;
    }
    store<u16>(positions + (gene << 1), <u16>(distinct - 1));
  }
  let known = distinct;
  if (least > 0) {
    // Without a branch, for nothing foretells which genes are below.
    for (let gene: u32 = 0; gene < panel; gene++) {
      const value = load<f64>(rungs + (<usize>gene << 3));
      const isBelow = u32(value == value) & u32(singleKey(value) < least);
      store<f64>(ascending + (<usize>known << 3), value);
      known += isBelow;
      const position = positions + (<usize>gene << 1);
      store<u16>(position, isBelow != 0 ? <u16>known : load<u16>(position));
    }
  }
  memory.copy(rungs, ascending, <usize>distinct << 3);
  store<f64>(rungs + (<usize>distinct << 3), NaN);
  memory.copy(rungs + (<usize>(distinct + 1) << 3), ascending + (<usize>distinct << 3), <usize>(known - distinct) << 3);
  // The counts, and what was noted of row order behind them.
  memory.fill(ladder + countAt(panel), 0, positions - ladder - countAt(panel));
  store<u32>(ladder, distinct, RUNGS);
  store<u32>(ladder, 0, MEASURED);
  store<u32>(ladder, LINEAR, MAP);
  if (distinct < 3) return;
  span<f64>(rungs, distinct, COMPARED_BINS);
  if (crowding<f64>(rungs, distinct, LOGARITHMIC) < crowding<f64>(rungs, distinct, LINEAR)) {
    store<u32>(ladder, LOGARITHMIC, MAP);
  }
}

/** How many of the counted values lie on the lowest rung or above it. */
export function highest(ladder: usize, panel: u32, compact: bool): u32 {
  return load<u32>(ladder, MEASURED) - numberAt(ladder + countAt(panel), 0, compact);
}

/**
 * Writes the ranks of one sample's panel: prefix sums over gaps and rungs.
 *
 * @param value,below,tied,earlier f64[panel], u32[panel] each; NaN and 0 for missing genes; 0, 1 and 0 beside the value of genes below
 *                                 all rungs
 * @param scratch u32[rungs]
 * @returns number of values counted
 */
export function resolve(
  ladder: usize,
  panel: u32,
  rowOrder: bool,
  compact: bool,
  value: usize,
  below: usize,
  tied: usize,
  earlier: usize,
  scratch: usize,
): u32 {
  const rungs = load<u32>(ladder, RUNGS);
  const counts = ladder + countAt(panel);
  const positions = ladder + positionAt(panel, rowOrder, compact);
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
    store<f64>(value + (<usize>gene << 3), known ? load<f64>(ladder + RUNG + (<usize>position << 3)) : NaN);
    store<u32>(below + (<usize>gene << 2), ranked ? load<u32>(scratch + (<usize>position << 2)) : 0);
    store<u32>(tied + (<usize>gene << 2), ranked ? numberAt(counts, 2 * position + 1, compact) : u32(known));
    if (rowOrder) {
      store<u32>(earlier + (<usize>gene << 2), numberAt(ladder + earlierAt(panel, compact), gene, compact));
    }
  }
  return load<u32>(ladder, MEASURED);
}
