import { describe, expect, test } from "vitest";
import { meanRankPosition } from "../../../worker/engine/methods/common/position.ts";
import { singscore } from "../../../worker/engine/methods/singscore.ts";
import { permutationPosition } from "../../../worker/engine/side/significance.ts";
import { normalTwoSided } from "../../../worker/engine/statistics/tails.ts";
import { oracleRanks } from "../../support/oracle.ts";
import { layOut, signatureOf } from "../../support/scoring.ts";

const sample = { A: 0, B: 0, C: 0, D: 2, E: 2, F: 5, G: 6, H: 9 };
const names = Object.keys(sample);
const ranks = oracleRanks(Object.values(sample));
const setOf = (genes: string) => layOut(signatureOf(genes), names);

/** All ways to choose `size` of the genes. */
function choose(genes: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  return genes.flatMap((gene, i) => choose(genes.slice(i + 1), size - 1).map((rest) => [gene, ...rest]));
}

const averageRank = (gene: string) => {
  const row = names.indexOf(gene);
  return ranks.below[row] + (ranks.tied[row] + 1) / 2;
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("mean rank position", () => {
  test("z of one arm has the mean and variance of all sets of that size, ties included", () => {
    const means = choose(names, 3).map((genes) => mean(genes.map(averageRank)));
    const spread = Math.sqrt(mean(means.map((value) => (value - mean(means)) ** 2)));
    const z = (mean(["F", "G", "H"].map(averageRank)) - mean(means)) / spread;
    expect(meanRankPosition(ranks, setOf("F G H"))).toBeCloseTo(z, 12);
    expect(meanRankPosition(ranks, setOf("-F -G -H"))).toBeCloseTo(-z, 12);
  });

  test("z of two arms has the variance of the difference of all disjoint pairs of sets", () => {
    const differences = choose(names, 2).flatMap((up) =>
      choose(
        names.filter((gene) => !up.includes(gene)),
        3,
      ).map((down) => mean(up.map(averageRank)) - mean(down.map(averageRank))),
    );
    const spread = Math.sqrt(mean(differences.map((value) => value ** 2)));
    const z = (mean(["G", "H"].map(averageRank)) - mean(["A", "B", "D"].map(averageRank))) / spread;
    expect(meanRankPosition(ranks, setOf("G H -A -B -D"))).toBeCloseTo(z, 12);
  });

  test("p is the two-sided normal tail", () => {
    // N = 1000 without ties, one gene: z = (rank - 500.5) / 288.67
    const long = Array.from({ length: 1000 }, (_, i) => i);
    const one = layOut(signatureOf("g1"), ["g0", "g1"]);
    const z = (2 - 500.5) / Math.sqrt((1000 ** 2 - 1) / 12);
    expect(meanRankPosition(oracleRanks(long), one)).toBeCloseTo(z, 12);
    // 2 * pnorm(-1.72685552)
    expect(normalTwoSided(meanRankPosition(oracleRanks(long), one))).toBeCloseTo(0.0841936147, 9);
  });

  test("there is none where the ties of the column are not known, nothing varies, or directions are not known", () => {
    expect(meanRankPosition({ ...ranks, tieMoment: Number.NaN }, setOf("F G"))).toBeNaN();
    expect(meanRankPosition(oracleRanks([1, 1, 1]), layOut(signatureOf("A"), ["A", "B", "C"]))).toBeNaN();
    expect(meanRankPosition(ranks, setOf(names.join(" ")))).toBeNaN();
    expect(meanRankPosition(ranks, setOf("?A ?B"))).toBeNaN();
    expect(meanRankPosition(ranks, setOf("F -absent"))).toBeNaN();
  });
});

describe("permutation position", () => {
  const options = singscore.parseOptions({ "singscore.ties": "average" });
  const drawn = { permutations: 4000, seed: 7, alternative: "greater" } as const;

  test("comes near the exact share of all sets that score as high", () => {
    const target = mean(["E", "H"].map(averageRank));
    const all = choose(names, 2).map((genes) => mean(genes.map(averageRank)));
    const exact = all.filter((value) => value >= target).length / all.length;
    const position = permutationPosition(ranks, setOf("E H"), singscore, options, drawn);
    // four standard errors of 4000 draws
    expect(Math.abs((position?.p ?? 0) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 4000));
  });

  test("keeps the sizes of both arms: one arrangement of 280 reaches the best arms of all", () => {
    // H up and the three lowest down: 1 of 8 x C(7, 3) ways to fill both arms
    const position = permutationPosition(ranks, setOf("H -A -B -C"), singscore, options, drawn);
    expect(Math.abs((position?.atLeast ?? 0) / 4000 - 1 / 280)).toBeLessThan(4 * Math.sqrt(1 / 280 / 4000));
  });

  test("the same seed gives the same draws, another seed others", () => {
    const run = (seed: number) => permutationPosition(ranks, setOf("E H"), singscore, options, { ...drawn, seed });
    expect(run(7)).toEqual(run(7));
    expect(run(8)).not.toEqual(run(7));
  });

  test("p is never 0, and two-sided doubles the smaller tail", () => {
    const best = permutationPosition(ranks, setOf("H"), singscore, options, {
      permutations: 0,
      seed: 1,
      alternative: "greater",
    });
    expect(best?.p).toBe(1);
    const low = { permutations: 99, seed: 1, alternative: "two-sided" } as const;
    const worst = permutationPosition(ranks, setOf("A B C"), singscore, options, low);
    expect(worst?.p).toBe(Math.min(1, (2 * ((worst?.atMost ?? 0) + 1)) / 100));
    expect(worst?.p).toBeGreaterThan(0);
  });

  test("a set that has no score has no position", () => {
    expect(permutationPosition(ranks, setOf("absent"), singscore, options, drawn)).toBeNull();
  });
});
