/**
 * Decimal text of up to 8 characters, which is what most matrices hold, to the nearest doubles or singles: two or four neighbours of a
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
/** TENS8 + 8 n: 10^d where n is 2^d, for a point that d digits follow; 1 where n is 0. As long as any byte n. */
const TENS8: usize = memory.data(256 * 8, 8);
/** The same as singles. */
const TENS4: usize = memory.data(256 * 4, 4);
const LOWEST: usize = memory.data(16, 16);
const PAIRS_BACK: usize = memory.data(16, 16);
const ONE_HUNDRED: usize = memory.data(16, 16);
const ONE_MYRIAD: usize = memory.data(16, 16);

for (let n: usize = 0; n < 64; n++) {
  for (let lane: usize = 0; lane < 8; lane++) {
    store<u8>(REVERSE + (n << 4) + lane, lane <= n >> 3 ? <u8>(7 - lane) : 0xff);
    store<u8>(REVERSE + (n << 4) + lane + 8, lane <= (n & 7) ? <u8>(15 - lane) : 0xff);
  }
}
store<f64>(TENS8, 1);
store<f32>(TENS4, 1);
let ten: f64 = 1;
for (let d: usize = 0; d < 8; d++, ten *= 10) {
  store<f64>(TENS8 + (8 << d), ten);
  store<f32>(TENS4 + (4 << d), <f32>ten);
}
v128.store(ZERO, i8x16.splat(48));
v128.store(NINE, i8x16.splat(9));
v128.store(POINT, i8x16.splat(46 - 48));
v128.store(LOWEST, i8x16.splat(1));
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
  return i8x16.swizzle(i8x16.sub(text, v128.load(ZERO)), v128.load(REVERSE + (lengths << 4)));
}

/** Takes the point of each half out: the lanes above it move down. */
// @ts-ignore: decorator
@inline
function squeezed(text: v128, points: v128): v128 {
  // All lanes from that of the point on, or none where there is no point.
  const above = i64x2.neg(v128.and(points, v128.load(LOWEST)));
  return v128.bitselect(i64x2.shr_u(text, 8), text, above);
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
  const first = v128.load64_zero((<usize>(at & 0xff)) << 3, TENS8);
  return v128.load64_lane((<usize>(at >> 8)) << 3, first, 1, TENS8);
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

/**
 * Reads four neighbours as {@link parsePair} reads two: [from, first), [first + 1, second), [second + 1, third) and [third + 1, fourth),
 * none of them with a sign. Singles are the nearest ones where `wide` is false.
 */
// @ts-ignore: decorator
@inline
export function parseFour<T>(
  from: usize,
  first: usize,
  second: usize,
  third: usize,
  fourth: usize,
  into: usize,
  stride: usize,
): bool {
  const m = first - from - 1;
  const n = second - first - 2;
  const o = third - second - 2;
  const p = fourth - third - 2;
  if ((m | n | o | p) >= 8) return false;
  const lower = backwards(first, second, (m << 3) | n);
  const upper = backwards(third, fourth, (o << 3) | p);
  const lowerPoints = i8x16.eq(lower, v128.load(POINT));
  const upperPoints = i8x16.eq(upper, v128.load(POINT));
  const lowerAt = <u32>i8x16.bitmask(lowerPoints);
  const upperAt = <u32>i8x16.bitmask(upperPoints);
  const lowerDigits = squeezed(lower, lowerPoints);
  const upperDigits = squeezed(upper, upperPoints);
  const nine = v128.load(NINE);
  const above = v128.or(i8x16.sub_sat_u(lowerDigits, nine), i8x16.sub_sat_u(upperDigits, nine));
  if (<u32>v128.any_true(above) | ((lowerAt | upperAt) & LAST_POINTS)) return false;
  const fours = i16x8.narrow_i32x4_s(foursOf(lowerDigits), foursOf(upperDigits));
  const eights = i32x4.dot_i16x8_s(fours, v128.load(ONE_MYRIAD));
  mantissas = v128.or(mantissas, eights);
  if (sizeof<T>() == 4) {
    let tens = v128.load32_zero((<usize>(lowerAt & 0xff)) << 2, TENS4);
    tens = v128.load32_lane((<usize>(lowerAt >> 8)) << 2, tens, 1, TENS4);
    tens = v128.load32_lane((<usize>(upperAt & 0xff)) << 2, tens, 2, TENS4);
    tens = v128.load32_lane((<usize>(upperAt >> 8)) << 2, tens, 3, TENS4);
    // Such mantissas, and these powers of ten, are singles: one rounding.
    const values = f32x4.div(f32x4.convert_i32x4_s(eights), tens);
    v128.store32_lane(into, values, 0);
    v128.store32_lane(into + stride, values, 1);
    v128.store32_lane(into + 2 * stride, values, 2);
    v128.store32_lane(into + 3 * stride, values, 3);
  } else {
    const uppers = i64x2.splat(i64x2.extract_lane(eights, 1));
    storePair<T>(f64x2.div(f64x2.convert_low_i32x4_s(eights), tensOf(lowerAt)), into, stride);
    storePair<T>(f64x2.div(f64x2.convert_low_i32x4_s(uppers), tensOf(upperAt)), into + 2 * stride, stride);
  }
  return true;
}
