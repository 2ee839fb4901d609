import { describe, expect, test } from "vitest";
import { NullReason } from "../../../worker/engine/methods/method.ts";
import { singscore } from "../../../worker/engine/methods/singscore.ts";
import { oracleRanks } from "../../support/oracle.ts";
import { layOut, scoreOne, signatureOf } from "../../support/scoring.ts";

const ten = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, I: 9, J: 10 };

describe("singscore", () => {
  test("is 0.5 for the highest genes, -0.5 for the lowest, and 0.5 more without centring", () => {
    expect(scoreOne("singscore", ten, "H I J").score).toBe(0.5);
    expect(scoreOne("singscore", ten, "A B C").score).toBe(-0.5);
    expect(scoreOne("singscore", ten, "H I J", { "singscore.centre": false }).score).toBe(1);
  });

  test("adds the arms, so two perfect arms give 1, or 2 without centring", () => {
    expect(scoreOne("singscore", ten, "I J -A -B").score).toBe(1);
    expect(scoreOne("singscore", ten, "I J -A -B", { "singscore.centre": false }).score).toBe(2);
    expect(scoreOne("singscore", ten, "-A -B").score).toBe(0.5);
  });

  test("dispersion is 1.4826 times the median absolute deviation, and the mean of both arms", () => {
    // ranks 1, 2, 9: median 2, deviations 1, 0, 7
    expect(scoreOne("singscore", ten, "A B I").fields[1]).toBe(1.4826);
    // down arm 3, 7: median 5, deviations 2, 2
    expect(scoreOne("singscore", ten, "A B I -C -G").fields[1]).toBe((1.4826 + 2 * 1.4826) / 2);
  });

  test("the interquartile range interpolates as R's quantile does", () => {
    // R: IQR(c(1, 2, 4, 10)) is 3.75
    expect(scoreOne("singscore", ten, "A B D J", { "singscore.dispersion": "iqr" }).fields[1]).toBe(3.75);
  });

  test("tied genes have the lowest, the mean or the highest of their ranks", () => {
    const tied = { A: 0, B: 0, C: 0, D: 5 };
    // one gene of four: score = (rank - 1) / 3 - 0.5
    expect(scoreOne("singscore", tied, "B").score).toBeCloseTo(-0.5, 15);
    expect(scoreOne("singscore", tied, "B", { "singscore.ties": "average" }).score).toBeCloseTo(1 / 3 - 0.5, 15);
    expect(scoreOne("singscore", tied, "B", { "singscore.ties": "max" }).score).toBeCloseTo(2 / 3 - 0.5, 15);
  });

  test("a set without directions is scored by its distance from the median, whatever the option says", () => {
    const unknown = scoreOne("singscore", ten, "A J", { "singscore.direction": "unknown" });
    expect(scoreOne("singscore", ten, "?A ?J").fields).toEqual(unknown.fields);
    expect(scoreOne("singscore", ten, "?A ?J").score).toBeGreaterThan(scoreOne("singscore", ten, "?E ?F").score);
  });

  test("the median rank needs the whole column, and says so; the nominal one does not", () => {
    const set = layOut(signatureOf("?A ?J"), Object.keys(ten));
    const { middle, ...streamed } = oracleRanks(Object.values(ten));
    expect(middle).toEqual({ lowerBelow: 4, lowerTied: 1, upperBelow: 5, upperTied: 1 });
    const out = new Float64Array(2);
    expect(singscore.score(streamed, set, singscore.parseOptions({}), out, 0)).toBe(NullReason.column);
    expect([...out]).toEqual([Number.NaN, Number.NaN]);
    const nominal = singscore.parseOptions({ "singscore.median": "nominal" });
    expect(singscore.score(streamed, set, nominal, out, 0)).toBe(NullReason.none);
    expect(out[0]).toBe(scoreOne("singscore", ten, "?A ?J").score);
  });

  test("stable genes: the rank is the share of them that lies below, strictly", () => {
    const options = { "singscore.stable": "C,F", "singscore.centre": false };
    // D lies above C and not above F: (1 + 1) / (2 + 1)
    expect(scoreOne("singscore", ten, "D", options).score).toBeCloseTo(2 / 3, 15);
    expect(scoreOne("singscore", ten, "F", options).score).toBeCloseTo(2 / 3, 15);
    expect(scoreOne("singscore", ten, "J", options).score).toBe(1);
  });

  test("stable genes that the sample lacks leave no score, and unknown direction has no meaning with them", () => {
    expect(scoreOne("singscore", ten, "D", { "singscore.stable": "X,Y" }).reason).toBe(NullReason.coverage);
    expect(scoreOne("singscore", ten, "?D", { "singscore.stable": "C,F" }).reason).toBe(NullReason.degenerate);
    expect(() => singscore.parseOptions({ "singscore.stable": "C", "singscore.direction": "unknown" })).toThrow(
      /stable/,
    );
  });

  test("a missing value leaves its gene and its place in N out, or with propagate takes the score away", () => {
    const holed = { ...ten, B: Number.NaN };
    const whole = { A: 1, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, I: 9, J: 10 };
    expect(scoreOne("singscore", holed, "B D H").fields).toEqual(scoreOne("singscore", whole, "D H").fields);
    expect(scoreOne("singscore", holed, "B D", { "singscore.missing": "propagate" }).reason).toBe(NullReason.missing);
  });

  test("there is no score for a lost arm, nor for a set that holds all genes", () => {
    expect(scoreOne("singscore", ten, "A -X").reason).toBe(NullReason.coverage);
    expect(scoreOne("singscore", { A: 1, B: 2 }, "A B").reason).toBe(NullReason.degenerate);
  });
});
