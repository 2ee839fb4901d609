import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseSsgsea } from "../../../worker/engine/methods/common/ssgsea-normalise.ts";
import { NullReason } from "../../../worker/engine/methods/method.ts";
import { ssgsea } from "../../../worker/engine/methods/ssgsea.ts";
import { permutations, scoreOne, signatureOf } from "../../support/scoring.ts";

const names = ["A", "B", "C", "D", "E", "F", "G"];
const sampleOf = (values: readonly number[], order: readonly number[] = values.map((_, i) => i)) =>
  Object.fromEntries(order.map((row) => [names[row], values[row]]));

/** Barbie's definition: the sum over all places, from the top, of the difference between the running sums. */
function walk(sample: Readonly<Record<string, number>>, set: readonly string[], alpha: number): number {
  const order = Object.keys(sample).sort((a, b) => sample[b] - sample[a]);
  const n = order.length;
  const weight = (gene: string) => (n - order.indexOf(gene)) ** alpha;
  const all = set.reduce((sum, gene) => sum + weight(gene), 0);
  let inside = 0;
  let outside = 0;
  let score = 0;
  for (const gene of order) {
    if (set.includes(gene)) inside += weight(gene) / all;
    else outside += 1 / (n - set.length);
    score += inside - outside;
  }
  return score;
}

describe("ssgsea", () => {
  test.each([0, 0.25, 0.3, 1])("alpha %s: the closed form is the sum of the running difference", (alpha) => {
    const distinct = fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 3,
      maxLength: 7,
      comparator: "SameValueZero",
    });
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 2 }), (values, size) => {
        const sample = sampleOf(values);
        const set = names.slice(0, size);
        const { score } = scoreOne("ssgsea", sample, set.join(" "), { "ssgsea.alpha": alpha });
        expect(score).toBeCloseTo(walk(sample, set, alpha), 11);
      }),
    );
  });

  test("ties=expected is the mean over all orders of the rows", () => {
    for (const values of [
      [0, 0, 0, 1, 2],
      [3, 0, 0, 3, 0],
      [1, 1, 1, 1, 1],
      [5, 0, 2, 2, 2],
    ]) {
      const orders = permutations(values.map((_, i) => i));
      const scores = orders.map(
        (order) => scoreOne("ssgsea", sampleOf(values, order), "A C", { "ssgsea.ties": "first" }).score,
      );
      const mean = scores.reduce((sum, score) => sum + score, 0) / orders.length;
      expect(scoreOne("ssgsea", sampleOf(values), "A C").score).toBeCloseTo(mean, 12);
    }
  });

  test("ties=expected gives the same bits in any order of the rows", () => {
    const values = [2, 0, 0, 2, 7, 0, 1];
    const scores = permutations([0, 1, 2, 3, 4, 5, 6]).map(
      (order) => scoreOne("ssgsea", sampleOf(values, order), "A C E -F").score,
    );
    expect(new Set(scores).size).toBe(1);
  });

  test("a down arm is taken off", () => {
    const sample = sampleOf([1, 2, 3, 4, 5, 6, 7]);
    const up = scoreOne("ssgsea", sample, "F G").score;
    const down = scoreOne("ssgsea", sample, "A C").score;
    expect(scoreOne("ssgsea", sample, "F G -A -C").score).toBe(up - down);
    expect(scoreOne("ssgsea", sample, "-A -C").score).toBe(-down);
  });

  test("there is no score where no gene lies outside the set, and none for sets without directions", () => {
    expect(scoreOne("ssgsea", { A: 1, B: 2 }, "A B").reason).toBe(NullReason.degenerate);
    expect(ssgsea.refusal(signatureOf("?A ?B"))).toMatch(/direction/);
    expect(ssgsea.refusal(signatureOf("A B"))).toBeNull();
  });

  test("normalising by gsva divides by the range of all sets, by signature maps each onto 0..1; nulls stay null", () => {
    const columns = [Float64Array.of(-2, Number.NaN, 6), Float64Array.of(0, 1, 2)];
    expect(normaliseSsgsea(columns, "gsva").map((column) => [...column])).toEqual([
      [-0.25, Number.NaN, 0.75],
      [0, 0.125, 0.25],
    ]);
    expect(normaliseSsgsea(columns, "signature").map((column) => [...column])).toEqual([
      [0, Number.NaN, 1],
      [0, 0.5, 1],
    ]);
    expect(normaliseSsgsea(columns, "none")).toEqual(columns);
    expect([...normaliseSsgsea([Float64Array.of(3)], "gsva")[0]]).toEqual([Number.NaN]);
  });
});
