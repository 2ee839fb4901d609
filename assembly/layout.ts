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
 *     tile       f64[samples][rows] or f32[samples][rows]: parsed values that wait to be counted, NaN = missing
 *     ladders    one Ladder a sample, `stride` bytes apart
 *     ranks      value f64[panel], below u32[panel], tied u32[panel], earlier u32[panel]: one sample, resolved
 *     scratch    u64[2 x values]  for sorting
 *
 * A *ladder* is what one sample needs to place a value among its panel values: the sorted distinct panel values are its
 * rungs; every value of the column falls onto a rung or into a gap between two, and is counted there.
 *
 *     offset
 *      0  u32  rungs      number of distinct values d
 *      4  u32  measured   values counted so far, missing ones left out
 *      8  u32  map        how values become bins (bins.ts): LINEAR in the value, or in its order key (logarithmic)
 *     16  f64  rung[panel + 1]      ascending, then NaN, then panel values below all rungs; before `climb`: the panel values in panel
 *                                   order; f32 where rungs are singles
 *         u32  count[2 panel + 2]   count[2i] in the gap below rung i, count[2i + 1] on rung i; u16 in a compact ladder
 *         u32  earlier[panel + 1]   only where row order is asked for, the last one for rows that are no panel gene's; u16 in a compact
 *                                   ladder
 *         u16  position[panel]      rung of each panel gene, or place of its value behind the rungs; NO_RUNG where it is missing
 *
 * A ladder may be compact where no column has more rows than a u16 counts, and its rungs may be singles where no panel value is wide
 * (cells.ts): those give the values back (singles.ts). Counting is done in words and among doubles all the same, in the scratch.
 *
 * Where only the highest ranks of a column are looked at, the ladder begins at a high panel value: values below it are
 * counted together, whatever gene they are of.
 */

/** Bytes that must be readable on both sides of parsed text: vector loads reach that far. */
export const PAD: usize = 64;

export const RUNGS: usize = 0;
export const MEASURED: usize = 4;
export const MAP: usize = 8;
export const RUNG: usize = 16;

export const LINEAR: u32 = 0;
export const LOGARITHMIC: u32 = 1;

export const NO_RUNG: u32 = 0xffff;

// @ts-ignore: decorator
@inline
export function countAt(panel: u32, singleRungs: bool): usize {
  return RUNG + ((<usize>panel + 1) << (singleRungs ? 2 : 3));
}

// @ts-ignore: decorator
@inline
export function earlierAt(panel: u32, compact: bool, singleRungs: bool): usize {
  return countAt(panel, singleRungs) + ((<usize>panel * 2 + 2) << (compact ? 1 : 2));
}

// @ts-ignore: decorator
@inline
export function positionAt(panel: u32, rowOrder: bool, compact: bool, singleRungs: bool): usize {
  return earlierAt(panel, compact, singleRungs) + (rowOrder ? (<usize>panel + 1) << (compact ? 1 : 2) : 0);
}

/** Bytes of one ladder, a multiple of 8. */
export function ladderBytes(panel: u32, rowOrder: bool, compact: bool, singleRungs: bool): usize {
  return (positionAt(panel, rowOrder, compact, singleRungs) + (<usize>panel << 1) + 7) & ~7;
}

/** First byte that is not the kernel's own. */
export function heapBase(): usize {
  return __heap_base;
}
