/**
 * Decimal text to the nearest double, the general case: any sign, up to any number of digits, exponents.
 * The result is what JavaScript's Number() gives, or `isDecimal` is false and the host must look.
 */
import { FIRST_POWER, LAST_POWER, POWERS } from "./pow5";

/** Powers of ten that a double holds exactly: Clinger, "How to read floating point numbers accurately" (PLDI 1990). */
export const EXACT_TENS: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);
export const MOST_EXACT_TEN: u32 = 22;

/** Below it singles are denormal and lie less densely than their size allows. */
const LEAST_SINGLE: f64 = 1.1754943508222875e-38;

/** Whether the last call of {@link decimal} understood its text. */
export let isDecimal: bool = false;

let significand: u64 = 0;

/**
 * The digits of the number that {@link decimal} read last, without point and exponent; all ones where they are too many or the number
 * is none that a single holds or one exact operation gives.
 */
export function decimalDigits(): u64 {
  return significand;
}

let productHigh: u64 = 0;

/** Full 64 x 64 bit product: returns the low half, leaves the high half in `productHigh`. */
function multiply(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >> 32);
  const cross = aLow * bHigh + (middle & 0xffffffff);
  productHigh = aHigh * bHigh + (middle >> 32) + (cross >> 32);
  return (cross << 32) | (low & 0xffffffff);
}

/**
 * `digits` x 10^`power` to the nearest even double, by Eisel and Lemire.
 * Source: Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51 (2021), algorithm 1.
 * Sets `isDecimal` to false where the algorithm cannot decide or the result is not a normal number.
 */
function nearest(digits: u64, power: i32): f64 {
  isDecimal = false;
  if (power < FIRST_POWER || power > LAST_POWER) return 0;
  const leading = <i32>clz(digits);
  const shifted = digits << (<u64>leading);
  const entry = POWERS + ((<usize>(power - FIRST_POWER)) << 4);
  let low = multiply(shifted, load<u64>(entry));
  let high = productHigh;
  if ((high & 0x1ff) == 0x1ff) {
    multiply(shifted, load<u64>(entry, 8));
    low += productHigh;
    if (low < productHigh) high++;
  }
  if (low == u64.MAX_VALUE && (power < -27 || power > 55)) return 0;
  const upper = <i32>(high >> 63);
  let mantissa = high >> <u64>(upper + 9);
  let exponent = (((152170 + 65536) * power) >> 16) + 63 + upper - leading + 1023;
  if (exponent <= 0) return 0;
  const halfway = low <= 1 && power >= -4 && power <= 23 && (mantissa & 3) == 1;
  if (halfway && mantissa << (<u64>(upper + 9)) == high) mantissa &= ~1;
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= (<u64>1) << 53) {
    mantissa = (<u64>1) << 52;
    exponent++;
  }
  if (exponent >= 0x7ff) return 0;
  isDecimal = true;
  return reinterpret<f64>(((<u64>exponent) << 52) | (mantissa & 0xfffffffffffff));
}

/** White space of ASCII: what is wider is left to the host. */
function isSpace(code: u32): bool {
  return code == 32 || code - 9 <= 4;
}

/** Reads the text [from, to), which must not be empty; white space around the number is allowed, as in Number(). */
export function decimal(from: usize, to: usize): f64 {
  isDecimal = false;
  while (from < to && isSpace(load<u8>(from))) from++;
  while (to > from && isSpace(load<u8>(to - 1))) to--;
  if (from == to) return 0;
  let negative = false;
  const sign = load<u8>(from);
  if (sign == 45 || sign == 43) {
    negative = sign == 45;
    from++;
  }

  let digits: u64 = 0;
  let kept: u32 = 0; // significant digits in `digits`
  let dropped = false; // a non-zero digit did not fit
  let seen: u32 = 0; // digits of any kind
  let power: i32 = 0;
  let fraction = false;
  for (; from < to; from++) {
    const code = <u32>load<u8>(from);
    const digit = code - 48;
    if (digit <= 9) {
      seen++;
      if (kept < 19) {
        digits = digits * 10 + digit;
        if (digits != 0) kept++;
        if (fraction) power--;
      } else {
        dropped = dropped || digit != 0;
        if (!fraction) power++;
      }
    } else if (code == 46 && !fraction) {
      fraction = true;
    } else {
      break;
    }
  }
  if (seen == 0) return 0;
  if (from < to) {
    if ((load<u8>(from) | 32) != 101) return 0; // e or E
    from++;
    let negativeExponent = false;
    if (from < to && (load<u8>(from) == 45 || load<u8>(from) == 43)) {
      negativeExponent = load<u8>(from) == 45;
      from++;
    }
    if (from == to || to - from > 4) return 0;
    let exponent: i32 = 0;
    for (; from < to; from++) {
      const digit = <u32>load<u8>(from) - 48;
      if (digit > 9) return 0;
      exponent = exponent * 10 + <i32>digit;
    }
    power += negativeExponent ? -exponent : exponent;
  }

  significand = digits;
  let value: f64;
  if (digits == 0) {
    isDecimal = true;
    value = 0;
  } else if (!dropped && digits < (<u64>1) << 53 && power >= -22 && power <= 22) {
    isDecimal = true;
    value =
      power < 0
        ? <f64>digits / load<f64>(EXACT_TENS + ((<usize>-power) << 3))
        : <f64>digits * load<f64>(EXACT_TENS + ((<usize>power) << 3));
  } else {
    significand = u64.MAX_VALUE;
    value = nearest(digits, power);
    // Digits beyond the 19th lie between this number and the next: if both round alike, so does what is between.
    if (isDecimal && dropped) {
      const above = nearest(digits + 1, power);
      if (isDecimal && above != value) isDecimal = false;
    }
  }
  const isNormal = value == 0 || (value > LEAST_SINGLE && value < f32.MAX_VALUE);
  if (!isNormal) significand = u64.MAX_VALUE;
  return negative ? -value : value;
}
