import { describe, expect, test } from "vitest";
import { NullReason } from "../../../worker/engine/methods/method.ts";
import { ucell } from "../../../worker/engine/methods/ucell.ts";
import { scoreOne, signatureOf } from "../../support/scoring.ts";

const hundred = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`g${i + 1}`, 100 - i]));

describe("ucell", () => {
  test("is 1 for a set on top and 0 for one at or beyond maxRank", () => {
    expect(scoreOne("ucell", hundred, "g1 g2 g3").score).toBe(1);
    expect(scoreOne("ucell", hundred, "g20 g50", { "ucell.maxRank": 20 }).score).toBe(0);
  });

  test("down genes are taken off with their weight, and the score stops at 0", () => {
    const up = scoreOne("ucell", hundred, "g1 g40").score;
    const down = scoreOne("ucell", hundred, "g30").score;
    expect(scoreOne("ucell", hundred, "g1 g40 -g30", { "ucell.negativeWeight": 0.5 }).score).toBe(up - 0.5 * down);
    expect(scoreOne("ucell", hundred, "g90 -g1").score).toBe(0);
  });

  test("genes that the matrix lacks have rank maxRank, or are skipped", () => {
    // k = 2, M = 100: 1 - (1 + 100 - 3) / (200 - 3)
    expect(scoreOne("ucell", hundred, "g1 absent").score).toBeCloseTo(1 - 98 / 197, 15);
    expect(scoreOne("ucell", hundred, "g1 absent", { "ucell.missing": "skip" }).score).toBe(1);
  });

  test("a cell without a value counts as missing, or with na=last shares the ranks below all others", () => {
    const holed = { A: 5, B: 4, C: 3, D: Number.NaN, E: Number.NaN };
    // N = 3, k = 2, M = 3: 1 - (1 + 3 - 3) / (6 - 3)
    expect(scoreOne("ucell", holed, "A D").score).toBeCloseTo(2 / 3, 15);
    // N = 5, D and E share ranks 4 and 5: 1 - (1 + 4.5 - 3) / (10 - 3)
    expect(scoreOne("ucell", holed, "A D", { "ucell.na": "last" }).score).toBeCloseTo(1 - 2.5 / 7, 15);
  });

  test("a set longer than maxRank has no score, and a set of down genes alone is refused", () => {
    expect(scoreOne("ucell", hundred, "g1 g2 g3", { "ucell.maxRank": 2 }).reason).toBe(NullReason.degenerate);
    expect(ucell.refusal(signatureOf("-A -B"))).toMatch(/down genes alone/);
    expect(ucell.refusal(signatureOf("?A"))).toMatch(/direction/);
    expect(ucell.refusal(signatureOf("A -B"))).toBeNull();
  });
});
