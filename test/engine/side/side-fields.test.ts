import { describe, expect, test } from "vitest";
import { findSignature } from "../../../worker/catalogue/index.ts";
import { isSampleMethod, sampleMethod } from "../../../worker/engine/methods/common/sample.ts";
import { methods, parseMethodOptions } from "../../../worker/engine/methods/index.ts";
import type { ScoredMatrix } from "../../../worker/engine/scored.ts";
import { GARD_NOTICE, gard } from "../../../worker/engine/side/gard.ts";
import { permutationPosition } from "../../../worker/engine/side/significance.ts";
import { METHOD_NAMES, type MethodName, type Signature } from "../../../worker/engine/signature.ts";
import { normalTwoSided } from "../../../worker/engine/statistics/tails.ts";
import { join, transpose } from "../../matrix/small.ts";
import { EVERYTHING, fixture } from "../../support/formats.ts";
import { oracleRanks } from "../../support/oracle.ts";
import { bits, scoreBoth, upSet } from "../../support/score.ts";
import { layOut } from "../../support/scoring.ts";
import { memorySource } from "../../support/source.ts";

const GENES = Array.from({ length: 40 }, (_, i) => `G${i}`);
const SAMPLES = ["S1", "S2", "S3"];
/** Ties and no order; a missing value in S2, of a gene of the signature. */
const CELLS = GENES.map((_, row) => SAMPLES.map((_, sample) => ((row * 17 + sample * 5) % 23) - 3));
const ROWS = [
  ["gene", ...SAMPLES],
  ...GENES.map((gene, row) => [
    gene,
    ...CELLS[row].map((value, sample) => (row === 2 && sample === 1 ? "NA" : String(value))),
  ]),
];
const COLUMNS = SAMPLES.map((_, sample) =>
  CELLS.map((cells, row) => (row === 2 && sample === 1 ? Number.NaN : cells[sample])),
);

const SIGNATURE: Signature = {
  id: "set",
  version: 1,
  genes: [0, 1, 2, 3, 4, 5].map((i) => ({
    symbol: `G${i * 3}`.replace("G6", "G2"),
    direction: i % 2 === 0 ? 1 : -1,
    weight: i % 2 === 0 ? 1 + i : -1 - i,
    pair: (i >> 1) + 1,
  })),
  methods: METHOD_NAMES.filter(isSampleMethod),
  coverage: { total: 1 },
};

const scoreText = (signatures: readonly Signature[], options = {}, rows = ROWS, methodNames?: MethodName[]) =>
  scoreBoth(() => memorySource(join(rows)), { signatures, options, methods: methodNames });

function fieldOf(scored: ScoredMatrix, field: string, at = 0): number[] {
  const { fields, values } = scored.columns[at];
  expect(fields).toContain(field);
  return scored.samples.map((_, sample) => values[sample * fields.length + fields.indexOf(field)]);
}

describe("normalised ssGSEA", () => {
  const sets = [upSet("a", ["G0", "G3", "G9"]), upSet("b", ["G1", "G2"])];
  const raw = [0, 1].map(async (at) => fieldOf(await scoreText(sets, {}, ROWS, ["ssgsea"]), "score", at));

  test("is not there unless it is asked for", async () => {
    const [{ fields }] = (await scoreText(sets, {}, ROWS, ["ssgsea"])).columns;
    expect(fields).toEqual(["score"]);
  });

  test("gsva: the raw score, which stays, over the range of all sets and samples", async () => {
    const scored = await scoreText(sets, { "ssgsea.normalise": "gsva" }, ROWS, ["ssgsea"]);
    const scores = await Promise.all(raw);
    const range = Math.max(...scores.flat()) - Math.min(...scores.flat());
    for (const at of [0, 1]) {
      expect(fieldOf(scored, "score", at)).toEqual(scores[at]);
      expect(fieldOf(scored, "normalised", at)).toEqual(scores[at].map((score) => score / range));
    }
  });

  test("signature: each set from 0 to 1 over the samples", async () => {
    const scored = await scoreText(sets, { "ssgsea.normalise": "signature" }, ROWS, ["ssgsea"]);
    for (const at of [0, 1]) {
      const normalised = fieldOf(scored, "normalised", at);
      expect([Math.min(...normalised), Math.max(...normalised)]).toEqual([0, 1]);
    }
  });
});

describe("position among random genes", () => {
  test("has the p of its z, for sets near the middle of the sample and far from it, in any number", async () => {
    const names = Array.from({ length: 100 }, (_, row) => `R${row}`);
    const rows = [["gene", "S"], ...names.map((name, row) => [name, String(row)])];
    for (const count of [1, 2, 9, 21]) {
      const sets = Array.from({ length: count }, (_, at) => upSet(`set${at}`, names.slice(4 * at, 4 * at + 10)));
      const scored = await scoreText([...sets, { ...upSet("short", ["R1"]), coverage: { total: 2 } }], {}, rows);
      const z = sets.map((_, at) => fieldOf(scored, "z", at)[0]);
      expect(z[0]).toBeLessThan(-2.5);
      expect(sets.map((_, at) => fieldOf(scored, "p", at)[0])).toEqual(z.map(normalTwoSided));
      expect(fieldOf(scored, "p", count)).toEqual([Number.NaN]);
    }
  });
});

describe("position among random sets", () => {
  const options = { "null.permutations": 99, "null.seed": 5, "null.alternative": "two-sided" };

  test("stands beside every method of sample scope, and is that of permutationPosition on the whole column", async () => {
    const scored = await scoreText([SIGNATURE], options);
    const parsed = parseMethodOptions(options);
    const set = layOut(SIGNATURE, GENES);
    expect(scored.columns.map(({ method }) => method)).toEqual(SIGNATURE.methods);
    for (const [at, name] of SIGNATURE.methods.entries()) {
      if (!isSampleMethod(name)) continue;
      const expected = COLUMNS.map(
        (column) =>
          permutationPosition(oracleRanks(column), set, sampleMethod(name), parsed[name], parsed.null)?.p ?? Number.NaN,
      );
      expect(fieldOf(scored, "permutationP", at), name).toEqual(expected);
    }
    // rank-linear lacks a value in S2; all others are placed.
    expect(fieldOf(scored, "permutationP", SIGNATURE.methods.indexOf("ssgsea")).some(Number.isNaN)).toBe(false);
  });

  test("counts the stable genes of singscore in every random set", async () => {
    const stable = { ...options, "singscore.stable": "G5, G7" };
    const scored = await scoreText([SIGNATURE], stable, ROWS, ["singscore"]);
    const parsed = parseMethodOptions(stable);
    const set = layOut(SIGNATURE, GENES, ["G5", "G7"]);
    const { p } =
      permutationPosition(oracleRanks(COLUMNS[0]), set, methods.singscore, parsed.singscore, parsed.null) ?? {};
    expect(fieldOf(scored, "permutationP")[0]).toBe(p);
  });

  test("depends on the seed, and on nothing else: same bytes for the same seed, in either layout", async () => {
    const once = await scoreText([SIGNATURE], options);
    expect(bits(await scoreText([SIGNATURE], options))).toBe(bits(once));
    const turned = await scoreText([SIGNATURE], options, transpose(ROWS));
    expect(fieldOf(turned, "permutationP")).toEqual(fieldOf(once, "permutationP"));
    const other = await scoreText([SIGNATURE], { ...options, "null.seed": 6 });
    expect(fieldOf(other, "permutationP")).not.toEqual(fieldOf(once, "permutationP"));
  });

  test("is the same for a sparse matrix as for its text", async () => {
    const request = { ...EVERYTHING, options: { "null.permutations": 20 }, methods: ["singscore", "ucell"] as const };
    const [text, sparse] = await Promise.all(
      ["counts.tsv", "csr.h5ad"].map((name) => scoreBoth(() => fixture(name), request)),
    );
    expect(sparse.columns.map(({ values }) => [...values])).toEqual(text.columns.map(({ values }) => [...values]));
    expect(fieldOf(text, "permutationP").some((p) => p > 0 && p < 1)).toBe(true);
  });

  test("is not there unless it is asked for, and the result tells seed and draws", async () => {
    const plain = await scoreText([SIGNATURE], {}, ROWS, ["ucell"]);
    expect(plain.columns[0].fields).toEqual(["score"]);
    expect(plain.options).toEqual({
      "ucell.maxRank": 1500,
      "ucell.missing": "impute",
      "ucell.na": "missing",
      "ucell.negativeWeight": 1,
    });
    const drawn = await scoreText([SIGNATURE], options, ROWS, ["ucell"]);
    expect(drawn.options).toEqual({ ...plain.options, ...options });
  });
});

describe("GARD", () => {
  const rsi = findSignature("rsi_eschrich2009");
  const rows = [
    ["gene", ...SAMPLES],
    ...rsi.genes.map(({ symbol }, row) => [symbol, ...SAMPLES.map((_, at) => String((row * (at + 3)) % 11))]),
    ["OTHER", "1", "2", "3"],
  ];

  test("stands beside RSI where fractions and dose are given, with its notice", async () => {
    const scored = await scoreText([rsi], { "gard.fractions": 25, "gard.dose": 2 }, rows);
    const scores = fieldOf(scored, "score");
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(fieldOf(scored, "gard")).toEqual(
      scores.map((score) => gard(score, { fractions: 25, dose: 2, beta: 0.05 }) ?? Number.NaN),
    );
    expect(scored.matrix.warnings).toContainEqual({ type: "gard", detail: GARD_NOTICE });
    expect(GARD_NOTICE).toContain("not a dose recommendation");
    expect(scored.options).toEqual({ "gard.fractions": 25, "gard.dose": 2, "gard.beta": 0.05 });
  });

  test("is not there by default, nor beside another signature", async () => {
    const [{ fields }] = (await scoreText([rsi], {}, rows)).columns;
    expect(fields).toEqual(methods["rank-linear"].fields);
    const other = await scoreText([{ ...rsi, id: "other" }], { "gard.fractions": 25, "gard.dose": 2 }, rows);
    expect(other.columns[0].fields).toEqual(methods["rank-linear"].fields);
    expect(other.matrix.warnings).toEqual([]);
  });
});
