import fc from "fast-check";
import { expect, test } from "vitest";
import { lowerBounds } from "../../../worker/engine/cohort/percentile/interval.ts";
import {
  intervalOf,
  percentileOf,
  positionsIn,
  referenceOf,
} from "../../../worker/engine/cohort/percentile/percentile.ts";

const oneCohort = (samples: number) => ({
  cohort: new Uint32Array(samples),
  groups: [{ label: "", samples, eligible: samples }],
});

function place(scores: readonly number[], eligible = scores.map(() => 1)) {
  const values = Float64Array.from(scores);
  const cohorts = oneCohort(scores.length);
  return positionsIn(referenceOf(values, Uint8Array.from(eligible), cohorts), values, cohorts);
}

test("a percentile is the fraction of the reference below plus half of the ties", () => {
  const at = place([3, 1, 3, 7]);
  expect([0, 1, 2, 3].map((sample) => percentileOf(at, sample))).toEqual([0.5, 0.125, 0.5, 0.875]);
});

test("a null score has no percentile and leaves the reference", () => {
  const at = place([1, Number.NaN, 2]);
  expect([0, 1, 2].map((sample) => percentileOf(at, sample))).toEqual([0.25, Number.NaN, 0.75]);
});

test("a sample outside the reference is placed in it without being counted", () => {
  const at = place([10, 20, 30, 40, 15, 99], [1, 1, 1, 1, 0, 0]);
  expect(percentileOf(at, 4)).toBe(0.25);
  expect(percentileOf(at, 5)).toBe(1);
});

test("one score alone has no percentile", () => {
  expect(percentileOf(place([1]), 0)).toBeNaN();
});

test("each cohort is its own reference", () => {
  const scores = Float64Array.of(1, 100, 2, 200);
  const cohorts = {
    cohort: Uint32Array.of(0, 1, 0, 1),
    groups: ["a", "b"].map((label) => ({ label, samples: 2, eligible: 2 })),
  };
  const at = positionsIn(referenceOf(scores, new Uint8Array(4).fill(1), cohorts), scores, cohorts);
  expect([0, 1, 2, 3].map((sample) => percentileOf(at, sample))).toEqual([0.25, 0.25, 0.75, 0.75]);
});

// R: binom.test(9, 19)$conf.int for the tenth of twenty, whose nineteen others are the reference.
test("the interval is that of the counts among the other samples", () => {
  const at = place(Array.from({ length: 20 }, (_, sample) => sample));
  const [low, high] = intervalOf(at, 9, lowerBounds());
  expect(low).toBeCloseTo(0.2444747, 6);
  expect(high).toBeCloseTo(0.711357, 6);
});

test("ties widen the interval: all equal is anywhere", () => {
  expect(intervalOf(place([5, 5, 5, 5]), 0, lowerBounds())).toEqual([0, 1]);
});

test("percentiles do not depend on the order of the samples, and the interval holds them", () => {
  const bound = lowerBounds();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 60 }), (scores) => {
      const forward = place(scores);
      const backward = place([...scores].reverse());
      for (const sample of scores.keys()) {
        const percentile = percentileOf(forward, sample);
        const [low, high] = intervalOf(forward, sample, bound);
        expect(percentile).toBe(percentileOf(backward, scores.length - 1 - sample));
        expect(low <= percentile && percentile <= high).toBe(true);
      }
    }),
  );
});
