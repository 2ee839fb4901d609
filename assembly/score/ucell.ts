/** Twin of worker/engine/methods/ucell.ts; formula and sources are there. */
import { addLanes, DOWN, laneSum, UP } from "./gather";
import { Arm, Reason, Sample } from "./records";

/**
 * Scores the gathered arms.
 *
 * @param maxRank cap of the ranks
 * @param skip genes without a value: 0 impute, 1 skip
 * @param last cells without a value: 0 as `skip` says, 1 ranked below all others
 * @param negativeWeight what the down arm counts for
 * @param out f64[1]: the score, NaN for null
 * @returns the reason for a null, or 0
 */
export function ucell(sample: Sample, maxRank: f64, skip: bool, last: bool, negativeWeight: f64, out: usize): i32 {
  const rows = last ? sample.rows : sample.measured;
  const cap = maxRank < f64(rows) ? u32(maxRank) : rows;
  let score: f64 = 0;
  if (UP.total > 0) {
    const reason = scoreArm(sample, UP, cap, skip, last, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out);
  }
  if (DOWN.total > 0) {
    const reason = scoreArm(sample, DOWN, cap, skip, last, out);
    if (reason != Reason.NONE) return reason;
    score -= negativeWeight * load<f64>(out);
  }
  store<f64>(out, score > 0 ? score : 0);
  return Reason.NONE;
}

/** Ranks are doubled and added as integers: they are multiples of a half, so the sum is exact either way. */
function scoreArm(sample: Sample, arm: Arm, cap: u32, skip: bool, last: bool, out: usize): i32 {
  store<f64>(out, NaN);
  const found = arm.measured;
  const count = arm.count;
  let sum = f64(doubledRanks(arm, 2 * sample.measured + 1, 2 * cap)) / 2;
  let k = found;
  if (last && found < count) {
    const bottom = f64(sample.measured) + f64(sample.rows - sample.measured + 1) / 2;
    sum += f64(count - found) * Math.min(bottom, f64(cap));
    k = count;
  }
  if (k == 0) return Reason.COVERAGE;
  if (!skip) {
    sum += f64(arm.total - k) * f64(cap);
    k = arm.total;
  }
  if (k > cap) return Reason.DEGENERATE;
  const size = f64(k);
  const least = (size * (size + 1)) / 2;
  const most = size * f64(cap);
  if (most == least) return Reason.DEGENERATE;
  store<f64>(out, 1 - (sum - least) / (most - least));
  return Reason.NONE;
}

/** Sum of the capped ranks from the top. */
function doubledRanks(arm: Arm, top: u32, cap: u32): u64 {
  const below = arm.below;
  const tied = arm.tied;
  const measured = arm.measured;
  const tops = i32x4.splat(top);
  const caps = i32x4.splat(cap);
  let sums = i64x2.splat(0);
  const fours = measured & ~3;
  for (let i: u32 = 0; i < fours; i += 4) {
    const at = <usize>i << 2;
    const ranks = i32x4.sub(i32x4.sub(tops, i32x4.shl(v128.load(below + at), 1)), v128.load(tied + at));
    sums = addLanes(sums, i32x4.min_u(ranks, caps));
  }
  let sum = laneSum(sums);
  for (let i = fours; i < measured; i++) {
    const at = <usize>i << 2;
    sum += min(top - 2 * load<u32>(below + at) - load<u32>(tied + at), cap);
  }
  return sum;
}
