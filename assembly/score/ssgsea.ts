/** Twin of worker/engine/methods/ssgsea.ts; formula, tie rules and sources are there. */
import { DOWN, UP } from "./gather";
import { power } from "./power";
import { Arm, Method, Reason, Sample, Task, u32At } from "./records";

const EXPECTED: u32 = 0;
const GSVA: u32 = 1;
const GSEAPY: u32 = 2;

/**
 * Scores the gathered arms.
 *
 * @param sample its `earlier` is needed unless ties are `expected`
 * @param alpha exponent of the rank
 * @param ties 0 expected, 1 gsva, 2 gseapy, 3 first
 * @param propagate missing values: 0 omit, 1 propagate
 * @param out f64[1]: the raw score, NaN for null
 * @returns the reason for a null, or 0
 */
export function ssgsea(sample: Sample, alpha: f64, ties: u32, propagate: bool, out: usize): i32 {
  let score: f64 = 0;
  if (UP.total > 0) {
    const reason = enrichment(sample, UP, alpha, ties, propagate, out);
    if (reason != Reason.NONE) return reason;
    score = load<f64>(out);
  }
  if (DOWN.total > 0) {
    const reason = enrichment(sample, DOWN, alpha, ties, propagate, out);
    if (reason != Reason.NONE) return reason;
    score -= load<f64>(out);
  }
  store<f64>(out, score);
  return Reason.NONE;
}

function enrichment(sample: Sample, arm: Arm, alpha: f64, ties: u32, propagate: bool, out: usize): i32 {
  if (!isFourthRoot(ties, alpha)) return byPowers(sample, arm, alpha, ties, propagate, out);
  if (!arm.isRooted) return byFourthRoots(sample, arm, propagate, out);
  return finish(arm.measured, arm.count, arm.roots, arm.rootedRanks, arm.doubled, sample.measured, propagate, out);
}

/** Whether a task takes the sums of fourth roots that `gather` finds in passing. */
export function takesRoots(task: Task): bool {
  return task.method == Method.SSGSEA && isFourthRoot(task.choice, task.first);
}

// @ts-ignore: decorator
@inline
function isFourthRoot(ties: u32, alpha: f64): bool {
  return ties == EXPECTED && alpha == 0.25;
}

/** The score from the sums over `k` genes. Places are multiples of a half: doubled, they add up exactly as integers. */
function finish(
  k: u32,
  count: u32,
  weights: f64,
  weighted: f64,
  doubledPlaces: u64,
  rows: u32,
  propagate: bool,
  out: usize,
): i32 {
  store<f64>(out, NaN);
  if (propagate && k < count) return Reason.MISSING;
  if (k == 0) return Reason.COVERAGE;
  if (k == rows) return Reason.DEGENERATE;
  const all = f64(rows);
  store<f64>(out, weighted / weights - ((all * (all + 1)) / 2 - f64(doubledPlaces) / 2) / f64(rows - k));
  return Reason.NONE;
}

function byPowers(sample: Sample, arm: Arm, alpha: f64, ties: u32, propagate: bool, out: usize): i32 {
  const rows = propagate ? sample.rows : sample.measured;
  const bottom = 2 * (rows - sample.measured);
  const k = arm.measured;
  let weights: f64 = 0;
  let weighted: f64 = 0;
  let places: u64 = 0;
  for (let i: u32 = 0; i < k; i++) {
    const group = u32At(arm.tied, i);
    const below = u32At(arm.below, i);
    let place = 2 * below + group + 1;
    let rank = f64(place) * 0.5;
    if (ties != EXPECTED) {
      const earlier = u32At(arm.earlier, i);
      place = 2 * (ties == GSEAPY ? below + earlier + 1 : below + group - earlier);
      if (ties == GSVA) rank = Math.floor(rank);
    }
    place += bottom;
    const weight = power(rank, alpha);
    weights += weight;
    weighted += weight * (f64(place) * 0.5);
    places += place;
  }
  return finish(k, arm.count, weights, weighted, places, rows, propagate, out);
}

/** The usual exponent, where genes miss a value or the row order was asked for: two genes at a time, added one after the other. */
function byFourthRoots(sample: Sample, arm: Arm, propagate: bool, out: usize): i32 {
  const rows = propagate ? sample.rows : sample.measured;
  const bottom = i32x4.splat(2 * (rows - sample.measured));
  const one = i32x4.splat(1);
  const half = f64x2.splat(0.5);
  const k = arm.measured;
  let weights: f64 = 0;
  let weighted: f64 = 0;
  let places: u64 = 0;
  for (let i: u32 = 0; i < k; i += 2) {
    const at = <usize>i << 2;
    const below = v128.load64_zero(arm.below + at);
    let doubled = i32x4.add(i32x4.add(i32x4.shl(below, 1), v128.load64_zero(arm.tied + at)), one);
    // A lone last gene has rank 0 beside it, which weighs nothing.
    if (i + 1 == k) doubled = i32x4.replace_lane(doubled, 1, 0);
    const rank = f64x2.mul(f64x2.convert_low_i32x4_u(doubled), half);
    const place = f64x2.mul(f64x2.convert_low_i32x4_u(i32x4.add(doubled, bottom)), half);
    const weight = f64x2.sqrt(f64x2.sqrt(rank));
    const product = f64x2.mul(weight, place);
    weights += f64x2.extract_lane(weight, 0);
    weights += f64x2.extract_lane(weight, 1);
    weighted += f64x2.extract_lane(product, 0);
    weighted += f64x2.extract_lane(product, 1);
    const two = <u64>i64x2.extract_lane(doubled, 0);
    places += (two & 0xffffffff) + (two >> 32);
  }
  return finish(k, arm.count, weights, weighted, places + u64(k) * u64(i32x4.extract_lane(bottom, 0)), rows, propagate, out);
}
