/** Twin of worker/engine/methods/singscore.ts for ranks against all genes; formulas and sources are there. */
import { interquartileRange, medianAbsoluteDeviation } from "./spread/dispersion";
import { addLanes, DOWN, laneSum, UP } from "./gather";
import { Arm, Reason, Sample } from "./records";
import { meanRankPosition } from "./position";
import { deviationOfFew, MOST_FEW } from "./spread/few";
import { sortRanks } from "./spread/sort";
import { twoSided } from "./tails";

const KNOWN: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function doubledRank(below: u32, tied: u32, slope: u32): u32 {
  return 2 * below + slope * tied + (2 - slope);
}

/** Choices that are yes or no, in `flags`. */
const CENTRED: u32 = 1;
/** Directions are not known, or the set has none. */
const UNKNOWN: u32 = 2;
/** Unknown directions are measured from (N + 1) / 2 and not from the observed median. */
const NOMINAL: u32 = 4;
/** The dispersion is the interquartile range and not the MAD. */
const IQR: u32 = 8;
const PROPAGATE: u32 = 16;
/** The position among random genes and its p are wanted behind the two fields. */
const POSITION: u32 = 32;
const UNDIRECTED: u32 = 64;

/**
 * Scores the gathered arms.
 *
 * @param slope tie rule: 0 min, 1 average, 2 max
 * @param scratch u32[2 x size of the larger arm], and at least 64
 * @param out f64[2]: score and dispersion, NaN for null; behind them `meanRankPosition` and its p, where they are wanted
 * @returns the reason for a null, or 0
 */
export function singscore(sample: Sample, slope: u32, flags: u32, scratch: usize, out: usize): i32 {
  if ((flags & POSITION) != 0) {
    store<f64>(out, (flags & UNDIRECTED) != 0 ? NaN : meanRankPosition(sample), 16);
    twoSided(out + 16);
  }
  const reason = scoreArms(sample, slope, flags, scratch, out);
  if (reason != Reason.NONE) {
    store<f64>(out, NaN);
    store<f64>(out, NaN, 8);
  }
  return reason;
}

function scoreArms(sample: Sample, slope: u32, flags: u32, scratch: usize, out: usize): i32 {
  const unknown = (flags & UNKNOWN) != 0;
  let centre = KNOWN;
  if (unknown) {
    if ((flags & PROPAGATE) != 0 && sample.measured < sample.rows) return Reason.MISSING;
    if ((flags & NOMINAL) != 0) {
      centre = 2 * ((sample.measured + 2) >>> 1);
    } else {
      if (sample.lowerTied == 0) return Reason.COLUMN;
      const lower = doubledRank(sample.lowerBelow, sample.lowerTied, slope);
      const upper = doubledRank(sample.upperBelow, sample.upperTied, slope);
      centre = 2 * ((lower + upper + 3) >>> 2);
    }
  }
  const offset: f64 = (flags & CENTRED) != 0 && !unknown ? -0.5 : 0;
  let score: f64 = 0;
  let dispersion: f64 = 0;
  if (UP.total > 0) {
    const reason = scoreArm(sample, UP, slope, centre, unknown, flags, scratch, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out) + offset;
    dispersion = load<f64>(out, 8);
  }
  if (DOWN.total > 0) {
    const reason = scoreArm(sample, DOWN, slope, centre, false, flags, scratch, out);
    if (reason != Reason.NONE) return reason;
    const down = 1 - load<f64>(out) + offset;
    score = UP.total > 0 ? score + down : down;
    dispersion = UP.total > 0 ? (dispersion + load<f64>(out, 8)) / 2 : load<f64>(out, 8);
  }
  store<f64>(out, score);
  store<f64>(out, dispersion, 8);
  return Reason.NONE;
}

/** The doubled ranks' sum, and all of them or-ed, of the arm that was laid down last. */
let sum: u64 = 0;
let bits: u32 = 0;

/** Writes the doubled ranks of an arm, or their distances from `centre`. */
function layRanks(arm: Arm, slope: u32, centre: u32, doubled: usize): void {
  const below = arm.below;
  const tied = arm.tied;
  const k = arm.measured;
  const slopes = i32x4.splat(slope);
  const rests = i32x4.splat(2 - slope);
  const centres = i32x4.splat(centre);
  let sums = i64x2.splat(0);
  let seen = i64x2.splat(0);
  const fours = k & ~3;
  for (let i: u32 = 0; i < fours; i += 4) {
    const at = <usize>i << 2;
    const steps = i32x4.add(i32x4.mul(slopes, v128.load(tied + at)), rests);
    let ranks = i32x4.add(i32x4.shl(v128.load(below + at), 1), steps);
    if (centre != KNOWN) ranks = i32x4.abs(i32x4.sub(ranks, centres));
    v128.store(doubled + at, ranks);
    sums = addLanes(sums, ranks);
    seen = v128.or(seen, ranks);
  }
  sum = laneSum(sums);
  const both = i64x2.extract_lane(seen, 0) | i64x2.extract_lane(seen, 1);
  bits = <u32>both | <u32>(both >> 32);
  for (let i = fours; i < k; i++) {
    const at = <usize>i << 2;
    let rank = doubledRank(load<u32>(below + at), load<u32>(tied + at), slope);
    if (centre != KNOWN) rank = rank > centre ? rank - centre : centre - rank;
    store<u32>(doubled + at, rank);
    sum += rank;
    bits |= rank;
  }
}

function scoreArm(
  sample: Sample,
  arm: Arm,
  slope: u32,
  centre: u32,
  unknownBounds: bool,
  flags: u32,
  doubled: usize,
  out: usize,
): i32 {
  const k = arm.measured;
  const propagate = (flags & PROPAGATE) != 0;
  if (propagate && k < arm.count) return Reason.MISSING;
  if (k == 0) return Reason.COVERAGE;
  const rows = propagate ? sample.rows : sample.measured;
  const size = unknownBounds ? k >>> 1 : k;
  const total = unknownBounds ? (rows + 1) >>> 1 : rows;
  if (total <= size) return Reason.DEGENERATE;
  layRanks(arm, slope, centre, doubled);
  const mean = f64(sum) / f64(2 * k);
  store<f64>(out, (mean - f64(size + 1) / 2) / f64(total - size));
  store<f64>(out, dispersionOf(doubled, k, (flags & IQR) != 0), 8);
  return Reason.NONE;
}

/** Of the doubled ranks of the arm that was laid down last. */
function dispersionOf(doubled: usize, k: u32, iqr: bool): f64 {
  // Unless ties get their average, all are even.
  const shift = ctz(bits | 1 << 16);
  if (!iqr && k <= MOST_FEW && bits >>> shift <= 0xffff) return deviationOfFew(doubled, k, shift);
  const sorted = doubled + (<usize>sortRanks(doubled, k, 32 - u32(clz(bits))) << 2);
  return iqr ? interquartileRange(sorted, k) : medianAbsoluteDeviation(sorted, k);
}
