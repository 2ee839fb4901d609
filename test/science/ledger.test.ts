/** The shipped ledger and the tables of docs/evidence.md, computed anew. Needs `../shared/data`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildEvidence } from "../../scripts/evidence/build.ts";
import { fillTables } from "../../scripts/evidence/document.ts";
import { ledgerText } from "../../scripts/evidence/ledger.ts";
import { type EvidenceTables, evidenceTables } from "../../scripts/evidence/tables.ts";
import { expand } from "../../worker/catalogue/ledger.ts";
import { auc } from "../../worker/engine/statistics/index.ts";
import { DATA, hasData, PATIENCE } from "./data.ts";

const ROOT = join(import.meta.dirname, "../..");

describe.runIf(hasData("the ledger computed anew"))("the cohorts", PATIENCE, () => {
  let evidence: EvidenceTables;
  beforeAll(async () => {
    evidence = await buildEvidence(DATA);
  }, PATIENCE.timeout);

  const row = (signature: string, endpoint: string) => {
    const found = expand(evidence.ledger, signature).find(({ id }) => id === endpoint);
    if (found === undefined) throw new Error(`${signature} has no row on ${endpoint}`);
    return found;
  };

  it("give the shipped ledger and the tables of the document, to the last digit", () => {
    const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
    expect(ledgerText(evidence.ledger)).toBe(read("worker/catalogue/data/ledger.json"));
    const page = read("docs/evidence.md");
    expect(fillTables(page, evidenceTables(evidence))).toBe(page);
  });

  it.each([
    ["ir_program_composite", "molt4-irradiated", 0.95],
    ["msigdb_kerley_response_to_cisplatin_up", "molt4-irradiated", 0.95],
    ["ir_program_composite", "dox-treated", 0.95],
    ["msigdb_kerley_response_to_cisplatin_up", "dox-treated", 0.95],
    ["msigdb_hallmark_interferon_alpha_response", "flu-symptomatic", 0.95],
    ["axis:response", "biospear-rd", 0.7],
  ])("%s tells %s apart at %f or better", (signature, endpoint, least) => {
    expect(row(signature, endpoint).value).toBeGreaterThanOrEqual(least);
  });

  it("show G2M falling under doxorubicin", () => {
    expect(row("msigdb_hallmark_g2m_checkpoint", "dox-treated").value).toBeLessThan(0.05);
  });

  it("show the response axis reversed in bladder cancer, and survival of the opposite sign in breast cancer", () => {
    expect(row("axis:response", "bladder-early-death").high).toBeLessThan(0.5);
    expect(row("axis:response", "biospear-drfs").high).toBeLessThan(1);
  });

  it("show interferon at each time from 69 hours after infection on at 0.95 or better, and not before infection", () => {
    const flu = evidence.cohorts.find(({ cohort }) => cohort.id === "flu_h3n2_qusage");
    const column = flu?.scored.columns.find(({ signature }) => signature.includes("interferon_alpha"));
    if (flu === undefined || column === undefined) throw new Error("interferon was not scored");
    const at = (hour: string) => {
      const samples = flu.labels.flatMap((label, sample) => (label["Hours.Numeric"] === hour ? [sample] : []));
      const scores = samples.map((sample) => column.values[sample * column.fields.length]);
      return auc(
        scores,
        samples.map((sample) => Number(flu.labels[sample].Condition === "sx")),
      ).value;
    };
    for (const hour of ["69", "77", "84", "93", "101", "108"])
      expect(at(hour), `${hour} h`).toBeGreaterThanOrEqual(0.95);
    expect(at("0")).toBeLessThan(0.7);
  });
});
