import { expect, test } from "vitest";
import { crossOf } from "../../../worker/engine/cohort/cross.ts";
import {
  type ClassContext,
  classify,
  cohortSummary,
  type SampleClasses,
  sampleClasses,
} from "../../../worker/engine/cohort/index.ts";
import { NullReason } from "../../../worker/engine/methods/method.ts";
import type { ScoredMatrix } from "../../../worker/engine/scored.ts";
import { parseSheet } from "../../../worker/engine/sheet.ts";
import { WITH_RADIOTHERAPY, WITHOUT_RADIOTHERAPY } from "./karolinska.ts";
import { ascending, CES, ISG, PROGRAMME, RSI, scoredMatrix, sheetText } from "./support.ts";

function classesOf(scored: ScoredMatrix, context: Partial<ClassContext> = {}): SampleClasses[] {
  const { cohort } = classify(scored, { classes: "cohort", ...context });
  if (!cohort?.classes) throw new Error("no classes");
  return scored.samples.map((_, sample) => sampleClasses(scored, cohort, cohort.classes!)(sample));
}

const withSheet = (column: string, values: readonly string[]) => ({ sheet: parseSheet(sheetText(column, values)) });

// Eschrich 2012, Clin Cancer Res 18:5134: 20 of the 77 irradiated patients are radiosensitive, cut-off 0.4377.
test("RSI at or below the 25th percentile of the patients treated with radiotherapy is sensitive", () => {
  const rsi = [...WITH_RADIOTHERAPY, ...WITHOUT_RADIOTHERAPY];
  const answers = [...WITH_RADIOTHERAPY.map(() => "yes"), ...WITHOUT_RADIOTHERAPY.map(() => "no")];
  const classes = classesOf(scoredMatrix({ [RSI]: rsi }), withSheet("radiotherapy", answers));
  const sensitive = (of: SampleClasses[]) => of.filter(({ radiation }) => radiation.class === "sensitive").length;
  expect(sensitive(classes.slice(0, 77))).toBe(20);
  expect(classes[0].radiation.reference).toBe("77 treated with radiotherapy of a cohort of 159");
  expect(classes[0].radiation.evidence.join()).toContain("sensitive at or below 0.4377");
});

test("without knowledge of radiotherapy the cut-offs are the whole cohort's, and labelled so", () => {
  const result = classify(scoredMatrix({ [RSI]: ascending(101) }), { classes: "cohort" });
  const [reference] = result.cohort?.classes?.radiation.references ?? [];
  expect(reference.rule).toContain("whole-cohort convention");
  expect([reference.sensitive, reference.resistant]).toEqual([26, 76]);
  const names = classesOf(result.scored).map(({ radiation }) => radiation.class);
  expect([25, 26, 74, 75].map((at) => names[at])).toEqual(["sensitive", "intermediate", "intermediate", "resistant"]);
});

test("fewer than 20 treated patients are not enough for the published rule", () => {
  const answers = ascending(60).map((sample) => (sample <= 19 ? "yes" : "no"));
  const [first] = classesOf(scoredMatrix({ [RSI]: ascending(60) }), withSheet("radiotherapy", answers));
  expect(first.radiation.reference).toBe("cohort of 60");
});

test.each([
  [19, "not-classifiable", undefined],
  [20, "sensitive", true],
  [49, "sensitive", true],
  [50, "sensitive", undefined],
])("of %i samples the lowest RSI is %s", (samples, name, provisional) => {
  const [{ radiation }] = classesOf(scoredMatrix({ [RSI]: ascending(samples) }));
  expect(radiation.class).toBe(name);
  expect(radiation.provisional).toBe(provisional);
});

test("evidence counts the matrix's genes, and of a sample without some values says how many it may lack", () => {
  const scored = scoredMatrix({ [RSI]: ascending(60), [ISG]: ascending(60) });
  // Of the 100 genes of the matrix; a signature has 10.
  scored.measured.set([97, 77]);
  const [rsi, isgrs] = scored.signatures;
  const classes = classesOf({ ...scored, signatures: [rsi, { ...isgrs, total: 15, lowCoverage: true }] });
  const isg = (sample: number) =>
    classes[sample].chemo.evidence.find((sentence) => sentence.startsWith("isgrs_benci2019"));
  expect(isg(0)).toMatch(/; 10 of 15 genes in the matrix \(low-coverage\), of which the sample may lack up to 3$/);
  expect(isg(1)).toMatch(/; 10 of 15 genes in the matrix \(low-coverage\), of which the sample may lack some$/);
  expect(isg(2)).toMatch(/; 10 of 15 genes \(low-coverage\)$/);
  // A sample that has an RSI has all its genes.
  expect(classes[0].radiation.evidence[0]).toMatch(/; 10 of 10 genes$/);
});

test("the summary says what the chemo classes are relative to, by the axis that has fewer samples", () => {
  const few = ascending(60).map((value) => (value > 30 ? Number.NaN : value));
  const chemoOf = (scores: Record<string, number[]>) => {
    const result = classify(scoredMatrix(scores), { classes: "cohort" });
    return cohortSummary(result.scored, result.cohort!).classes?.chemo.references;
  };
  expect(chemoOf({ [CES]: ascending(60), [ISG]: ascending(60) })).toEqual([
    { reference: "cohort of 60", n: 60, provisional: false, refusal: null },
  ]);
  expect(chemoOf({ [CES]: ascending(60), [ISG]: few })).toMatchObject([{ n: 30, provisional: true }]);
  expect(chemoOf({ [CES]: ascending(60) })).toMatchObject([
    { n: 0, provisional: false, refusal: expect.stringContaining("0 of the 20") },
  ]);
});

test("a sample without RSI is not classifiable, and the reason is that of the score", () => {
  const rsi = ascending(30).map((value) => (value === 7 ? Number.NaN : value));
  const { radiation } = classesOf(scoredMatrix({ [RSI]: rsi }))[6];
  expect(radiation).toMatchObject({
    class: "not-classifiable",
    reason: "fewer genes measured than the signature needs",
    percentile: null,
  });
});

test("RSI refused for the scale of the values gives no radiation class, and what else it lacks is said too", () => {
  const scored = scoredMatrix({ [RSI]: ascending(60).map(() => Number.NaN) });
  scored.columns[0].reasons.fill(NullReason.scale);
  const [summary] = scored.signatures;
  const refused = { ...scored, matrix: { ...scored.matrix, values: "centred" as const } };
  expect(classesOf(refused)[0].radiation).toMatchObject({
    class: "not-classifiable",
    reason: "the values are not comparable between the genes of a sample",
  });
  const lacking = { ...refused, signatures: [{ ...summary, reason: "the matrix holds 3 of 10 genes" }] };
  expect(classesOf(lacking)[0].radiation.reason).toBe(
    "the values are not comparable between the genes of a sample; the matrix holds 3 of 10 genes",
  );
});

test("RSI that a request wants scored although values are centred gives classes, and a warning says so", () => {
  const scored = scoredMatrix({ [RSI]: ascending(60) });
  const result = classify({ ...scored, matrix: { ...scored.matrix, values: "centred" } }, { classes: "cohort" });
  expect(classesOf(result.scored)[0].radiation.class).toBe("sensitive");
  expect(result.cohort?.classes?.warnings).toMatchObject([
    { type: "centred-values", detail: expect.stringContaining("RSI is not refused for it") },
  ]);
});

test("a class is withheld where the interval of the percentile reaches both extremes", () => {
  const tied = ascending(40).map((value) => (value <= 10 ? 0 : value > 30 ? 2 : 1));
  expect(classesOf(scoredMatrix({ [RSI]: tied }))[20].radiation).toMatchObject({
    class: "not-classifiable",
    reason: "the interval of the percentile reaches from sensitive to resistant",
  });
});

test("treated samples, normal tissue and cell lines get no class and leave the reference", () => {
  const treatment = ascending(60).map((sample) => (sample > 40 ? "RT" : "none"));
  const classes = classesOf(scoredMatrix({ [RSI]: ascending(60) }), withSheet("treatment", treatment));
  expect(classes[59].radiation).toMatchObject({
    class: "not-classifiable",
    reason: "the sample sheet marks it as taken after treatment",
    percentile: 1,
    reference: "cohort of 40",
  });
  expect(classes[39].radiation.class).toBe("resistant");
  const types = ["normal", "cell line", ...ascending(30).map(() => "tumour")];
  const [normal, line] = classesOf(scoredMatrix({ [RSI]: ascending(32) }), withSheet("type", types));
  expect([normal.chemo.reason, line.chemo.reason]).toEqual([
    "the sample sheet marks it as normal tissue",
    "the sample sheet marks it as a cell line",
  ]);
});

test("without a sheet the result says what is assumed", () => {
  const { cohort } = classify(scoredMatrix({ [RSI]: ascending(20) }), { classes: "cohort" });
  expect(cohort?.eligibility.basis).toBe("assumed untreated tumours of one cohort");
});

test("samples of different batches are different cohorts", () => {
  const batches = ascending(50).map((sample) => (sample <= 30 ? "a" : "b"));
  const classes = classesOf(scoredMatrix({ [RSI]: ascending(50).reverse() }), withSheet("batch", batches));
  expect(classes[29].radiation).toMatchObject({ class: "sensitive", reference: "cohort of 30 (a)" });
  expect(classes[30].radiation).toMatchObject({ class: "resistant", reference: "cohort of 20 (b)" });
});

test("low CES and a high irradiation programme are resistant on the response axis", () => {
  const classes = classesOf(
    scoredMatrix({ [CES]: ascending(60).reverse(), [PROGRAMME]: ascending(60), [ISG]: ascending(60) }),
  );
  expect(classes[59].chemo).toMatchObject({ class: "resistant", response: 119 / 120, persistence: 119 / 120 });
  expect(classes[0].chemo.class).toBe("sensitive");
});

test("axes that disagree give conflicting, one intermediate axis gives intermediate", () => {
  const isg = [...ascending(60).slice(30), ...ascending(60).slice(0, 30)];
  const classes = classesOf(scoredMatrix({ [CES]: ascending(60).reverse(), [PROGRAMME]: ascending(60), [ISG]: isg }));
  expect(classes[15].chemo).toMatchObject({
    class: "conflicting",
    axes: { response: { class: "sensitive" }, persistence: { class: "resistant" } },
  });
  expect(classes[0].chemo.class).toBe("intermediate");
});

test("an axis uses the member that a sample has, and says so", () => {
  const ces = ascending(60).map((value) => (value === 60 ? Number.NaN : -value));
  const { chemo } = classesOf(scoredMatrix({ [CES]: ces, [PROGRAMME]: ascending(60), [ISG]: ascending(60) }))[59];
  expect(chemo).toMatchObject({ class: "resistant", response: 119 / 120 });
  expect(chemo.evidence[0]).toContain("without ces_zhang2016, which has no score here");
});

test("without an axis there is no chemo class", () => {
  const [{ chemo }] = classesOf(scoredMatrix({ [ISG]: ascending(60) }));
  expect(chemo).toMatchObject({
    class: "not-classifiable",
    reason: "response axis: no score of ces_zhang2016 by singscore or ir_program_composite by singscore",
    response: null,
    axes: { persistence: { class: "sensitive" } },
  });
});

test("agreement of RSI with ISG.RS is marked: they share STAT1", () => {
  const scored = scoredMatrix({ [RSI]: ascending(60), [ISG]: ascending(60) });
  const result = classify(scored, { classes: "cohort" });
  expect(result.cohort?.classes?.warnings.map(({ type }) => type)).toEqual(["shared-gene"]);
  expect(classesOf(scored)[59].radiation.evidence).toContain(
    "RSI and ISG.RS agree here and share STAT1: not independent findings",
  );
});

test.each([
  ["resistant", "resistant", "both"],
  ["resistant", "sensitive", "radiation-only"],
  ["sensitive", "resistant", "chemo-only"],
  ["sensitive", "intermediate", "neither"],
  ["intermediate", "resistant", "indeterminate"],
  ["resistant", "conflicting", "indeterminate"],
  ["not-classifiable", "sensitive", "indeterminate"],
] as const)("radiation %s and chemo %s are %s", (radiation, chemo, cross) => {
  expect(crossOf(radiation, chemo)).toBe(cross);
});

// 60 samples in one order on every score: the upper quarter (15 by RSI) lies within the upper third (20 by both axes).
test("the cohort's double resistance stands beside what independence expects", () => {
  const scores = {
    [RSI]: ascending(60),
    [CES]: ascending(60).reverse(),
    [PROGRAMME]: ascending(60),
    [ISG]: ascending(60),
  };
  const { cohort } = classify(scoredMatrix(scores), { classes: "cohort" });
  expect(cohort?.classes?.cross).toMatchObject({
    observed: 15,
    radiationResistant: 15,
    chemoResistant: 20,
    expected: 5,
    classified: 60,
  });
  expect(cohort?.classes?.cross.p).toBeLessThan(1e-8);
});

test("own sets alone get percentiles and no classes", () => {
  const { cohort } = classify(scoredMatrix({ "mine:ssgsea": ascending(30) }), { classes: "cohort" });
  expect(cohort?.positions).toHaveLength(1);
  expect(cohort?.classes).toBeNull();
});

test("a sheet that names a sample the matrix lacks is refused", () => {
  const sheet = parseSheet("sample\nS9\n");
  expect(() => classify(scoredMatrix({ [RSI]: [1, 2] }), { classes: "cohort", sheet })).toThrow('no sample "S9"');
});

const FROZEN = {
  frozen: {
    cohort: "Example",
    site: "breast",
    platform: "U133A",
    processing: "RMA",
    n: 100,
    nRt: 50,
    quantiles: [0, 0.3, 0.5, 0.6, 1],
    p25Rt: 0.35,
  },
  percents: [0, 25, 50, 75, 100],
};
const DECLARED = { tissue: "Breast", platform: "u133a", processing: "RMA" };

test("a frozen reference classifies a single sample whose tissue, platform and processing match", () => {
  const [{ radiation, chemo }] = classesOf(scoredMatrix({ [RSI]: [0.34] }), {
    reference: { ...FROZEN, declared: DECLARED },
  });
  expect(radiation).toMatchObject({
    class: "sensitive",
    reference: "frozen reference Example, 100 patients, 50 treated with radiotherapy",
  });
  expect(radiation.percentile).toBeCloseTo(0.3, 12);
  expect(chemo.reason).toBe("the cohort has 1 of the 20 scored reference samples that a class needs");
});

test("a frozen reference without a match gives a percentile, a warning and no class", () => {
  const reference = { ...FROZEN, declared: { tissue: "breast", platform: "RNA-seq", processing: "RMA" } };
  const result = classify(scoredMatrix({ [RSI]: [0.55] }), { classes: "cohort", reference });
  expect(result.cohort?.classes?.warnings.map(({ type }) => type)).toEqual(["reference-mismatch"]);
  const [{ radiation }] = classesOf(result.scored, { reference });
  expect(radiation.class).toBe("not-classifiable");
  expect(radiation.reason).toBe("the request declares the platform RNA-seq; the reference Example is U133A");
  expect(radiation.percentile).toBeCloseTo(0.625, 12);
});
