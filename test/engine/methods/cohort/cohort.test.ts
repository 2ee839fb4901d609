import { describe, expect, test } from "vitest";
import { medianVote } from "../../../../worker/engine/methods/median-vote.ts";
import { NullReason } from "../../../../worker/engine/methods/method.ts";
import { weightedSum } from "../../../../worker/engine/methods/weighted-sum.ts";
import { zscore } from "../../../../worker/engine/methods/zscore.ts";
import type { SignatureGene } from "../../../../worker/engine/signature.ts";
import { scoreCohort, signatureOf } from "../../../support/scoring.ts";

// z-scores -1, 0, 1 each
const three = { A: [1, 2, 3], B: [10, 20, 30], C: [6, 4, 2], flat: [5, 5, 5] };

describe("zscore", () => {
  test("the sum of z over the square root of the number of genes, or the mean; down genes turned", () => {
    expect(scoreCohort("zscore", three, "A B -C").scores).toEqual([-3 / Math.sqrt(3), 0, 3 / Math.sqrt(3)]);
    expect(scoreCohort("zscore", three, "A B -C", { "zscore.combine": "mean" }).scores).toEqual([-1, 0, 1]);
  });

  test("a gene that does not vary is left out, and a set of such has no score", () => {
    expect(scoreCohort("zscore", three, "A flat").scores).toEqual(scoreCohort("zscore", three, "A").scores);
    expect(scoreCohort("zscore", three, "flat").reasons).toEqual([3, 3, 3]);
    expect(scoreCohort("zscore", { A: [1] }, "A").reasons).toEqual([NullReason.degenerate]);
  });

  test("a gene of one value is left out also where the sum of it rounds", () => {
    const tenths = { A: Array.from({ length: 25 }, (_, at) => at), flat: new Array(25).fill(0.1) };
    expect(scoreCohort("zscore", tenths, "A flat").scores).toEqual(scoreCohort("zscore", tenths, "A").scores);
    expect(scoreCohort("zscore", tenths, "flat").reasons).toEqual(new Array(25).fill(NullReason.degenerate));
  });

  test("a missing value is left out of its sample, or takes its gene out of all", () => {
    const holed = { A: [1, 2, 3], B: [10, Number.NaN, 30] };
    expect(scoreCohort("zscore", holed, "A B").scores[1]).toBe(0);
    expect(scoreCohort("zscore", holed, "B").reasons).toEqual([0, NullReason.coverage, 0]);
    expect(scoreCohort("zscore", holed, "A B", { "zscore.missing": "drop" }).scores).toEqual([-1, 0, 1]);
  });

  test("sets without directions are refused", () => {
    expect(zscore.refusal(signatureOf("?A"))).toMatch(/direction/);
    expect(medianVote.refusal(signatureOf("?A"))).toMatch(/direction/);
  });
});

describe("weighted-sum", () => {
  const weighted = (symbol: string, weight: number): SignatureGene => ({
    symbol,
    weight,
    direction: weight < 0 ? -1 : 1,
  });

  test("coefficients times z-scores, or times the values", () => {
    const genes = [weighted("A", 0.5), weighted("C", -2)];
    expect(scoreCohort("weighted-sum", three, genes).scores).toEqual([-2.5, 0, 2.5]);
    expect(scoreCohort("weighted-sum", three, genes, { "weighted-sum.on": "values" }).scores).toEqual([
      -11.5, -7, -2.5,
    ]);
  });

  test("a missing gene adds nothing to z-scores, and leaves no score on values", () => {
    const genes = [weighted("A", 0.5), weighted("absent", 9)];
    expect(scoreCohort("weighted-sum", three, genes).scores).toEqual([-0.5, 0, 0.5]);
    expect(scoreCohort("weighted-sum", three, genes, { "weighted-sum.on": "values" }).reasons).toEqual([1, 1, 1]);
  });

  test("a gene without a weight is refused", () => {
    expect(weightedSum.refusal(signatureOf("A"))).toMatch(/weight/);
  });
});

describe("median-vote", () => {
  test("one vote up or down for each gene above or below its cohort median, none on it; down genes turned", () => {
    expect(scoreCohort("median-vote", three, "A B C").scores).toEqual([-1, 0, 1]);
    expect(scoreCohort("median-vote", three, "A B -C").scores).toEqual([-3, 0, 3]);
  });

  test("the median of an even number of samples lies between the middle two, and missing values do not count", () => {
    expect(scoreCohort("median-vote", { A: [1, 2, 3, 10] }, "A").scores).toEqual([-1, -1, 1, 1]);
    expect(scoreCohort("median-vote", { A: [1, Number.NaN, 3] }, "A")).toEqual({
      scores: [-1, Number.NaN, 1],
      reasons: [0, 1, 0],
    });
  });
});
