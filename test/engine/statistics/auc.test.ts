import { describe, expect, it } from "vitest";
import { auc, normalTwoSided, seededRandom } from "../../../worker/engine/statistics/index.ts";

/** Area and DeLong's variance straight from their definitions, pair by pair. */
function byEnumeration(scores: readonly number[], labels: readonly number[]) {
  const positive = scores.filter((_, i) => labels[i] === 1);
  const negative = scores.filter((_, i) => labels[i] === 0);
  const wins = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = (values: readonly number[]) =>
    values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1);
  const v10 = positive.map((x) => mean(negative.map((y) => wins(x, y))));
  const v01 = negative.map((y) => mean(positive.map((x) => wins(x, y))));
  return { value: mean(v10), error: Math.sqrt(variance(v10) / v10.length + variance(v01) / v01.length) };
}

function cohort(seed: number, samples: number, levels: number) {
  const random = seededRandom(seed);
  const labels = Array.from({ length: samples }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const scores = labels.map((label) => random.below(levels) + label * 2);
  return { labels, scores };
}

describe("area under the ROC curve", () => {
  it("equals the enumeration of all pairs, ties counting half, with DeLong's interval", () => {
    for (const seed of [1, 2, 3]) {
      const { labels, scores } = cohort(seed, 60, 12);
      const expected = byEnumeration(scores, labels);
      const found = auc(scores, labels);
      expect(found.value).toBeCloseTo(expected.value, 13);
      expect(found.high - found.value).toBeCloseTo(1.959963984540054 * expected.error, 12);
      expect(found.value - found.low).toBeCloseTo(1.959963984540054 * expected.error, 12);
    }
  });

  it("turns around when the scores are negated", () => {
    const { labels, scores } = cohort(4, 40, 9);
    const forward = auc(scores, labels);
    const backward = auc(
      scores.map((score) => -score),
      labels,
    );
    expect(backward.value).toBeCloseTo(1 - forward.value, 14);
    expect(backward.high).toBeCloseTo(1 - forward.low, 14);
  });

  it("clustered by subject equals DeLong's when every subject has one sample", () => {
    const { labels, scores } = cohort(5, 50, 100);
    const subjects = labels.map((_, i) => `patient ${i}`);
    const plain = auc(scores, labels);
    const clustered = auc(scores, labels, subjects);
    expect(clustered.low).toBeCloseTo(plain.low, 12);
    expect(clustered.p).toBeCloseTo(plain.p, 12);
  });

  it("measuring every sample three times adds nothing once samples are clustered by subject", () => {
    const { labels, scores } = cohort(6, 45, 50);
    const thrice = [0, 1, 2].flatMap(() => scores);
    const labelsThrice = [0, 1, 2].flatMap(() => labels);
    const subjects = [0, 1, 2].flatMap(() => labels.map((_, i) => i));
    const plain = auc(scores, labels);
    const clustered = auc(thrice, labelsThrice, subjects);
    expect(clustered.clusters).toBe(45);
    expect(clustered.low).toBeCloseTo(plain.low, 12);
    expect(auc(thrice, labelsThrice).low).toBeGreaterThan(plain.low + 0.02);
  });

  it("a subject sampled in both states narrows the interval by what its samples share", () => {
    // Twelve subjects, each measured untreated and treated at its own level: the treated sample is always a little higher.
    const subjects = Array.from({ length: 24 }, (_, i) => i >> 1);
    const scores = subjects.map((subject, i) => subject + (i % 2) * 1.5);
    const labels = subjects.map((_, i) => i % 2);
    const paired = auc(scores, labels, subjects);
    const unpaired = auc(scores, labels);
    expect(paired.interval).toBe("delong");
    expect(paired.high - paired.low).toBeLessThan((unpaired.high - unpaired.low) / 2);
  });

  it("fewer than ten subjects on a side give the score interval on the number of subjects, however many their samples", () => {
    const scores = [1, 2, 9, 3, 4, 11, 5, 6, 7, 8, 10, 12];
    const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
    const subjects = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6];
    const found = auc(scores, labels, subjects);
    expect(found.interval).toBe("newcombe");
    const variance = (a: number) => (a * (1 - a) * (1 + 2 * ((1 - a) / (2 - a) + a / (1 + a)))) / 9;
    for (const bound of [found.low, found.high])
      expect(Math.abs(found.value - bound)).toBeCloseTo(1.959963984540054 * Math.sqrt(variance(bound)), 10);
    expect(found.p).toBeCloseTo(normalTwoSided((found.value - 0.5) / Math.sqrt(variance(0.5))), 12);
  });

  it("complete separation has an interval and a p-value that follow the number of subjects", () => {
    const few = auc([1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, 1]);
    const many = auc(
      Array.from({ length: 60 }, (_, i) => i),
      Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 1)),
    );
    expect(few).toMatchObject({ value: 1, high: 1, interval: "newcombe" });
    expect(few.low).toBeGreaterThan(0.3);
    expect(few.low).toBeLessThan(0.7);
    expect(many.low).toBeGreaterThan(0.9);
    expect(few.p).toBeGreaterThan(0.02);
    expect(many.p).toBeLessThan(1e-8);
    // The lower bound solves 1 - A = 1.96 SE(A) with Newcombe's (2006) variance at m = n = 3.
    const variance = (a: number) => (a * (1 - a) * (1 + 2 * ((1 - a) / (2 - a) + a / (1 + a)))) / 9;
    expect(1 - few.low).toBeCloseTo(1.959963984540054 * Math.sqrt(variance(few.low)), 10);
    const reversed = auc([6, 5, 4, 3, 2, 1], [0, 0, 0, 1, 1, 1]);
    expect(reversed).toMatchObject({ value: 0, low: 0 });
    expect(reversed.high).toBeCloseTo(1 - few.low, 12);
  });
});
