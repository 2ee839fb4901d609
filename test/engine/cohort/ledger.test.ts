import { expect, test } from "vitest";
import { bearingOf, quote } from "../../../worker/engine/cohort/evidence/ledger.ts";
import { classify, type Ledger, type LedgerRow, sampleClasses } from "../../../worker/engine/cohort/index.ts";
import { parseSheet } from "../../../worker/engine/sheet.ts";
import { resultHead } from "../../../worker/results/index.ts";
import { ascending, CES, ISG, PROGRAMME, RSI, scoredMatrix, sheetText } from "./support.ts";

/** A row of the response axis on 100 breast cancers under chemotherapy, all of it changeable. */
function row(changes: Partial<LedgerRow>): LedgerRow {
  return {
    id: "breast-rd",
    cohort: "breast",
    title: "breast",
    tissues: ["breast"],
    treatment: "CT",
    kind: "response",
    endpoint: "residual disease",
    statistic: "auc",
    oriented: true,
    signature: "axis:response",
    method: null,
    orientation: 1,
    n: 100,
    events: 50,
    value: 0.7,
    low: 0.6,
    high: 0.8,
    p: 0.001,
    ...changes,
  };
}

const survival = { kind: "survival", statistic: "hazard-ratio", endpoint: "death" } as const;

test.each<[string, Partial<LedgerRow>, ReturnType<typeof bearingOf>]>([
  ["an interval on the side of resistance speaks for it", {}, "for"],
  ["one on the other side against it", { value: 0.3, low: 0.2, high: 0.4 }, "against"],
  ["one that holds 0.5 is open", { value: 0.6, low: 0.45 }, "open"],
  ["a hazard ratio is held against 1", { ...survival, value: 0.8, low: 0.7, high: 0.9 }, "against"],
  [
    "scores that were not turned are turned here",
    { oriented: false, orientation: -1, value: 0.3, low: 0.2, high: 0.4 },
    "for",
  ],
  ["prognosis without the treatment speaks against it, on whatever side", { treatment: "no CT" }, "against"],
  ["patients under another treatment say nothing", { treatment: "RT" }, null],
])("%s", (_rule, changes, bearing) => {
  expect(bearingOf(row(changes), "CT")).toBe(bearing);
});

const small = row({ id: "bladder-rd", tissues: ["bladder", "urothelium"], n: 30 });
const large = row({ id: "breast-rd", n: 500 });
const stratum = row({ id: "breast-rd-er", n: 200, stratum: "ER positive" });
const death = row({ id: "breast-os", ...survival, value: 0.8, low: 0.7, high: 0.9, p: 0.004 });

test("the cohort of the declared tissue is quoted, whatever its size; else the largest", () => {
  const rows = [small, stratum, large, death];
  expect(quote(rows, "CT", null)).toMatchObject({ response: { id: "breast-rd" }, survival: { id: "breast-os" } });
  expect(quote(rows, "CT", " Urothelium")).toMatchObject({ response: { id: "bladder-rd" } });
  expect(quote(rows, "CT", "lung")).toMatchObject({ response: { id: "breast-rd" } });
  expect(quote(rows, "RT", null)).toEqual({ response: null, survival: null, against: null });
});

test("what speaks most against a class is quoted too: the treated, then prognosis without treatment, then the least support", () => {
  const reversed = row({ id: "bladder-os", ...survival, value: 0.5, low: 0.3, high: 0.9, p: 0.02 });
  const prognosis = row({ id: "untreated-os", ...survival, treatment: "no CT", value: 2, low: 1.5, high: 3, p: 1e-5 });
  const open = row({ id: "aml-rd", value: 0.55, low: 0.3, high: 0.8, p: 0.7 });
  const against = (rows: readonly LedgerRow[]) => quote([large, death, ...rows], "CT", null).against?.id;
  expect(against([stratum, open, prognosis, reversed])).toBe("bladder-os");
  expect(against([stratum, open, prognosis])).toBe("untreated-os");
  expect(against([stratum, open])).toBe("aml-rd");
  expect(against([])).toBeUndefined();
});

const rows = [small, large, death, row({ id: "molt4", kind: "exposure", treatment: undefined })];
const ledger: Ledger = {
  endpoints: rows.map(({ id, cohort, title, kind, endpoint, statistic, oriented }) => ({
    id,
    cohort,
    title,
    kind,
    endpoint,
    statistic,
    oriented,
  })),
  rows: (signature) => {
    if (signature === "axis:response") return rows;
    return signature === "gene:ESR1" ? [{ ...large, signature, value: 0.72 }] : [];
  },
};
const scored = scoredMatrix({
  [RSI]: ascending(60),
  [CES]: ascending(60).reverse(),
  [PROGRAMME]: ascending(60),
  [ISG]: ascending(60),
});

test("the head of a result holds every row on outcomes once, baselines on the same endpoints, and says which way each speaks", () => {
  const found = resultHead(classify(scored, { classes: "cohort", ledger })).cohort?.classes?.ledger;
  expect(found?.endpoints.map(({ id }) => id)).toEqual(["bladder-rd", "breast-rd", "breast-os"]);
  expect(found?.rows.response?.map(({ endpoint, bearing }) => [endpoint, bearing])).toEqual([
    ["bladder-rd", "for"],
    ["breast-rd", "for"],
    ["breast-os", "against"],
  ]);
  expect(found?.rows.radiation).toEqual([]);
  expect(found?.baselines).toMatchObject([{ score: "gene:ESR1", endpoint: "breast-rd", value: 0.72 }]);
});

test("the evidence of a sample quotes response, survival and what speaks against, beside the baselines", () => {
  const evidenceOf = (sheet?: string) => {
    const { cohort } = classify(scored, { classes: "cohort", ledger, sheet: sheet ? parseSheet(sheet) : undefined });
    return sampleClasses(scored, cohort!, cohort!.classes!)(0).chemo.evidence;
  };
  expect(evidenceOf()).toContain(
    "on record: response AUC 0.70 (0.60 to 0.80) (breast-rd, n 500, beside ESR1 0.72): speaks for; " +
      "survival HR 0.80 (0.70 to 0.90) (breast-os, n 100): speaks against; " +
      "least for it: AUC 0.70 (0.60 to 0.80) (bladder-rd, n 30): speaks for",
  );
  const bladder = sheetText(
    "tissue",
    ascending(60).map(() => "Bladder"),
  );
  expect(evidenceOf(bladder).join()).toContain("response AUC 0.70 (0.60 to 0.80) (bladder-rd, same tissue, n 30)");
});

test("without a ledger nothing is said of it", () => {
  const result = classify(scored, { classes: "cohort" });
  expect(resultHead(result).cohort?.classes?.ledger).toBeNull();
  const { evidence } = sampleClasses(scored, result.cohort!, result.cohort!.classes!)(0).chemo;
  expect(evidence.join()).not.toContain("on record");
});
