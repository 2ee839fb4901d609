/** Who gets a class on real cohorts, who does not, and why. Needs `../shared/data`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { auc } from "../../worker/engine/statistics/index.ts";
import { memorySource } from "../support/source.ts";
import { type Answer, ask, cohortFile, DATA, hasData, labelsOf, PATIENCE } from "./data.ts";

const present = hasData("classes on real cohorts");

const namesOf = (answer: Answer) => new Set(answer.samples.map(({ radiation }) => radiation?.class));

describe.runIf(present)("the size of a cohort (acute lymphoblastic leukaemia, all ten RSI genes)", PATIENCE, () => {
  const [header, ...genes] = present
    ? gunzipSync(readFileSync(join(DATA, "all_chiaretti/expr.tsv.gz")))
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t"))
    : [[]];
  const first = (samples: number) =>
    ask(memorySource([header, ...genes].map((cells) => cells.slice(0, samples + 1).join("\t")).join("\n")));

  it("19 samples get no class", async () => {
    const { samples, head } = await first(19);
    expect(samples).toHaveLength(19);
    for (const { radiation, chemo } of samples) {
      expect(radiation).toMatchObject({ class: "not-classifiable", reason: expect.stringContaining("19 of the 20") });
      expect(chemo?.class).toBe("not-classifiable");
    }
    expect(head.cohort?.classes?.cross.counts.indeterminate).toBe(19);
  });

  it("30 samples get provisional classes, 128 get classes", async () => {
    const thirty = await first(30);
    expect(thirty.head.cohort?.classes?.radiation.references[0]).toMatchObject({ n: 30, provisional: true });
    for (const { radiation } of thirty.samples.filter((sample) => sample.radiation?.class !== "not-classifiable"))
      expect(radiation?.provisional).toBe(true);
    expect(namesOf(thirty)).toContain("resistant");
    const all = await first(128);
    expect(all.samples.some(({ radiation }) => radiation?.provisional)).toBe(false);
    expect(all.head.cohort?.classes?.radiation.counts).toMatchObject({ sensitive: 32, resistant: 32 });
  });

  it("centred on each gene's mean, RSI is refused and classes with it, unless the request trusts the values", async () => {
    const centred = genes.map(([gene, ...cells]) => {
      const values = cells.map(Number);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [gene, ...values.map((value) => value - mean)].join("\t");
    });
    const source = memorySource([header.join("\t"), ...centred].join("\n"));
    const reason = "the values are not comparable between the genes of a sample";
    const refused = await ask(source);
    expect(refused.samples[0].radiation).toMatchObject({ class: "not-classifiable", reason });
    expect(refused.samples[0].scores.rsi_eschrich2009["rank-linear"]).toMatchObject({ score: null, reason });
    const trusted = await ask(source, { scale: "trust" });
    expect(namesOf(trusted)).toContain("resistant");
    expect(trusted.head.cohort?.warnings.map(({ type }) => type)).toContain("centred-values");
  });

  it("a frozen reference of another platform gives a percentile and no class", async () => {
    const reference = { cohort: "Breast (Erasmus)", tissue: "breast", platform: "RNA-seq", processing: "TPM" };
    const text = [header, ...genes].map((cells) => cells.slice(0, 6).join("\t")).join("\n");
    const { samples, head } = await ask(memorySource(text), { reference });
    for (const { radiation } of samples) {
      expect(radiation).toMatchObject({
        class: "not-classifiable",
        reason: "the request declares the platform RNA-seq; the reference Breast (Erasmus) is Affymetrix HG-U133A",
      });
      expect(radiation?.percentile).toBeGreaterThanOrEqual(0);
    }
    expect(head.cohort?.warnings.map(({ type }) => type)).toContain("reference-mismatch");
  });
});

describe.runIf(present)("cohorts that RSI must not be read on", PATIENCE, () => {
  it.each(["breast_anthracycline_biospear", "ovarian_gse12418"])("%s: values centred on 0", async (cohort) => {
    const { samples, head } = await ask(await cohortFile(cohort, "expr.tsv.gz"));
    expect(head.matrix.values).toBe("centred");
    for (const { scores, radiation } of samples) {
      const reason = expect.stringContaining("not comparable between the genes of a sample");
      expect(scores.rsi_eschrich2009["rank-linear"]).toMatchObject({ score: null, reason });
      expect(radiation).toMatchObject({ class: "not-classifiable", reason });
    }
    const trusted = await ask(await cohortFile(cohort, "expr.tsv.gz"), { scale: "trust" });
    expect(trusted.samples[0].radiation?.reason).toMatch(/^the matrix holds \d of 10 genes, and 10 genes are needed$/);
  });

  it("scanb_gse96058_subset: eight of ten genes", async () => {
    const { samples } = await ask(await cohortFile("scanb_gse96058_subset", "expr.tsv.gz"));
    const reason = "the matrix holds 8 of 10 genes, and 10 genes are needed";
    for (const { scores, radiation } of samples) {
      expect(scores.rsi_eschrich2009["rank-linear"]).toMatchObject({ score: null, reason });
      expect(radiation).toMatchObject({ class: "not-classifiable", reason });
    }
  });
});

describe.runIf(present)("treated samples (irradiated MOLT4 cells)", PATIENCE, () => {
  it("get no class where the sheet says so, and leave the reference", async () => {
    const labels = labelsOf("irradiated_molt4_rhvdm");
    const lines = [...labels].map(([sample, row]) => `${sample}\t${row.state === "irradiated" ? "RT" : "none"}`);
    const source = await cohortFile("irradiated_molt4_rhvdm", "expr.tsv.gz");
    const { samples, head } = await ask(source, {}, `sample\ttreatment\n${lines.join("\n")}\n`);
    const treated = samples.filter(({ id }) => labels.get(id)?.state === "irradiated");
    expect(treated).toHaveLength(26);
    for (const { radiation, chemo, cross } of treated) {
      const reason = "the sample sheet marks it as taken after treatment";
      expect([radiation, chemo]).toMatchObject([
        { class: "not-classifiable", reason },
        { class: "not-classifiable", reason },
      ]);
      expect(cross).toBe("indeterminate");
    }
    expect(head.cohort?.eligibility.eligible).toBe(4);
  });
});

describe.runIf(present)("the response axis of the chemo class (biospear, z-scores)", PATIENCE, () => {
  let answer: Answer;
  beforeAll(async () => {
    answer = await ask(await cohortFile("breast_anthracycline_biospear", "expr.tsv.gz"));
  }, PATIENCE.timeout);

  it("orders residual disease against pathological complete response at 0.70 or better", () => {
    const labels = labelsOf("breast_anthracycline_biospear");
    const known = answer.samples.filter(({ id }) => ["RD", "pCR"].includes(labels.get(id)?.pCR_RD ?? ""));
    const residual = known.map(({ id }) => Number(labels.get(id)?.pCR_RD === "RD"));
    const { value, positives, negatives } = auc(
      known.map(({ chemo }) => chemo?.response ?? Number.NaN),
      residual,
    );
    expect([positives, negatives]).toEqual([389, 99]);
    expect(value).toBeGreaterThanOrEqual(0.7);
  });

  it("is printed beside ESR1, CIN70, ER status, the ER strata, and its survival row of opposite sign", () => {
    const ledger = answer.head.cohort?.classes?.ledger;
    const row = (endpoint: string) => ledger?.rows.response?.find((candidate) => candidate.endpoint === endpoint);
    expect(row("biospear-rd")).toMatchObject({ bearing: "for" });
    expect(row("biospear-drfs")).toMatchObject({ bearing: "against" });
    expect(row("biospear-rd-er-positive")?.value).toBeGreaterThan(row("biospear-rd-er-negative")?.value ?? 1);
    const beside = ledger?.baselines.filter(({ endpoint }) => endpoint === "biospear-rd").map(({ score }) => score);
    expect(beside).toEqual(["cin70_carter2006", "gene:ESR1", "label:er-status"]);
    expect(answer.samples[0].chemo?.evidence.join("\n")).toMatch(
      /response AUC 0\.7\d .*biospear-rd, .*CIN70 .*ESR1 .*ER status .*survival HR 0\.78 .*biospear-drfs.*speaks against/,
    );
  });
});
