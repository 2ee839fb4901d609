import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoreOne } from "../../support/scoring.ts";

const METHODS = ["singscore", "ssgsea", "aucell", "ucell", "rank-linear", "pairs"] as const;

const SET = ["A", "B", "C", "D", "E", "F"].map((symbol, i) => ({
  symbol,
  direction: i < 4 ? (1 as const) : (-1 as const),
  weight: [0.3, -0.1, 0.7, 0.2, -0.9, 0.4][i],
  pair: 1 + (i >> 1),
}));

/** Thirty genes with ties, six of them the set's, and an order of the rows. */
const matrix = fc.record({
  values: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 30, maxLength: 30 }),
  order: fc.shuffledSubarray(
    Array.from({ length: 30 }, (_, i) => i),
    { minLength: 30 },
  ),
});

const named = (values: readonly number[], order: readonly number[]) =>
  Object.fromEntries(order.map((i) => [i < SET.length ? SET[i].symbol : `g${i}`, values[i]]));
const asItStands = Array.from({ length: 30 }, (_, i) => i);

describe("with default options", () => {
  test.each(METHODS)("%s gives the same bits whatever the order of the rows", (method) => {
    fc.assert(
      fc.property(matrix, ({ values, order }) => {
        const plain = scoreOne(method, named(values, asItStands), SET).fields;
        expect(scoreOne(method, named(values, order), SET).fields).toEqual(plain);
      }),
    );
  });

  test.each(METHODS)("%s gives the same bits after a monotone change of the values", (method) => {
    fc.assert(
      fc.property(matrix, ({ values }) => {
        const plain = scoreOne(method, named(values, asItStands), SET).fields;
        const changed = values.map((value) => 2 ** value - 100);
        expect(scoreOne(method, named(changed, asItStands), SET).fields).toEqual(plain);
      }),
    );
  });
});
