/** What the methods look at of a set in a sample, laid out so that they can take four genes at a time. */
import { Arm, GeneSet, Sample, u32At } from "./records";

/** The arms of the set that was gathered last. */
export const UP: Arm = changetype<Arm>(memory.data(offsetof<Arm>(), 8));
export const DOWN: Arm = changetype<Arm>(memory.data(offsetof<Arm>(), 8));

/**
 * Gathers both arms of a set.
 *
 * @param room u32[3 x genes of the set + 24], 16-byte aligned
 */
export function gather(sample: Sample, set: GeneSet, room: usize): void {
  const end = gatherArm(sample, set.up, set.upCount, set.upTotal, UP, room);
  gatherArm(sample, set.down, set.downCount, set.downTotal, DOWN, end);
}

function gatherArm(sample: Sample, genes: usize, count: u32, total: u32, arm: Arm, room: usize): usize {
  const bytes = (<usize>count * 4 + 15) & ~15;
  const below = room;
  const tied = room + bytes;
  const earlier = tied + bytes;
  const belows = sample.below;
  const tieds = sample.tied;
  const earliers = sample.earlier;
  arm.below = below;
  arm.tied = tied;
  arm.earlier = earlier;
  arm.count = count;
  arm.total = total;
  if (sample.measured == sample.rows && earliers == 0) {
    // Every gene that the matrix holds has a value.
    arm.measured = count;
    arm.doubled = gatherAll(belows, tieds, genes, count, below, tied);
    return earlier + bytes;
  }
  let at: usize = 0;
  let doubled: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const gene = u32At(genes, i);
    const group = u32At(tieds, gene);
    const lower = u32At(belows, gene);
    store<u32>(below + at, lower);
    store<u32>(tied + at, group);
    doubled += group != 0 ? 2 * lower + group + 1 : 0;
    if (earliers != 0) store<u32>(earlier + at, u32At(earliers, gene));
    at += <usize>(group != 0) << 2;
  }
  arm.measured = <u32>(at >> 2);
  arm.doubled = doubled;
  return earlier + bytes;
}

/** Returns the sum of the doubled average ranks. */
function gatherAll(belows: usize, tieds: usize, genes: usize, count: u32, below: usize, tied: usize): u64 {
  let sums = i64x2.splat(0);
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) {
    const at = <usize>i << 2;
    const first = <usize>u32At(genes, i) << 2;
    const second = <usize>u32At(genes, i + 1) << 2;
    const third = <usize>u32At(genes, i + 2) << 2;
    const fourth = <usize>u32At(genes, i + 3) << 2;
    let lower = v128.load32_zero(belows + first);
    lower = v128.load_lane<u32>(belows + second, lower, 1);
    lower = v128.load_lane<u32>(belows + third, lower, 2);
    lower = v128.load_lane<u32>(belows + fourth, lower, 3);
    let group = v128.load32_zero(tieds + first);
    group = v128.load_lane<u32>(tieds + second, group, 1);
    group = v128.load_lane<u32>(tieds + third, group, 2);
    group = v128.load_lane<u32>(tieds + fourth, group, 3);
    v128.store(below + at, lower);
    v128.store(tied + at, group);
    sums = addLanes(sums, i32x4.add(i32x4.shl(lower, 1), i32x4.add(group, i32x4.splat(1))));
  }
  let doubled = laneSum(sums);
  for (; i < count; i++) {
    const at = <usize>i << 2;
    const lower = u32At(belows, u32At(genes, i));
    const group = u32At(tieds, u32At(genes, i));
    store<u32>(below + at, lower);
    store<u32>(tied + at, group);
    doubled += 2 * lower + group + 1;
  }
  return doubled;
}

/** The sum of the unsigned lanes of `fours`, added to those of `sums`. */
// @ts-ignore: decorator
@inline
export function addLanes(sums: v128, fours: v128): v128 {
  return i64x2.add(sums, i64x2.add(i64x2.extend_low_i32x4_u(fours), i64x2.extend_high_i32x4_u(fours)));
}

// @ts-ignore: decorator
@inline
export function laneSum(sums: v128): u64 {
  return i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
}
