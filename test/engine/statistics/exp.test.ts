import { expect, test } from "vitest";
import { exp } from "../../../worker/engine/statistics/exp.ts";

test("exp is within two units in the last place of the engine's own, over the whole range", () => {
  for (let x = -744; x < 709; x += 0.0371) {
    const theirs = Math.exp(x);
    // 2^-1074 is the smallest step there is: where numbers are subnormal it is larger than their precision.
    expect(Math.abs(exp(x) - theirs)).toBeLessThanOrEqual(Math.max(2 ** -52 * theirs, 2 ** -1073));
  }
});

test("exp of 0, and at the ends of the range", () => {
  expect(exp(0)).toBe(1);
  expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
  expect(exp(-746)).toBe(0);
  expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(exp(Number.NaN)).toBeNaN();
});
