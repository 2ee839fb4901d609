import { describe, expect, test } from "vitest";
import { type DensityRule, rowDensities } from "../../../../worker/engine/densities.ts";
import { gsva } from "../../../../worker/engine/methods/gsva.ts";
import { Problem } from "../../../../worker/problem.ts";
import type { ScoreRequest } from "../../../../worker/score.ts";
import { join, transpose } from "../../../matrix/small.ts";
import { EVERYTHING, fixture } from "../../../support/formats.ts";
import { oracleRanks } from "../../../support/oracle.ts";
import { scoreBoth, upSet } from "../../../support/score.ts";
import { layOut, permutations, signatureOf } from "../../../support/scoring.ts";
import { memorySource } from "../../../support/source.ts";

const densities = (row: readonly number[], rule: Partial<DensityRule> = {}) => [
  ...rowDensities(Float64Array.from(row), { kernel: "none", missing: "omit", ...rule }),
];

describe("densities", () => {
  test("none: the share of samples that do not lie above", () => {
    expect(densities([5, 1, 3, 3])).toEqual([1, 0.25, 0.75, 0.75]);
  });

  test("gaussian: the mean of normal distributions around the samples, of bandwidth sd / 4", () => {
    // sd of 0 and 1 is 1 / sqrt(2), so the other sample lies 4 sqrt(2) = 5.657 bandwidths away: pnorm(5.6568) = 1 - 7.7e-9
    const [low, high] = densities([0, 1], { kernel: "gaussian" });
    expect(low).toBeCloseTo(0.25, 7);
    expect(high).toBeCloseTo(0.75, 7);
    expect(low + high).toBeCloseTo(1, 15);
  });

  test("a missing value is left out of its gene; drop leaves the gene out; a constant gene has none", () => {
    expect(densities([1, Number.NaN, 2])).toEqual([0.5, Number.NaN, 1]);
    expect(densities([1, Number.NaN, 2], { missing: "drop" })).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(densities([2, 2], { kernel: "gaussian" })).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("score", () => {
  const scoreOf = (column: readonly number[], genes: string, values = {}) => {
    const out = new Float64Array(1);
    const names = column.map((_, row) => `g${row}`);
    gsva.score(oracleRanks(column), layOut(signatureOf(genes), names), gsva.parseOptions(values), out, 0);
    return out[0];
  };

  test("highest plus lowest point of the walk: genes first and third of four", () => {
    // N = 4: |2 - R| is 2, 1, 0, 1 from the top. Up 2/2, down 1/2, up 0, down 1/2: highest 1, lowest 0.
    expect(scoreOf([4, 3, 2, 1], "g0 g2")).toBe(1);
    // Turned round: |2 - R| is 1 for both. Down 1/2, up 1/2, down 1/2, up 1/2: highest 0, lowest -1/2.
    expect(scoreOf([1, 2, 3, 4], "g0 g2")).toBe(-0.5);
    expect(scoreOf([4, 3, 2, 1], "g0 -g3")).toBe(2);
  });

  test("tied genes take their steps at once, so that the order of the rows is all the same", () => {
    const cells = [1, 1, 1, 0, 0].map((value, row) => ({ name: `g${row}`, value }));
    const scores = permutations(cells).map((order) => {
      const names = order.map(({ name }) => name);
      const out = new Float64Array(1);
      const set = layOut(signatureOf("g0 g3"), names);
      gsva.score(oracleRanks(order.map(({ value }) => value)), set, gsva.parseOptions({}), out, 0);
      return out[0];
    });
    expect(new Set(scores).size).toBe(1);
    expect(scoreOf([1, 1, 1, 0, 0], "g0 g3", { "gsva.ties": "gsva" })).not.toBe(
      scoreOf([1, 1, 1, 0, 0], "g1 g3", { "gsva.ties": "gsva" }),
    );
  });
});

describe("in a matrix", () => {
  const rows = [
    ["gene", "S1", "S2", "S3"],
    ...Array.from({ length: 12 }, (_, i) => [`G${i}`, ...[3, 7, 2].map((k) => String((i * k) % 11))]),
    ["FLAT", "4", "4", "4"],
  ];
  const request: ScoreRequest & Parameters<typeof scoreBoth>[1] = {
    signatures: [upSet("set", ["G1", "G4", "G5", "FLAT"])],
    methods: ["gsva", "singscore"],
    options: { "gsva.kcdf": "none" },
    duplicates: "error",
    literalIdentifiers: true,
  };

  test("genes that do not vary are left out; other methods see the values", async () => {
    const { columns } = await scoreBoth(() => memorySource(join(rows)), request);
    const without = rows.filter(([gene]) => gene !== "FLAT");
    const other = await scoreBoth(() => memorySource(join(without)), request);
    expect(columns.map(({ method }) => method)).toEqual(["gsva", "singscore"]);
    expect([...columns[0].values]).toEqual([...other.columns[0].values]);
    expect([...columns[1].values]).not.toEqual([...other.columns[1].values]);
    expect(columns[0].values.every(Number.isFinite)).toBe(true);
  });

  test("no bit depends on the order of the rows or the samples, nor on where the pieces of the stream end", async () => {
    const shuffled = (order: readonly number[]) =>
      rows.map((cells) => [cells[0], ...order.map((sample) => cells[sample + 1])]);
    const scores = async (matrix: readonly (readonly string[])[], chunk?: number) => {
      const options = { "gsva.kcdf": "gaussian" };
      const { samples, columns } = await scoreBoth(() => memorySource(join(matrix), "matrix", chunk), {
        ...request,
        options,
        methods: ["gsva"],
      });
      return new Map(samples.map((sample, at) => [sample, columns[0].values[at]]));
    };
    const expected = await scores(rows);
    const [header, ...genes] = rows;
    expect(await scores([header, ...genes.toReversed()])).toEqual(expected);
    expect(await scores(rows, 5)).toEqual(expected);
    // Another order of the samples adds a gene's kernels up in another order: the last bit of a density, not of an order.
    expect(await scores(shuffled([2, 0, 1]))).toEqual(expected);
  });

  test.each([
    ["samples in rows", () => memorySource(join(transpose(rows))), request],
    ["numbers", () => fixture("csr.h5ad"), { ...EVERYTHING, methods: ["gsva" as const] }],
  ])("%s are refused with what to do", async (_, source, asked) => {
    const refused = scoreBoth(source, asked);
    await expect(refused).rejects.toBeInstanceOf(Problem);
    await expect(refused).rejects.toMatchObject({ type: "not-scorable", message: /text with genes in rows/ });
  });
});
