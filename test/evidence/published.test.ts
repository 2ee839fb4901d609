/** Published results on radiotherapy, recomputed to the printed digit. Needs `../shared/data`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { POOLED_RSI, pooledHazard, rsiByRadiotherapy, rsiSplit } from "../../scripts/evidence/pooled-rsi.ts";
import { readLabels } from "../../scripts/evidence/score-cohort.ts";

const TABLE = join(import.meta.dirname, "../../../shared/data", POOLED_RSI.folder, POOLED_RSI.table);
const present = existsSync(TABLE);
if (!present) console.log(`Skipped: published results, there is no ${TABLE}.`);
const patients = present ? readLabels(TABLE) : [];

describe.runIf(present)("RSI at the 25th percentile of the irradiated (Eschrich 2012)", () => {
  it.each([
    ["karolinska", true, 20, "0.95", "0.75", "0.0212"],
    ["karolinska", false, 28, "0.71", "0.77", "0.6744"],
    ["erasmus", true, 71, "0.77", "0.64", "0.0409"],
    ["erasmus", false, 10, "0.80", "0.81", "0.9425"],
  ] as const)("%s, irradiated %s", (cohort, irradiated, sensitive, sensitiveAtFive, othersAtFive, p) => {
    const split = rsiSplit(patients, cohort, irradiated);
    expect(split.sensitive).toBe(sensitive);
    expect(split.fiveYears.sensitive.toFixed(2)).toBe(sensitiveAtFive);
    expect(split.fiveYears.resistant.toFixed(2)).toBe(othersAtFive);
    expect(split.test.p.toFixed(4)).toBe(p);
  });

  it("is not what the percentile of all patients gives", () => {
    expect(rsiSplit(patients, "karolinska", true, "all").test.p.toFixed(3)).toBe("0.076");
  });
});

describe.runIf(present)("GARD (Scott 2021)", () => {
  it("goes with recurrence of the irradiated: HR 0.98 (0.97-0.99), p 0.0017", () => {
    const { n, hazardRatio } = pooledHazard(patients, "gard", "recurrence", true);
    expect(n).toBe(982);
    // lifelines 0.30.3, stratified by cohort: 0.982265 (0.971351-0.993303), p 0.001697.
    expect(hazardRatio.value).toBeCloseTo(0.98226, 4);
    expect(hazardRatio.low).toBeCloseTo(0.97135, 4);
    expect(hazardRatio.high).toBeCloseTo(0.9933, 4);
    expect(hazardRatio.p.toFixed(4)).toBe("0.0017");
  });

  it("goes with their death, adjusted for MGMT: HR 0.97 (0.95-0.99), p 0.0007", () => {
    const { n, hazardRatio } = pooledHazard(patients, "gard", "death", true);
    expect(n).toBe(424);
    expect([hazardRatio.value, hazardRatio.low, hazardRatio.high].map((x) => x.toFixed(2))).toEqual([
      "0.97",
      "0.95",
      "0.99",
    ]);
    expect(hazardRatio.p.toFixed(4)).toBe("0.0007");
  });

  it("goes with nothing in patients who were not irradiated", () => {
    expect(pooledHazard(patients, "gard", "recurrence", false).hazardRatio.p).toBeGreaterThan(0.9);
  });

  it("leaves open whether radiotherapy changes what RSI says", () => {
    expect(rsiByRadiotherapy(patients).hazardRatio.p).toBeGreaterThan(0.05);
  });
});
