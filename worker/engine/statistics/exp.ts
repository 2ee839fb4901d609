/**
 * The exponential function, the same bits in every engine, which `Math.exp` does not promise: the p-values of a result printed
 * by Chromium and by workerd differed in the last digits.
 *
 * Argument reduction and rational approximation of fdlibm's `e_exp.c` (Sun Microsystems 1993), below one unit in the last place.
 */

/** ln 2 in two parts: multiples of the first are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;

/** Beyond these the result is infinite, or zero. */
const OVERFLOW = 709.782712893384;
const UNDERFLOW = -745.1332191019411;

/** e to the power of `x`; NaN gives NaN. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > OVERFLOW) return Number.POSITIVE_INFINITY;
  if (x < UNDERFLOW) return 0;
  const power = Math.round(Math.LOG2E * x);
  const high = x - power * LN2_HIGH;
  const low = power * LN2_LOW;
  const rest = high - low;
  const square = rest * rest;
  const c = rest - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  const mantissa = 1 - (low - (rest * c) / (2 - c) - high);
  // Two steps at the ends of the range, where one power of two is not a number of its own.
  const step = Math.trunc(power / 2);
  return mantissa * powerOfTwo(step) * powerOfTwo(power - step);
}

/** 2^n for n of -1022 to 1023, from its bits. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  return bits.getFloat64(0);
}

const bits = new DataView(new ArrayBuffer(8));
