/** Genes of unknown direction are never scored as up, whatever the method. */
import { describe, expect, test } from "vitest";
import { catalogue } from "../../../../worker/catalogue/index.ts";
import { methods } from "../../../../worker/engine/methods/index.ts";
import { METHOD_NAMES } from "../../../../worker/engine/signature.ts";
import { scoreOne, signatureOf } from "../../../support/scoring.ts";

const SAMPLE = { A: 9, B: 8, C: 1, D: 2, E: 3, F: 4, G: 5 };

describe("a set without directions", () => {
  test.each(METHOD_NAMES.filter((name) => name !== "singscore"))("is refused by %s", (name) => {
    expect(methods[name].refusal(signatureOf("?A ?B ?C"))).not.toBeNull();
  });

  test("is scored by singscore by the distance of its ranks from the median, so that low genes count like high ones", () => {
    expect(methods.singscore.refusal(signatureOf("?A ?B ?C"))).toBeNull();
    const lowest = { ...SAMPLE, A: -9, B: -8 };
    const scores = (set: string) => [SAMPLE, lowest].map((sample) => scoreOne("singscore", sample, set).score);
    expect(scores("?A ?B")).toEqual([0.5, 0.5]);
    expect(scores("A B")).toEqual([0.5, -0.5]);
  });

  test("is scored by nothing else in the catalogue", () => {
    const undirected = catalogue().filter(({ genes }) => genes.some(({ direction }) => direction === 0));
    expect(undirected.length).toBeGreaterThan(0);
    for (const { id, methods: named, orientation } of undirected)
      expect([id, named, orientation]).toEqual([id, ["singscore"], 0]);
  });
});

test.each(METHOD_NAMES)("a set of genes with and without a direction is refused by %s", (name) => {
  expect(methods[name].refusal(signatureOf("A ?B"))).not.toBeNull();
});
