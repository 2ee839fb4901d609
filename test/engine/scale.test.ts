import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { addToScale, scaleTally, valueScale } from "../../worker/engine/scale.ts";

/** @param genes rows of a matrix, a gene a row */
function scaleOf(genes: readonly (readonly number[])[]) {
  const tally = scaleTally(genes.length);
  for (const sample of genes[0].keys())
    addToScale(
      tally,
      Float64Array.from(genes, (values) => values[sample]),
    );
  return valueScale(tally);
}

const centred = [
  [-1.2, 0.4, 0.1, -0.3, 1, 0],
  [0.6, -0.8, -0.1, 1.1, -0.8, 0],
  [1.5, -0.2, Number.NaN, -0.7, -0.6, 0],
];

test("genes that lie on both sides of 0 are centred", () => {
  expect(scaleOf(centred).scale).toBe("centred");
});

test("the same genes on a log2 scale are not", () => {
  expect(scaleOf(centred.map((values) => values.map((value) => value + 7))).scale).toBe("continuous");
});

test("samples centred on 0 each are not centred genes", () => {
  const profile = [-3, -1, 4];
  expect(scaleOf(centred.map((values, gene) => values.map((value) => value / 2 + profile[gene]))).scale).toBe(
    "continuous",
  );
});

test("whole numbers of 0 or more are counts; a negative one is not a count", () => {
  expect(scaleOf([[0, 3, 17]]).scale).toBe("counts");
  expect(scaleOf([[0, -3, 17]]).scale).toBe("continuous");
});

test("fewer than five samples cannot show it, and the reason says so", () => {
  const few = scaleOf(centred.map((values) => values.slice(0, 4)));
  expect(few.scale).toBe("continuous");
  expect(few.reason).toMatch(/^assumed/);
});

const DATA = new URL("../../../shared/data/", import.meta.url).pathname;
if (!existsSync(DATA)) console.log("skipped: ../shared/data is absent");

test.skipIf(!existsSync(DATA)).each([
  ["breast_anthracycline_biospear/expr.tsv.gz", "centred"],
  ["ovarian_gse12418/expr.tsv.gz", "centred"],
  ["all_chiaretti/expr.tsv.gz", "continuous"],
  ["nci60_u133a/expr.tsv.gz", "continuous"],
  ["golub_all_aml/expr.tsv.gz", "continuous"],
  ["scanb_gse96058_subset/expr.tsv.gz", "continuous"],
  ["tgfb_foroutan_singscore/expr.tsv.gz", "continuous"],
  ["irradiated_molt4_rhvdm/expr.tsv.gz", "continuous"],
  ["dox_ipsc_cm_gse76314/counts.tsv.gz", "counts"],
])("%s is %s", (file, scale) => {
  const lines = gunzipSync(readFileSync(DATA + file))
    .toString()
    .trimEnd()
    .split("\n")
    .slice(1);
  const numbers = (line: string) =>
    line
      .split("\t")
      .slice(1)
      .map((cell) => (/^(NA)?$/.test(cell) ? Number.NaN : Number(cell)));
  // Every 40th gene: a panel chosen without looking.
  expect(scaleOf(lines.filter((_, row) => row % 40 === 0).map(numbers)).scale).toBe(scale);
});
