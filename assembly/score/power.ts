/** Twin of worker/engine/methods/twins/power.ts, which gives the method and its accuracy. */
export function power(base: f64, exponent: f64): f64 {
  let whole = Math.floor(exponent);
  let fraction = exponent - whole;
  let result: f64 = 1;
  for (let square = base; whole > 0; whole = Math.floor(whole / 2)) {
    if (whole % 2 == 1) result *= square;
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
