import { describe, expect, test } from "vitest";
import { NullReason } from "../../../worker/engine/methods/method.ts";
import { permutations, scoreOne } from "../../support/scoring.ts";

const names = ["A", "B", "C", "D", "E", "F"];
const sampleOf = (values: readonly number[], order: readonly number[] = values.map((_, i) => i)) =>
  Object.fromEntries(order.map((row) => [names[row], values[row]]));
const hundred = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`g${i + 1}`, 100 - i]));

describe("aucell", () => {
  test("is 1 for a set on top and 0 for one below it", () => {
    expect(scoreOne("aucell", hundred, "g1 g2 g3").score).toBe(1);
    expect(scoreOne("aucell", hundred, "g5 g50").score).toBe(0);
  });

  test("the top is 5% of the genes rounded up, a fraction or a count", () => {
    // T = 10, g4 on place 4 and g50 outside: (10 - 4) of the best 9 + 8
    expect(scoreOne("aucell", hundred, "g4 g50", { "aucell.maxRank": 0.1 }).score).toBeCloseTo(6 / 17, 15);
    expect(scoreOne("aucell", hundred, "g4 g50", { "aucell.maxRank": 10 }).score).toBeCloseTo(6 / 17, 15);
  });

  test("ties=expected is the mean over all orders of the rows", () => {
    for (const values of [
      [0, 0, 0, 1, 2, 0],
      [3, 0, 0, 3, 0, 3],
      [1, 1, 1, 1, 1, 1],
    ]) {
      const orders = permutations(values.map((_, i) => i));
      const values4 = { "aucell.maxRank": 4 };
      const scores = orders.map(
        (order) => scoreOne("aucell", sampleOf(values, order), "A C", { ...values4, "aucell.ties": "first" }).score,
      );
      const mean = scores.reduce((sum, score) => sum + score, 0) / orders.length;
      expect(scoreOne("aucell", sampleOf(values), "A C", values4).score).toBeCloseTo(mean, 13);
    }
  });

  test("a down arm is taken off", () => {
    expect(scoreOne("aucell", hundred, "g1 g2 -g3").score).toBe(1 - scoreOne("aucell", hundred, "g3").score);
  });

  test("a top of one gene has no area", () => {
    expect(scoreOne("aucell", sampleOf([1, 2, 3, 4, 5, 6]), "A").reason).toBe(NullReason.degenerate);
  });
});
