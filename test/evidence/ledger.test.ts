import { describe, expect, it } from "vitest";
import file from "../../worker/catalogue/data/ledger.json" with { type: "json" };
import { catalogue, findSignature } from "../../worker/catalogue/index.ts";
import { type LedgerRow, ledgerRows, ledgerSignatures } from "../../worker/catalogue/ledger.ts";
import { NO_ASSOCIATION } from "../../worker/engine/cohort/evidence/ledger.ts";
import { MEMBERS } from "../../worker/engine/cohort/members.ts";

const all = ledgerSignatures().flatMap(ledgerRows);
const row = (signature: string, id: string) => ledgerRows(signature).find((candidate) => candidate.id === id);

describe("the shipped evidence ledger", () => {
  it("names signatures of the catalogue, axes and plain baselines", () => {
    const known = new Set(catalogue().map((entry) => entry.id));
    for (const signature of ledgerSignatures())
      expect(known.has(signature) || /^(axis|gene|label|vote):/.test(signature), signature).toBe(true);
    for (const baseline of ["axis:response", "axis:persistence", "gene:ESR1", "label:er-status", "cin70_carter2006"])
      expect(ledgerRows(baseline).length, baseline).toBeGreaterThan(0);
  });

  it("has the catalogue's orientation and a row on every endpoint once at most", () => {
    for (const signature of ledgerSignatures()) {
      const ids = ledgerRows(signature).map((each) => each.id);
      expect(new Set(ids).size, signature).toBe(ids.length);
      if (!signature.includes(":"))
        expect(ledgerRows(signature)[0].orientation).toBe(findSignature(signature).orientation);
    }
  });

  it("gives each estimate inside its interval, with the numbers behind it", () => {
    for (const { signature, id, value, low, high, n, events, p } of all) {
      const what = `${signature} on ${id}`;
      expect(low <= value && value <= high && low < high, what).toBe(true);
      expect(n >= 8 && (events === null || (events >= 4 && events <= n)), what).toBe(true);
      expect(p >= 0 && p <= 1, what).toBe(true);
    }
  });

  it("agrees between p-value and interval, rounding and the two kinds of test aside", () => {
    const contradicts = ({ statistic, low, high, p }: LedgerRow) => {
      const none = NO_ASSOCIATION[statistic];
      const leavesOut = low > none || high < none;
      return leavesOut ? p > 0.06 : p < 0.04;
    };
    expect(all.filter(contradicts)).toEqual([]);
  });

  it("has response and survival rows for every signature that has a part in a class", () => {
    for (const { signature } of MEMBERS) {
      const kinds = new Set(ledgerRows(signature).map((each) => each.kind));
      expect(kinds.has("response") && kinds.has("survival"), signature).toBe(true);
    }
  });

  it("bears out what the catalogue says a high score of Buffa's hypoxia goes with", () => {
    expect(findSignature("hypoxia_buffa2010").reading).toContain(
      "in breast often a pathological response yet poor prognosis",
    );
    expect(row("hypoxia_buffa2010", "biospear-rd")?.high).toBeLessThan(0.5);
    expect(row("hypoxia_buffa2010", "tnbc-rd")?.high).toBeLessThan(0.5);
    expect(row("hypoxia_buffa2010", "biospear-drfs")?.low).toBeGreaterThan(1);
    expect(row("hypoxia_buffa2010", "scanb-os-no-chemo")?.low).toBeGreaterThan(1);
  });

  it("holds what speaks against the axes", () => {
    expect(row("axis:response", "bladder-early-death")?.high).toBeLessThan(0.5);
    expect(row("axis:response", "biospear-drfs")?.high).toBeLessThan(1);
    expect(row("axis:persistence", "scanb-os-no-chemo")?.low).toBeGreaterThan(1);
    expect(row("axis:persistence", "biospear-rd")?.value).toBeLessThan(0.5);
    const single = row("gene:ESR1", "biospear-rd")?.value ?? 0;
    expect(Math.abs(single - (row("axis:response", "biospear-rd")?.value ?? 0))).toBeLessThan(0.03);
  });

  it("marks the cohort whose patients are in another one", () => {
    expect(row("axis:response", "tnbc-rd")?.overlap).toBe("breast_anthracycline_biospear");
  });

  it("turns scores for outcomes alone, and says by which method they were made", () => {
    expect(row("ces_zhang2016", "biospear-rd")).toMatchObject({ oriented: true, orientation: -1, method: "zscore" });
    expect(row("ces_zhang2016", "tnbc-rd")?.method).toBe("singscore");
    expect(row("ces_zhang2016", "dox-treated")).toMatchObject({ oriented: false, value: 0 });
  });

  it("has no rows for what was never measured", () => {
    expect(ledgerRows("toString")).toEqual([]);
  });

  it("has no endpoint without a row", () => {
    const used = new Set(all.map((each) => each.id));
    expect(file.endpoints.map((endpoint) => endpoint.id).filter((id) => !used.has(id))).toEqual([]);
  });
});
