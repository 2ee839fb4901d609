/**
 * The kernel's memory, in one place.
 *
 *     0 ........... static data: digit tables, powers of ten and of five (a few KB)
 *     __heap_base . the host's: it divides everything above into regions and passes their addresses
 *
 * The kernel allocates nothing and keeps no pointer between calls. Regions that the host makes for a run:
 *
 *     window     bytes of text, PAD readable bytes before and after what is parsed
 *     lines      u32[]     offsets of the line feeds in the window
 *     tile       f64[samples][tileRows]   parsed values that wait to be counted, NaN = missing
 *     ladders    one Ladder a sample, `stride` bytes apart
 *     ranks      value f64[panel], below u32[panel], tied u32[panel], earlier u32[panel]: one sample, resolved
 *     scratch    u64[2 x values]  for sorting
 *
 * A *ladder* is what one sample needs to place a value among its panel values: the sorted distinct panel values are its
 * rungs; every value of the column falls onto a rung or into a gap between two, and is counted there.
 *
 *     offset
 *      0  f64  low        lowest rung
 *      8  f64  scale      bins per unit, for the linear map
 *     16  i64  lowKey     order key of the lowest rung, for the logarithmic map
 *     24  u32  shift      bits of the order key that make one bin
 *     28  u32  map        0 linear in the value, 1 linear in the order key (logarithmic in the value)
 *     32  u32  rungs      number of distinct values d
 *     36  u32  measured   values counted so far, missing ones left out
 *     40  f64  rung[panel + 1]      ascending, then NaN; before `climb`: the panel values in panel order
 *         u32  count[2 panel + 2]   count[2i] in the gap below rung i, count[2i + 1] on rung i
 *         u32  earlier[panel]       only where row order is asked for
 *         u16  start[bins + 3]      first rung of each bin; bin 0 lies below, bin `bins + 1` above the rungs
 *         u16  position[panel]      rung of each panel gene, NO_RUNG where it is missing
 */

/** Bytes that must be readable on both sides of parsed text: vector loads reach that far. */
export const PAD: usize = 64;

export const LOW: usize = 0;
export const SCALE: usize = 8;
export const LOW_KEY: usize = 16;
export const SHIFT: usize = 24;
export const MAP: usize = 28;
export const RUNGS: usize = 32;
export const MEASURED: usize = 36;
export const RUNG: usize = 40;

export const NO_RUNG: u32 = 0xffff;

// @ts-ignore: decorator
@inline
export function countAt(panel: u32): usize {
  return RUNG + ((<usize>panel + 1) << 3);
}

// @ts-ignore: decorator
@inline
export function earlierAt(panel: u32): usize {
  return countAt(panel) + ((<usize>panel * 2 + 2) << 2);
}

// @ts-ignore: decorator
@inline
export function startAt(panel: u32, rowOrder: bool): usize {
  return earlierAt(panel) + (rowOrder ? <usize>panel << 2 : 0);
}

// @ts-ignore: decorator
@inline
export function positionAt(panel: u32, bins: u32, rowOrder: bool): usize {
  return startAt(panel, rowOrder) + ((<usize>bins + 3) << 1);
}

/** Bytes of one ladder, a multiple of 8. */
export function ladderBytes(panel: u32, bins: u32, rowOrder: bool): usize {
  return (positionAt(panel, bins, rowOrder) + (<usize>panel << 1) + 7) & ~7;
}

/** First byte that is not the kernel's own. */
export function heapBase(): usize {
  return __heap_base;
}
