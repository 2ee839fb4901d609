import { expect, test } from "vitest";
import { associations } from "../../../worker/engine/cohort/evidence/association.ts";
import { parseSheet } from "../../../worker/engine/sheet.ts";
import { ascending, sampleNames, sheetText } from "./support.ts";

const scores = [{ signature: "a", scores: Float64Array.from(ascending(12)) }];
const everyone = new Uint8Array(12).fill(1);
const withColumn = (column: string, values: readonly string[]) =>
  associations(scores, [], parseSheet(sheetText(column, values)), sampleNames(12), everyone);

// 1 to 12 in halves: between 6 x 3^2 x 2 = 108 of a total of 143.
test("a category is reported by the share of variance between its levels, beside what chance gives", () => {
  const [association] = withColumn(
    "batch",
    ascending(12).map((at) => (at <= 6 ? "1" : "2")),
  );
  expect(association).toMatchObject({ with: "batch", statistic: "eta-squared", n: 12, levels: 2, byChance: 1 / 11 });
  expect(association.scores.a).toBeCloseTo(108 / 143, 12);
});

test("numbers are reported by Spearman's rho, over the samples that have them", () => {
  const grades = ascending(12).map((at) => (at <= 2 ? "NA" : String(at * at)));
  expect(withColumn("grade", grades)).toEqual([{ with: "grade", statistic: "spearman", n: 10, scores: { a: 1 } }]);
});

test("a covariate that is the same everywhere, different everywhere or hardly known is left out", () => {
  expect(
    withColumn(
      "batch",
      ascending(12).map(() => "1"),
    ),
  ).toEqual([]);
  expect(
    withColumn(
      "barcode",
      ascending(12).map((at) => `x${at}`),
    ),
  ).toEqual([]);
  expect(
    withColumn(
      "grade",
      ascending(12).map((at) => (at <= 9 ? String(at) : "")),
    ),
  ).toEqual([]);
});

test("baseline scores are compared over the eligible samples only", () => {
  const baseline = [{ signature: "cin70_carter2006", scores: Float64Array.from([...ascending(11).reverse(), 99]) }];
  const eligible = everyone.map((_, at) => (at < 11 ? 1 : 0));
  expect(associations(scores, baseline, undefined, sampleNames(12), eligible)).toEqual([
    { with: "cin70_carter2006", statistic: "spearman", n: 11, scores: { a: -1 } },
  ]);
});
