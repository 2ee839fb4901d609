import { describe, expect, it } from "vitest";
import type { CohortEndpoint, Labels } from "../../scripts/evidence/cohorts.ts";
import { measure } from "../../scripts/evidence/measure.ts";
import type { Scores } from "../../scripts/evidence/subjects.ts";
import { coxRegression } from "../../worker/engine/statistics/index.ts";

const scores = (values: readonly number[], orientation: 1 | -1 | 0 = 1): Scores => ({
  signature: "own",
  orientation,
  method: "singscore",
  values: Float64Array.from(values),
});

/** Twenty patients with a score that tells nothing by itself. */
const VALUES = Array.from({ length: 20 }, (_, i) => ((i * 7) % 20) / 10);
const PATIENTS: Labels[] = VALUES.map((_, i) => ({
  answer: i < 12 ? "residual" : "none",
  er: i % 4 === 0 ? "N" : "P",
  years: `${1 + ((i * 3) % 11)}`,
  died: i % 2 === 0 ? "1" : "0",
}));

const response: CohortEndpoint = {
  id: "rd",
  kind: "response",
  endpoint: "residual disease",
  statistic: "auc",
  label: (row) => row.answer === "residual",
};
const survival: CohortEndpoint = {
  id: "os",
  kind: "survival",
  endpoint: "death",
  statistic: "hazard-ratio",
  time: (row) => Number(row.years),
  event: (row) => row.died === "1",
};

describe("a score against an endpoint", () => {
  it("is turned so that high means resistant, for responses and survival", () => {
    const up = measure(response, scores(VALUES), PATIENTS);
    const down = measure(response, scores(VALUES, -1), PATIENTS);
    expect(up?.[2]).toBeCloseTo(1 - (down?.[2] ?? 0), 3);
  });

  it("is taken as it is for exposures and traits, and where high means neither", () => {
    const exposure = { ...response, kind: "exposure" } as const;
    expect(measure(exposure, scores(VALUES, -1), PATIENTS)).toEqual(measure(exposure, scores(VALUES), PATIENTS));
    expect(measure(response, scores(VALUES, 0), PATIENTS)).toEqual(measure(response, scores(VALUES), PATIENTS));
  });

  it("has a hazard ratio for one standard deviation, whatever the unit of the score", () => {
    const plain = measure(survival, scores(VALUES), PATIENTS);
    expect(measure(survival, scores(VALUES.map((value) => 50 * value + 3)), PATIENTS)).toEqual(plain);
    const sd = Math.sqrt(35 / 100); // of the numbers 0 to 19, divided by ten
    const followUp = { time: PATIENTS.map((row) => Number(row.years)), event: PATIENTS.map((row) => Number(row.died)) };
    const byHand = coxRegression(followUp, [VALUES.map((value) => value / sd)])?.hazardRatios[0].value;
    expect(plain?.[2]).toBeCloseTo(byHand ?? Number.NaN, 3);
  });

  it("leaves out samples without a score, a label or a place in the stratum", () => {
    const holes = VALUES.map((value, i) => (i === 1 ? Number.NaN : value));
    const positive = { ...response, keep: (row: Labels) => row.er === "P" } as const;
    // 15 receptor-positive patients, of whom one has no score; nine with residual disease, of whom one has no score.
    expect(measure(positive, scores(holes), PATIENTS)?.slice(0, 2)).toEqual([14, 8]);
  });

  it("gives no row below four on a side, nor for a score that is the same for all", () => {
    const rare = { ...response, label: (_: Labels) => _.answer === "residual" && _.years === "1" } as const;
    expect(measure(rare, scores(VALUES), PATIENTS)).toBeNull();
    expect(measure(response, scores(VALUES.map(() => 1)), PATIENTS)).toBeNull();
  });
});
