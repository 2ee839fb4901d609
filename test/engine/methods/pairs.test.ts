import { describe, expect, test } from "vitest";
import { NullReason } from "../../../worker/engine/methods/method.ts";
import { pairs } from "../../../worker/engine/methods/pairs.ts";
import type { SignatureGene } from "../../../worker/engine/signature.ts";
import { scoreOne, signatureOf } from "../../support/scoring.ts";

const member = (symbol: string, pair: number): SignatureGene => ({ symbol, direction: 1, pair });
const three = [member("A", 1), member("B", 1), member("C", 2), member("D", 2), member("E", 3), member("F", 3)];

describe("pairs", () => {
  test("the fraction of pairs whose first gene is higher; a tie counts half", () => {
    const outcome = scoreOne("pairs", { A: 2, B: 1, C: 1, D: 2, E: 3, F: 3 }, three);
    expect(outcome.fields).toEqual([0.5, 3]);
  });

  test("the members of a pair need not stand together, and the first in the list is the first of the pair", () => {
    const interleaved = [member("A", 1), member("C", 2), member("B", 1), member("D", 2)];
    expect(scoreOne("pairs", { A: 2, B: 1, C: 2, D: 1 }, interleaved).score).toBe(1);
  });

  test("a pair with a gene that is missing is left out, whichever it is", () => {
    expect(scoreOne("pairs", { B: 9, C: 1, D: 2, E: Number.NaN, F: 3 }, three).fields).toEqual([0, 1]);
    expect(scoreOne("pairs", { B: 9, C: 1, F: 3 }, three).reason).toBe(NullReason.coverage);
  });

  test("signatures without pairs, or with half of one, are refused", () => {
    expect(pairs.refusal(signatureOf("A B"))).toMatch(/pairs/);
    expect(pairs.refusal(signatureOf([...three, member("G", 4)]))).toBe("pair 4 must have 2 genes and has 1");
    expect(pairs.refusal(signatureOf(three))).toBeNull();
  });
});
