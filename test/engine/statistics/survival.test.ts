import { describe, expect, it } from "vitest";
import { coxRegression, kaplanMeier, logRank } from "../../../worker/engine/statistics/index.ts";

/** Freireich 1963 (Blood 21:699), remission under 6-mercaptopurine and placebo, in weeks; a minus sign means censored. */
const MERCAPTOPURINE = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35];
const PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
const WEEKS = [...MERCAPTOPURINE, ...PLACEBO];
const REMISSION = { time: WEEKS.map(Math.abs), event: WEEKS.map((week) => (week > 0 ? 1 : 0)) };
const TREATED = WEEKS.map((_, subject) => (subject < MERCAPTOPURINE.length ? 1 : 0));

/** Test data set 1 of Therneau & Grambsch 2000, appendix E. */
const TINY = { time: [1, 1, 6, 6, 8, 9], event: [1, 0, 1, 1, 0, 1] };
const TINY_X = [1, 1, 1, 0, 0, 0];

describe("log-rank test", () => {
  it("gives the textbook figures of the Freireich trial", () => {
    const test = logRank(REMISSION, TREATED);
    expect(test.observed).toBe(9);
    // survdiff(): 19.3 expected, chi-square 16.8.
    expect(test.expected).toBeCloseTo(19.25, 2);
    expect(test.statistic).toBeCloseTo(16.79, 2);
    expect(test.p).toBeCloseTo(4.17e-5, 7);
  });

  it("a stratum of its own for copies of the cohort doubles events and statistic", () => {
    const once = logRank(REMISSION, TREATED);
    const twice = logRank(
      {
        time: [...REMISSION.time, ...REMISSION.time],
        event: [...REMISSION.event, ...REMISSION.event],
        strata: WEEKS.concat(WEEKS).map((_, i) => (i < WEEKS.length ? "first" : "second")),
      },
      [...TREATED, ...TREATED],
    );
    expect(twice.observed).toBe(18);
    expect(twice.statistic).toBeCloseTo(2 * once.statistic, 10);
  });

  it("groups without an event at a common risk set have no statistic", () => {
    expect(logRank({ time: [1, 2], event: [0, 0] }, [0, 1]).statistic).toBeNaN();
  });
});

describe("Kaplan-Meier", () => {
  const arm = { time: MERCAPTOPURINE.map(Math.abs), event: MERCAPTOPURINE.map((week) => (week > 0 ? 1 : 0)) };

  it("gives the product of the fractions that survive each event time", () => {
    expect(kaplanMeier(arm, 6).survival).toBeCloseTo(18 / 21, 14);
    expect(kaplanMeier(arm, 10).survival).toBeCloseTo((18 / 21) * (16 / 17) * (14 / 15), 14);
    expect(kaplanMeier(arm, 40).survival).toBeCloseTo(0.4482, 4);
  });

  it("has a log(-log) interval with Greenwood's variance", () => {
    // survfit(conf.type = "log-log"): week 6, 0.857 (0.620-0.952).
    const { low, high } = kaplanMeier(arm, 6);
    expect(low).toBeCloseTo(0.62, 3);
    expect(high).toBeCloseTo(0.952, 3);
  });

  it("is 1 before the first event", () => {
    expect(kaplanMeier(arm, 5)).toEqual({ survival: 1, low: 1, high: 1 });
  });
});

describe("Cox regression", () => {
  it("solves the tiny data set as its likelihood equation does by hand", () => {
    // Breslow: r^2 - 3r - 6 = 0, so r = (3 + sqrt 33) / 2. Efron: r^3 - 23r - 30 = 0.
    const breslow = coxRegression(TINY, [TINY_X], "breslow");
    expect(breslow?.hazardRatios[0].value).toBeCloseTo((3 + Math.sqrt(33)) / 2, 9);
    const efron = coxRegression(TINY, [TINY_X]);
    const ratio = efron?.hazardRatios[0].value ?? Number.NaN;
    expect(ratio ** 3 - 23 * ratio - 30).toBeCloseTo(0, 7);
    expect(efron?.hazardRatios[0].beta).toBeCloseTo(1.676857, 6);
  });

  it("gives the textbook figures of the Freireich trial", () => {
    // coxph(): Efron -1.5721 (0.4124), Breslow -1.5092 (0.4096).
    const efron = coxRegression(REMISSION, [TREATED]);
    expect(efron?.hazardRatios[0].beta).toBeCloseTo(-1.5721, 4);
    expect(efron?.hazardRatios[0].error).toBeCloseTo(0.4124, 4);
    expect(efron?.events).toBe(30);
    const breslow = coxRegression(REMISSION, [TREATED], "breslow");
    expect(breslow?.hazardRatios[0].beta).toBeCloseTo(-1.5092, 4);
    expect(breslow?.hazardRatios[0].error).toBeCloseTo(0.4096, 4);
  });

  it("its score test of two groups is the log-rank test where no events are tied", () => {
    const time = [5, 8, 12, 13, 18, 23, 27, 30, 33, 41];
    const event = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1];
    const group = [1, 0, 1, 1, 0, 1, 0, 0, 1, 0];
    expect(coxRegression({ time, event }, [group])?.scoreTest.statistic).toBeCloseTo(
      logRank({ time, event }, group).statistic,
      10,
    );
  });

  it("strata keep subjects out of each other's risk sets", () => {
    const time = [...REMISSION.time, ...REMISSION.time.map((week) => week * 1000)];
    const event = [...REMISSION.event, ...REMISSION.event];
    const strata = time.map((_, i) => (i < WEEKS.length ? 0 : 1));
    const once = coxRegression(REMISSION, [TREATED]);
    const twice = coxRegression({ time, event, strata }, [[...TREATED, ...TREATED]]);
    expect(twice?.hazardRatios[0].beta).toBeCloseTo(once?.hazardRatios[0].beta ?? Number.NaN, 9);
    expect(twice?.hazardRatios[0].error).toBeCloseTo((once?.hazardRatios[0].error ?? Number.NaN) / Math.SQRT2, 9);
  });

  it("the unit of a covariate changes its hazard ratio and nothing else", () => {
    const score = WEEKS.map((_, i) => ((i * 37) % 11) / 10);
    const plain = coxRegression(REMISSION, [TREATED, score]);
    const scaled = coxRegression(REMISSION, [TREATED, score.map((value) => 1000 * value + 7)]);
    expect(scaled?.hazardRatios[1].beta).toBeCloseTo((plain?.hazardRatios[1].beta ?? Number.NaN) / 1000, 9);
    expect(scaled?.hazardRatios[1].p).toBeCloseTo(plain?.hazardRatios[1].p ?? Number.NaN, 8);
    expect(scaled?.hazardRatios[0].value).toBeCloseTo(plain?.hazardRatios[0].value ?? Number.NaN, 8);
  });

  it("has no fit where no finite estimate exists", () => {
    const separated = WEEKS.map((week) => -Math.abs(week));
    expect(coxRegression({ time: [1, 2, 3, 4], event: [1, 1, 1, 1] }, [[4, 3, 2, 1]])).toBeNull();
    expect(coxRegression(REMISSION, [WEEKS.map(() => 3)])).toBeNull();
    expect(coxRegression(REMISSION, [TREATED, TREATED])).toBeNull();
    expect(coxRegression({ time: [1, 2, 3], event: [0, 0, 0] }, [[0, 1, 0]])).toBeNull();
    expect(coxRegression(REMISSION, [separated])).toBeNull();
  });
});
