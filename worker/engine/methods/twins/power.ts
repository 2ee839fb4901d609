/** Powers from multiplication and square root alone; twin: assembly/score/power.ts. */

/**
 * `base` raised to `exponent`, both not negative; the same bits in every engine, which `Math.pow` does not promise.
 *
 * The whole part by repeated squaring; the fraction as the product of the roots base^(1/2), base^(1/4), ... that its
 * binary digits name. A quarter therefore costs two square roots, and a fraction that binary cannot hold (0.1) some 55.
 * IEEE 754 rounds product and root correctly, so the relative error stays under 2e-14 for ranks up to a million and
 * exponents up to 10.
 */
export function power(base: number, exponent: number): number {
  let whole = Math.floor(exponent);
  let fraction = exponent - whole;
  let result = 1;
  for (let square = base; whole > 0; whole = Math.floor(whole / 2)) {
    if (whole % 2 === 1) result *= square;
    square *= square;
  }
  for (let root = base; fraction > 0; ) {
    root = Math.sqrt(root);
    fraction *= 2;
    if (fraction >= 1) {
      result *= root;
      fraction -= 1;
    }
  }
  return result;
}
