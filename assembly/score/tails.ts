/**
 * Two-sided p-values by the normal tail; twin of `normalTwoSided` in worker/engine/statistics/tails.ts, and of exp.ts beside it, where
 * formulas and sources are. Each is a chain of divisions, so they wait for each other until a few are found side by side.
 */

const MOST: u32 = 8;
/** u32[8] each: addresses of the z that wait, by the two ways to a tail. */
const NEAR: usize = memory.data(MOST << 2, 4);
const FAR: usize = memory.data(MOST << 2, 4);
let near: u32 = 0;
let far: u32 = 0;

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const P1: f64 = 0.16666666666666602;
const P2: f64 = -0.0027777777777015593;
const P3: f64 = 6.613756321437934e-5;
const P4: f64 = -1.6533902205465252e-6;
const P5: f64 = 4.1381367970572385e-8;
const UNDERFLOW: f64 = -745.1332191019411;

/** Sees to the p of the z at an address, behind it, at the latest when {@link settle} is called. */
export function twoSided(at: usize): void {
  const z = load<f64>(at);
  if (isNaN(z)) {
    store<f64>(at, NaN, 8);
  } else if (Math.abs(z) > 2.5) {
    store<u32>(FAR + (<usize>far << 2), <u32>at);
    if (++far == MOST) settleFar();
  } else {
    store<u32>(NEAR + (<usize>near << 2), <u32>at);
    if (++near == MOST) settleNear();
  }
}

/** Finds the p of those that wait. */
export function settle(): void {
  if (near > 0) settleNear();
  if (far > 0) settleFar();
}

/** The address of a place in `queue`; places behind those that wait stand for the first. */
// @ts-ignore: decorator
@inline
function waiting(queue: usize, place: u32, count: u32): usize {
  return load<u32>(queue + (<usize>(place < count ? place : 0) << 2));
}

// @ts-ignore: decorator
@inline
function distances(queue: usize, place: u32, count: u32): v128 {
  const z = v128.load64_zero(waiting(queue, place, count));
  return f64x2.abs(v128.load_lane<u64>(waiting(queue, place + 1, count), z, 1));
}

// @ts-ignore: decorator
@inline
function give(queue: usize, place: u32, count: u32, tails: v128): void {
  const p = f64x2.add(tails, tails);
  v128.store_lane<u64>(waiting(queue, place, count) + 8, p, 0);
  // Behind the last one stands the first, whose p is its own.
  if (place + 1 < count) v128.store_lane<u64>(waiting(queue, place + 1, count) + 8, p, 1);
}

/** The power series, as many terms as the longer of the two takes: further ones are below half of the last digit. */
function settleNear(): void {
  const count = near;
  near = 0;
  const least = f64x2.splat(1e-18);
  for (let i: u32 = 0; i < count; i += 2) {
    const z = distances(NEAR, i, count);
    const square = f64x2.mul(z, z);
    let power = z;
    let sum = z;
    for (let odd: f64 = 3; v128.any_true(f64x2.gt(power, least)); odd += 2) {
      power = f64x2.mul(power, f64x2.div(square, f64x2.splat(odd)));
      sum = f64x2.add(sum, power);
    }
    give(NEAR, i, count, f64x2.sub(f64x2.splat(0.5), f64x2.mul(density(square), sum)));
  }
}

/** The continued fraction, of all that wait at once. */
function settleFar(): void {
  const count = far;
  far = 0;
  const z0 = distances(FAR, 0, count);
  const z1 = distances(FAR, 2, count);
  const z2 = distances(FAR, 4, count);
  const z3 = distances(FAR, 6, count);
  let f0 = z0;
  let f1 = z1;
  let f2 = z2;
  let f3 = z3;
  for (let i: f64 = 120; i > 0; i--) {
    const term = f64x2.splat(i);
    f0 = f64x2.add(z0, f64x2.div(term, f0));
    f1 = f64x2.add(z1, f64x2.div(term, f1));
    f2 = f64x2.add(z2, f64x2.div(term, f2));
    f3 = f64x2.add(z3, f64x2.div(term, f3));
  }
  give(FAR, 0, count, f64x2.div(density(f64x2.mul(z0, z0)), f0));
  if (count > 2) give(FAR, 2, count, f64x2.div(density(f64x2.mul(z1, z1)), f1));
  if (count > 4) give(FAR, 4, count, f64x2.div(density(f64x2.mul(z2, z2)), f2));
  if (count > 6) give(FAR, 6, count, f64x2.div(density(f64x2.mul(z3, z3)), f3));
}

/** Of the standard normal distribution, at the roots of `square`. */
function density(square: v128): v128 {
  return f64x2.div(exp(f64x2.mul(square, f64x2.splat(-0.5))), f64x2.splat(Math.sqrt(2 * Math.PI)));
}

/** e to the power of numbers that are at most 0. */
// @ts-ignore: decorator
@inline
function exp(x: v128): v128 {
  const power = rounded(f64x2.mul(f64x2.splat(Math.LOG2E), x));
  const high = f64x2.sub(x, f64x2.mul(power, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(power, f64x2.splat(LN2_LOW));
  const rest = f64x2.sub(high, low);
  const square = f64x2.mul(rest, rest);
  let series = f64x2.add(f64x2.splat(P4), f64x2.mul(square, f64x2.splat(P5)));
  series = f64x2.add(f64x2.splat(P3), f64x2.mul(square, series));
  series = f64x2.add(f64x2.splat(P2), f64x2.mul(square, series));
  series = f64x2.add(f64x2.splat(P1), f64x2.mul(square, series));
  const c = f64x2.sub(rest, f64x2.mul(square, series));
  const two = f64x2.splat(2);
  const fraction = f64x2.div(f64x2.mul(rest, c), f64x2.sub(two, c));
  const mantissa = f64x2.sub(f64x2.splat(1), f64x2.sub(f64x2.sub(low, fraction), high));
  const whole = i32x4.trunc_sat_f64x2_s_zero(power);
  const step = i32x4.trunc_sat_f64x2_s_zero(f64x2.div(power, two));
  const value = f64x2.mul(f64x2.mul(mantissa, powerOfTwo(step)), powerOfTwo(i32x4.sub(whole, step)));
  return v128.andnot(value, f64x2.lt(x, f64x2.splat(UNDERFLOW)));
}

/** As `Math.round` does: halves upward. */
// @ts-ignore: decorator
@inline
function rounded(x: v128): v128 {
  const up = f64x2.ceil(x);
  const isOver = f64x2.gt(f64x2.sub(up, f64x2.splat(0.5)), x);
  return f64x2.sub(up, v128.and(isOver, f64x2.splat(1)));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i64x2.shl(i64x2.extend_low_i32x4_u(i32x4.add(n, i32x4.splat(1023))), 52);
}
