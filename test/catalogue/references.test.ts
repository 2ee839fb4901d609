import { existsSync, readFileSync } from "node:fs";
import { URL } from "node:url";
import { expect, test } from "vitest";
import { REFERENCE_PERCENTILES, RSI_REFERENCES } from "../../worker/catalogue/references.ts";

test("every reference has a quantile for each percentile, in ascending order, within the attainable range of RSI", () => {
  for (const { cohort, quantiles, n, nRt } of RSI_REFERENCES) {
    expect(quantiles, cohort).toHaveLength(REFERENCE_PERCENTILES.length);
    expect(
      [...quantiles].sort((a, b) => a - b),
      cohort,
    ).toEqual(quantiles);
    expect(quantiles[0]).toBeGreaterThanOrEqual(-0.6051);
    expect(quantiles[8]).toBeLessThanOrEqual(1.2191);
    expect(nRt).toBeLessThanOrEqual(n);
  }
});

// Eschrich 2012: the cut-offs that reproduce the published survival figures of both cohorts.
test("the radiosensitive cut-off is 0.4377 in Karolinska and 0.3029 in Erasmus", () => {
  const p25 = (cohort: string) => RSI_REFERENCES.find((reference) => reference.cohort === cohort)?.p25Rt;
  expect(p25("Breast (Karolinska)")).toBe(0.4377);
  expect(p25("Breast (Erasmus)")).toBe(0.3029);
});

const TABLE = new URL("../../../shared/data/gard_pooled_rsi_outcome/gard_cohorts.tsv", import.meta.url);
if (!existsSync(TABLE)) console.log("skipped: ../shared/data/gard_pooled_rsi_outcome is absent");

test.skipIf(!existsSync(TABLE))("the quantiles are those of the 1,615 patients of the pooled table", () => {
  const [header, ...rows] = readFileSync(TABLE, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  const column = (name: string) => header.indexOf(name);
  for (const { cohort, n, nRt, quantiles, p25Rt } of RSI_REFERENCES) {
    // The table misspells Karolinska.
    const patients = rows.filter((row) => row[column("Cohort")].replace("Karolinksa", "Karolinska") === cohort);
    const treated = patients.filter((row) => row[column("Received_RT")] === "1");
    const rsi = (rowsOfTable: string[][]) => rowsOfTable.map((row) => Number(row[column("RSI")])).sort((a, b) => a - b);
    expect([patients.length, treated.length], cohort).toEqual([n, nRt]);
    for (const [index, percent] of REFERENCE_PERCENTILES.entries()) {
      expect(
        Math.abs(quantileType7(rsi(patients), percent / 100) - quantiles[index]),
        `${cohort} ${percent}`,
      ).toBeLessThanOrEqual(5.1e-5);
    }
    expect(Math.abs(quantileType7(rsi(treated), 0.25) - p25Rt), cohort).toBeLessThanOrEqual(5.1e-5);
  }
});

/** Hyndman and Fan's type 7, R's default. */
function quantileType7(sorted: readonly number[], probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  return sorted[below] + (position - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}
