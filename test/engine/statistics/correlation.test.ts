import { describe, expect, it } from "vitest";
import { averageRanks, benjaminiHochberg, pearson, spearman } from "../../../worker/engine/statistics/index.ts";

describe("Spearman's correlation", () => {
  const x = [3.1, 2.2, 5.5, 1.0, 2.2, 7.3, 0.4, 6.6];
  const y = [10, 8, 9, 2, 9, 15, 3, 11];

  it("gives tied values average ranks", () => {
    expect([...averageRanks(x)]).toEqual([5, 3.5, 6, 2, 3.5, 8, 1, 7]);
  });

  it("agrees with scipy.stats.spearmanr 1.17.1", () => {
    const found = spearman(x, y);
    expect(found.rho).toBeCloseTo(0.9216867469879517, 13);
    expect(found.p).toBeCloseTo(0.0011313109471719827, 13);
  });

  it("has the interval of Bonett & Wright", () => {
    const { rho, low, high } = spearman(x, y);
    const half = 1.959963984540054 * Math.sqrt((1 + rho ** 2 / 2) / 5);
    expect(Math.atanh(high) - Math.atanh(rho)).toBeCloseTo(half, 12);
    expect(Math.atanh(rho) - Math.atanh(low)).toBeCloseTo(half, 12);
  });

  it("a constant side has no correlation", () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(spearman([1, 1, 1, 1], [1, 2, 3, 4]).p).toBeNaN();
  });
});

describe("Benjamini-Hochberg", () => {
  it("agrees with scipy.stats.false_discovery_control 1.17.1", () => {
    const q = benjaminiHochberg([0.01, 0.02, 0.03, 0.04, 0.5, 0.001, 0.2, 0.04]);
    const expected = [0.04, 4 / 75, 4 / 75, 4 / 75, 0.5, 0.008, 8 / 35, 4 / 75];
    q.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 14);
    });
  });
});
