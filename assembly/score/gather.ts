/** What the methods look at of a set in a sample, laid out so that they can take four genes at a time. */
import { Arm, GeneSet, Sample, u32At } from "./records";

/** The arms of the set that was gathered last. */
export const UP: Arm = changetype<Arm>(memory.data(offsetof<Arm>(), 8));
export const DOWN: Arm = changetype<Arm>(memory.data(offsetof<Arm>(), 8));

/**
 * Gathers both arms of a set.
 *
 * @param room u32[3 x genes of the set + 24], 16-byte aligned
 * @param rooted whether the sums of fourth roots are wanted, where all genes have a value: gathering waits for loads, and roots for
 *   the divider, so that together they take little longer than the roots alone
 */
export function gather(sample: Sample, set: GeneSet, room: usize, rooted: bool): void {
  const end = gatherArm(sample, set.up, set.upCount, set.upTotal, UP, room, rooted);
  gatherArm(sample, set.down, set.downCount, set.downTotal, DOWN, end, rooted);
}

function gatherArm(sample: Sample, genes: usize, count: u32, total: u32, arm: Arm, room: usize, rooted: bool): usize {
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
    arm.isRooted = rooted;
    if (rooted) gatherRooted(belows, tieds, genes, arm);
    else arm.doubled = gatherAll(belows, tieds, genes, count, below, tied);
    return earlier + bytes;
  }
  arm.isRooted = false;
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
    sums = addLanes(sums, layFour(belows, tieds, genes + at, below + at, tied + at));
  }
  let doubled = laneSum(sums);
  for (; i < count; i++) {
    const at = <usize>i << 2;
    doubled += layOne(belows, tieds, genes + at, below + at, tied + at);
  }
  return doubled;
}

/** {@link gatherAll} with all three sums. Roots are added one after the other, as everywhere. */
function gatherRooted(belows: usize, tieds: usize, genes: usize, arm: Arm): void {
  const count = arm.count;
  const below = arm.below;
  const tied = arm.tied;
  let sums = i64x2.splat(0);
  let roots: f64 = 0;
  let rootedRanks: f64 = 0;
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) {
    const at = <usize>i << 2;
    const doubled = layFour(belows, tieds, genes + at, below + at, tied + at);
    sums = addLanes(sums, doubled);
    const ranks = f64x2.mul(f64x2.convert_low_i32x4_u(doubled), f64x2.splat(0.5));
    const others = f64x2.mul(f64x2.convert_low_i32x4_u(v128.shuffle<u64>(doubled, doubled, 1, 0)), f64x2.splat(0.5));
    const first = f64x2.sqrt(f64x2.sqrt(ranks));
    const second = f64x2.sqrt(f64x2.sqrt(others));
    const firstRanks = f64x2.mul(first, ranks);
    const secondRanks = f64x2.mul(second, others);
    roots += f64x2.extract_lane(first, 0);
    roots += f64x2.extract_lane(first, 1);
    roots += f64x2.extract_lane(second, 0);
    roots += f64x2.extract_lane(second, 1);
    rootedRanks += f64x2.extract_lane(firstRanks, 0);
    rootedRanks += f64x2.extract_lane(firstRanks, 1);
    rootedRanks += f64x2.extract_lane(secondRanks, 0);
    rootedRanks += f64x2.extract_lane(secondRanks, 1);
  }
  let doubledSum = laneSum(sums);
  for (; i < count; i++) {
    const at = <usize>i << 2;
    const doubled = layOne(belows, tieds, genes + at, below + at, tied + at);
    doubledSum += doubled;
    const rank = f64(doubled) * 0.5;
    const root = Math.sqrt(Math.sqrt(rank));
    roots += root;
    rootedRanks += root * rank;
  }
  arm.doubled = doubledSum;
  arm.roots = roots;
  arm.rootedRanks = rootedRanks;
}

/** What `values` holds of the four genes at an address. */
// @ts-ignore: decorator
@inline
function four(values: usize, genes: usize): v128 {
  let taken = v128.load32_zero(values + (<usize>load<u32>(genes) << 2));
  taken = v128.load_lane<u32>(values + (<usize>load<u32>(genes, 4) << 2), taken, 1);
  taken = v128.load_lane<u32>(values + (<usize>load<u32>(genes, 8) << 2), taken, 2);
  return v128.load_lane<u32>(values + (<usize>load<u32>(genes, 12) << 2), taken, 3);
}

/** Lays the four genes at an address down, one after the other, and returns their doubled average ranks. */
// @ts-ignore: decorator
@inline
function layFour(belows: usize, tieds: usize, genes: usize, below: usize, tied: usize): v128 {
  const lower = four(belows, genes);
  const group = four(tieds, genes);
  v128.store(below, lower);
  v128.store(tied, group);
  return i32x4.add(i32x4.shl(lower, 1), i32x4.add(group, i32x4.splat(1)));
}

/** {@link layFour} of one gene. */
// @ts-ignore: decorator
@inline
function layOne(belows: usize, tieds: usize, genes: usize, below: usize, tied: usize): u32 {
  const gene = load<u32>(genes);
  const lower = u32At(belows, gene);
  const group = u32At(tieds, gene);
  store<u32>(below, lower);
  store<u32>(tied, group);
  return 2 * lower + group + 1;
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
