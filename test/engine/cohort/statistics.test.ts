import fc from "fast-check";
import { expect, test } from "vitest";
import { overlap } from "../../../worker/engine/cohort/hypergeometric.ts";
import { clopperPearsonLower, lowerBounds } from "../../../worker/engine/cohort/percentile/interval.ts";
import { quantile } from "../../../worker/engine/cohort/percentile/quantile.ts";

// R 4: quantile(1:4, 0.25), quantile(c(1, 2, 4, 8, 16), c(0.1, 0.75)); positions 1.75, 1.4 and 4.
test("a quantile is R's type 7", () => {
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(quantile([1, 2, 4, 8, 16], 0.1)).toBeCloseTo(1.4, 15);
  expect(quantile([1, 2, 4, 8, 16], 0.75)).toBe(8);
  expect(quantile([], 0.5)).toBeNaN();
});

test("a quantile between equal values is that value to the last bit", () => {
  expect(quantile([0.1, 0.7, 0.7, 0.9], 0.4)).toBe(0.7);
});

// R: binom.test(x, n)$conf.int; the third is the example of its help page (682 of 925).
test.each([
  [5, 10, 0.1870860284, 0.8129139716],
  [0, 10, 0, 0.3084971078],
  [682, 925, 0.7076683, 0.7654066],
])("the bounds of %i of %i are Clopper and Pearson's", (count, n, low, high) => {
  expect(clopperPearsonLower(count, n)).toBeCloseTo(low, 7);
  expect(1 - clopperPearsonLower(n - count, n)).toBeCloseTo(high, 7);
});

// All of n: p^n = 0.025.
test("the bound of all of n is the n-th root of 0.025, up to 100,000", () => {
  for (const n of [1, 7, 128, 100_000]) expect(clopperPearsonLower(n, n)).toBeCloseTo(0.025 ** (1 / n), 9);
});

test("bounds rise with the count and lie below the share", () => {
  const bound = lowerBounds();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (n, draw) => {
      const count = 1 + (draw % n);
      expect(bound(count, n)).toBeGreaterThan(bound(count - 1, n));
      expect(bound(count, n)).toBeLessThan(count / n);
    }),
  );
});

// R: fisher.test(matrix(c(3, 1, 1, 3), 2)) and fisher.test(matrix(c(2, 10, 15, 3), 2)), examples of its help page.
test("two findings are compared by Fisher's exact test, two-sided", () => {
  expect(overlap(3, 4, 4, 8).p).toBeCloseTo(0.4857142857, 9);
  expect(overlap(2, 17, 12, 30).p).toBeCloseTo(0.0005367241, 9);
});

// Hypergeometric(8; 4, 4) by hand: 1, 16, 36, 16, 1 of 70; 1/70 = 0.0143 lies in the tail of 0.025.
test("the expected count under independence comes with its central 95% range", () => {
  const { expected, expectedRange } = overlap(3, 4, 4, 8);
  expect(expected).toBe(2);
  expect(expectedRange).toEqual([1, 3]);
});

test("no sample to compare is no evidence against independence", () => {
  expect(overlap(0, 0, 0, 0)).toEqual({ observed: 0, expected: 0, expectedRange: [0, 0], p: 1 });
});
