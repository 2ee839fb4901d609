import { describe, expect, test } from "vitest";
import { NullReason } from "../../../worker/engine/methods/method.ts";
import { rankLinear } from "../../../worker/engine/methods/rank-linear.ts";
import { gard } from "../../../worker/engine/side/gard.ts";
import type { SignatureGene } from "../../../worker/engine/signature.ts";
import { RSI_WEIGHTS, scoreOne, signatureOf } from "../../support/scoring.ts";

const rsi: SignatureGene[] = Object.entries(RSI_WEIGHTS).map(([symbol, weight]) => ({
  symbol,
  weight,
  direction: weight < 0 ? -1 : 1,
}));

const expression = (value: (i: number) => number) => Object.fromEntries(rsi.map(({ symbol }, i) => [symbol, value(i)]));

describe("rank-linear", () => {
  // The three sums follow from the coefficients alone.
  test.each([
    ["rising in the order of the paper", (i: number) => i, 0.0068218, 0],
    ["falling", (i: number) => -i, 0.6071839, 0],
    ["all equal", () => 3, 0.30700285, 10],
  ])("the radiosensitivity index of genes %s", (_title, value, score, ties) => {
    const outcome = scoreOne("rank-linear", expression(value), rsi);
    expect(outcome.score).toBeCloseTo(score, 12);
    expect(outcome.fields[1]).toBe(ties);
  });

  test("only the order among the genes counts: other genes and monotone changes make no difference", () => {
    const plain = scoreOne(
      "rank-linear",
      expression((i) => (i * 7) % 10),
      rsi,
    );
    const other = { X: 5, ...expression((i) => Math.exp((i * 7) % 10)), Y: 0 };
    expect(scoreOne("rank-linear", other, rsi).score).toBe(plain.score);
  });

  test("nine genes of ten give no score, be the tenth absent or without a value", () => {
    const nine = Object.fromEntries(Object.entries(expression((i) => i)).filter(([symbol]) => symbol !== "AR"));
    const absent = scoreOne("rank-linear", nine, rsi);
    expect(absent).toMatchObject({ reason: NullReason.coverage, fields: [Number.NaN, Number.NaN] });
    expect(scoreOne("rank-linear", { ...nine, AR: Number.NaN }, rsi).reason).toBe(NullReason.coverage);
  });

  test("a signature without weights, or too long to compare pair by pair, is refused", () => {
    expect(rankLinear.refusal(signatureOf("A B"))).toMatch(/weight/);
    const long = Array.from({ length: 501 }, (_, i): SignatureGene => ({ symbol: `g${i}`, direction: 1, weight: 1 }));
    expect(rankLinear.refusal(signatureOf(long))).toMatch(/at most 500/);
    expect(rankLinear.refusal(signatureOf(rsi))).toBeNull();
  });
});

describe("gard", () => {
  test("reproduces the pooled table of Scott et al. 2021: RSI 0.785513, 25 fractions of 2 Gy", () => {
    expect(gard(0.785513, { fractions: 25, dose: 2, beta: 0.05 })).toBeCloseTo(6.0355, 4);
  });

  test("an RSI of 0 or less has none", () => {
    expect(gard(0, { fractions: 25, dose: 2, beta: 0.05 })).toBeNull();
    expect(gard(-0.1, { fractions: 25, dose: 2, beta: 0.05 })).toBeNull();
    expect(gard(Number.NaN, { fractions: 25, dose: 2, beta: 0.05 })).toBeNull();
  });
});
