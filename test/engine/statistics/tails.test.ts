import { describe, expect, it } from "vitest";
import {
  chiSquareTail,
  normalTail,
  normalTwoSided,
  studentQuantile,
  studentTwoSided,
} from "../../../worker/engine/statistics/index.ts";

// All expected numbers: SciPy 1.17.1, scipy.stats.{norm,chi2,t}.sf and t.ppf.
const close = (actual: number, expected: number) => expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-12);

describe("tail probabilities keep twelve digits", () => {
  it.each([
    [0.1, 0.920344325445942],
    [1, 0.31731050786291415],
    [2.4, 0.016395071849192262],
    [2.6, 0.009322376047437493],
    [5, 5.733031437583866e-7],
    [8, 1.244192114854348e-15],
    [30, 9.813427854295816e-198],
  ])("normal, two-sided, z = %d", (z, p) => close(normalTwoSided(-z), p));

  it.each([
    [5.3, 1, 0.02132542435599825],
    [60, 1, 9.485737571073857e-15],
    [7.1, 2, 0.028724639654239426],
    [9.2, 3, 0.026746636122088566],
    [30, 5, 1.4748581038443073e-5],
  ])("chi-square %d, %d df", (x, df, p) => close(chiSquareTail(x, df), p));

  it.each([
    [1, 5, 0.3632174676491229],
    [0.3, 2, 0.7924856608401776],
    [2.5, 30, 0.01811564906806669],
    [6, 10, 0.00013210886035478557],
    [12, 612, 6.078219485776442e-30],
    [20, 100, 9.994267861337003e-37],
  ])("Student %d, %d df, two-sided", (t, df, p) => close(studentTwoSided(t, df), p));

  it.each([
    [1, 12.706204736174694],
    [3, 3.1824463052837078],
    [30, 2.0422724563012378],
  ])("Student's 97.5th percentile, %d df", (df, t) => close(studentQuantile(0.05, df), t));

  it("both tails of the normal add up to one", () => {
    for (const z of [-3, -0.2, 0, 2.49, 2.51]) expect(normalTail(z) + normalTail(-z)).toBeCloseTo(1, 14);
  });

  it("a statistic that is not a number has no p-value", () => {
    expect([normalTail(Number.NaN), chiSquareTail(Number.NaN, 1), studentTwoSided(Number.NaN, 3)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});
