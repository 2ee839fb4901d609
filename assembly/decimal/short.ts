/**
 * Decimal text of up to 8 characters, which is what most matrices hold, to the nearest doubles or singles: two or eight neighbours of a
 * row side by side.
 *
 * Their characters are put in reverse, from the last one on in each half of a vector, so that what stands before a number falls away
 * and a point is taken out by moving what is above it. Their digits are then combined by multiply-adds, and mantissa / 10^d is one
 * correctly rounded division (Clinger 1990).
 */

// Constant vectors come from memory, as chunk.ts says why.
export const ZERO: usize = memory.data(16, 16);
export const NINE: usize = memory.data(16, 16);
export const POINT: usize = memory.data(16, 16);
/** The sign bit of a positive number and of a negative one. */
const SIGNS: usize = memory.data<u64>([0, 0x8000000000000000]);
/** REVERSE + 16 (8 m + n): two numbers of m + 1 and n + 1 characters that end with lanes 7 and 15, each from its last character on. */
const REVERSE: usize = memory.data(64 * 16, 16);
/**
 * SCATTER x n, its upper 11 bits: bytes behind TENS8 where the powers of ten of two points lie that d and e digits follow, n = 2^d + 256 x
 * 2^e, as doubles; none of both, without a point, is 1. Half of it: the same behind TENS4, as singles. Found by trial: it keeps all
 * 64 pairs at least their size apart.
 */
const SCATTER: u32 = 0xaa51746a;
const TENS8: usize = memory.data(2048 + 16, 8);
const TENS4: usize = memory.data(1024 + 8, 8);
const LOWEST: usize = memory.data(16, 16);
const ONE: usize = memory.data(16, 16);
const PAIRS_BACK: usize = memory.data(16, 16);
const ONE_HUNDRED: usize = memory.data(16, 16);
const ONE_MYRIAD: usize = memory.data(16, 16);

for (let n: usize = 0; n < 64; n++) {
  for (let lane: usize = 0; lane < 8; lane++) {
    store<u8>(REVERSE + (n << 4) + lane, lane <= n >> 3 ? <u8>(7 - lane) : 0xff);
    store<u8>(REVERSE + (n << 4) + lane + 8, lane <= (n & 7) ? <u8>(15 - lane) : 0xff);
  }
}
let first: f64 = 1;
for (let d: u32 = 0; d < 8; d++, first *= 10) {
  let second: f64 = 1;
  for (let e: u32 = 0; e < 8; e++, second *= 10) {
    const at: u32 = ((d > 0 ? <u32>1 << d : 0) | (e > 0 ? <u32>256 << e : 0)) * SCATTER;
    store<f64>(TENS8 + <usize>(at >> 21), first);
    store<f64>(TENS8 + <usize>(at >> 21), second, 8);
    store<f32>(TENS4 + <usize>(at >> 22), <f32>first);
    store<f32>(TENS4 + <usize>(at >> 22), <f32>second, 4);
  }
}
v128.store(ZERO, i8x16.splat(48));
v128.store(NINE, i8x16.splat(9));
v128.store(POINT, i8x16.splat(46 - 48));
v128.store(LOWEST, i8x16.splat(1));
v128.store(ONE, i64x2.splat(1));
v128.store(PAIRS_BACK, i16x8.splat(256 + 10));
v128.store(ONE_HUNDRED, i32x4.splat(0x00640001));
v128.store(ONE_MYRIAD, i32x4.splat(0x27100001));

/** Mantissas of neighbours that were read side by side since the row began, or-ed in each lane. */
let mantissas: v128 = i64x2.splat(0);

/** Forgets the mantissas read so far. */
export function clearMantissas(): void {
  mantissas = i64x2.splat(0);
}

/** All mantissas since they were cleared, or-ed. */
export function shortMantissas(): u64 {
  const both = i64x2.extract_lane(mantissas, 0) | i64x2.extract_lane(mantissas, 1);
  return (both >> 32) | (both & 0xffffffff);
}

/**
 * Two numbers that end before `first` and `second`, in a half each: their characters less "0" from the last one on, then zeros.
 *
 * @param lengths 8 m + n, for m + 1 and n + 1 characters
 */
// @ts-ignore: decorator
@inline
function backwards(first: usize, second: usize, lengths: usize): v128 {
  const text = v128.load64_lane(second - 8, v128.load64_zero(first - 8), 1);
  return i8x16.swizzle(i8x16.sub(text, v128.load(ZERO)), v128.load(lengths << 4, REVERSE));
}

/** Takes the point of each half out: the lanes above it move down. */
// @ts-ignore: decorator
@inline
function squeezed(text: v128, points: v128): v128 {
  // All lanes below that of the point, or all where there is no point.
  const below = i64x2.sub(v128.and(points, v128.load(LOWEST)), v128.load(ONE));
  return v128.bitselect(text, i64x2.shr_u(text, 8), below);
}

/** Digits, the last one first, four by four to their number. */
// @ts-ignore: decorator
@inline
function foursOf(digits: v128): v128 {
  // In each lane of two digits a, b: (a + 256 b) x 266 = 256 (a + 10 b) + 10 a, less what overflows.
  const pairs = i16x8.shr_u(i16x8.mul(digits, v128.load(PAIRS_BACK)), 8);
  return i32x4.dot_i16x8_s(pairs, v128.load(ONE_HUNDRED));
}

/** The powers of ten by which two mantissas are divided. @param at bit d of the lower and of the upper byte: a point that d digits follow */
// @ts-ignore: decorator
@inline
function tensOf(at: u32): v128 {
  return v128.load(<usize>((at * SCATTER) >> 21), TENS8);
}

/** Bits of points that nothing follows: such a number may be no more than its point. */
const LAST_POINTS: u32 = 0x0101;

// @ts-ignore: decorator
@inline
function storePair<T>(values: v128, into: usize, stride: usize): void {
  if (sizeof<T>() == 4) {
    const singles = f32x4.demote_f64x2_zero(values);
    v128.store32_lane(into, singles, 0);
    v128.store32_lane(into + stride, singles, 1);
  } else {
    v128.store64_lane(into, values, 0);
    v128.store64_lane(into + stride, values, 1);
  }
}

/**
 * Reads two neighbours, [from, first) and [first + 1, second). Returns whether they are decimal numbers of at most 8 characters, sign
 * apart; if not nothing was stored.
 */
// @ts-ignore: decorator
@inline
export function parsePair<T>(from: usize, first: usize, second: usize, into: usize, stride: usize): bool {
  const firstMinus: usize = load<u8>(from) == 45 ? 1 : 0;
  const secondMinus: usize = load<u8>(first, 1) == 45 ? 1 : 0;
  const m = first - from - firstMinus - 1;
  const n = second - first - secondMinus - 2;
  if ((m | n) >= 8) return false;
  const text = backwards(first, second, (m << 3) | n);
  const points = i8x16.eq(text, v128.load(POINT));
  const at = <u32>i8x16.bitmask(points);
  const digits = squeezed(text, points);
  if (<u32>v128.any_true(i8x16.sub_sat_u(digits, v128.load(NINE))) | (at & LAST_POINTS)) return false;
  const fours = foursOf(digits);
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), v128.load(ONE_MYRIAD));
  mantissas = v128.or(mantissas, eights);
  const signs = v128.load64_lane(secondMinus << 3, v128.load64_zero(firstMinus << 3, SIGNS), 1, SIGNS);
  // Adding +0 turns -0 into +0: the two are tied.
  const values = v128.or(f64x2.div(f64x2.convert_low_i32x4_s(eights), tensOf(at)), signs);
  storePair<T>(f64x2.add(values, f64x2.splat(0)), into, stride);
  return true;
}

/** The four numbers of two pairs, each with its first one in its lower half. */
// @ts-ignore: decorator
@inline
function eightsOf(first: v128, second: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(foursOf(first), foursOf(second)), v128.load(ONE_MYRIAD));
}

/** Divides and stores four numbers. @param lower,upper as for {@link tensOf}: the points of the first two, and of the others */
// @ts-ignore: decorator
@inline
function storeFour<T>(mantissas: v128, lower: u32, upper: u32, into: usize, stride: usize): void {
  if (sizeof<T>() == 4) {
    const two = v128.load64_zero(<usize>((lower * SCATTER) >> 22), TENS4);
    const tens = v128.load64_lane(<usize>((upper * SCATTER) >> 22), two, 1, TENS4);
    // Such mantissas, and these powers of ten, are singles: one rounding.
    const values = f32x4.div(f32x4.convert_i32x4_s(mantissas), tens);
    if (stride == 4) {
      v128.store(into, values);
    } else {
      v128.store32_lane(into, values, 0);
      v128.store32_lane(into + stride, values, 1);
      v128.store32_lane(into + 2 * stride, values, 2);
      v128.store32_lane(into + 3 * stride, values, 3);
    }
  } else {
    const uppers = i64x2.splat(i64x2.extract_lane(mantissas, 1));
    storePair<T>(f64x2.div(f64x2.convert_low_i32x4_s(mantissas), tensOf(lower)), into, stride);
    storePair<T>(f64x2.div(f64x2.convert_low_i32x4_s(uppers), tensOf(upper)), into + 2 * stride, stride);
  }
}

/**
 * Reads eight neighbours as {@link parsePair} reads two, none of them with a sign. Singles are the nearest ones where `wide` is false.
 *
 * @param from  where the first begins
 * @param ends  where they end, and perhaps more behind them: bits, counted from `block`
 * @param block the first may begin before it, and ends behind it
 * @returns whether all are such numbers; if not nothing was stored
 */
// @ts-ignore: decorator
@inline
export function parseEight<T>(from: usize, ends: u64, block: usize, into: usize, stride: usize): bool {
  const a = <usize>ctz(ends);
  ends &= ends - 1;
  const b = <usize>ctz(ends);
  ends &= ends - 1;
  const c = <usize>ctz(ends);
  ends &= ends - 1;
  const d = <usize>ctz(ends);
  ends &= ends - 1;
  const e = <usize>ctz(ends);
  ends &= ends - 1;
  const f = <usize>ctz(ends);
  ends &= ends - 1;
  const g = <usize>ctz(ends);
  ends &= ends - 1;
  const h = <usize>ctz(ends);
  // Less one each.
  const aLength = a - (from - block) - 1;
  const bLength = b - a - 2;
  const cLength = c - b - 2;
  const dLength = d - c - 2;
  const eLength = e - d - 2;
  const fLength = f - e - 2;
  const gLength = g - f - 2;
  const hLength = h - g - 2;
  if ((aLength | bLength | cLength | dLength | eLength | fLength | gLength | hLength) >= 8) return false;
  const ab = backwards(block + a, block + b, (aLength << 3) | bLength);
  const cd = backwards(block + c, block + d, (cLength << 3) | dLength);
  const ef = backwards(block + e, block + f, (eLength << 3) | fLength);
  const gh = backwards(block + g, block + h, (gLength << 3) | hLength);
  const point = v128.load(POINT);
  const abPoints = i8x16.eq(ab, point);
  const cdPoints = i8x16.eq(cd, point);
  const efPoints = i8x16.eq(ef, point);
  const ghPoints = i8x16.eq(gh, point);
  const abAt = <u32>i8x16.bitmask(abPoints);
  const cdAt = <u32>i8x16.bitmask(cdPoints);
  const efAt = <u32>i8x16.bitmask(efPoints);
  const ghAt = <u32>i8x16.bitmask(ghPoints);
  const abDigits = squeezed(ab, abPoints);
  const cdDigits = squeezed(cd, cdPoints);
  const efDigits = squeezed(ef, efPoints);
  const ghDigits = squeezed(gh, ghPoints);
  const highest = i8x16.max_u(i8x16.max_u(abDigits, cdDigits), i8x16.max_u(efDigits, ghDigits));
  const above = i8x16.sub_sat_u(highest, v128.load(NINE));
  if (<u32>v128.any_true(above) | ((abAt | cdAt | efAt | ghAt) & LAST_POINTS)) return false;
  const lower = eightsOf(abDigits, cdDigits);
  const upper = eightsOf(efDigits, ghDigits);
  mantissas = v128.or(mantissas, v128.or(lower, upper));
  storeFour<T>(lower, abAt, cdAt, into, stride);
  storeFour<T>(upper, efAt, ghAt, into + 4 * stride, stride);
  return true;
}
