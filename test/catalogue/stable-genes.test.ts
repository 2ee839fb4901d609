import { describe, expect, test } from "vitest";
import { identifierIndex } from "../../worker/catalogue/identifiers.ts";
import { STABLE_GENES } from "../../worker/catalogue/stable-genes.ts";
import { planScoring } from "../../worker/request/plan.ts";
import { parseScoring } from "../../worker/request/scoring.ts";
import { scoreBoth } from "../support/score.ts";
import { memorySource } from "../support/source.ts";

describe("stable genes", () => {
  test("are found by the Ensembl ids that the same reference page of singscore prints beside the symbols", () => {
    const ids = ["ENSG00000155636", "ENSG00000089234", "ENSG00000144021", "ENSG00000120948", "ENSG00000165119"];
    const index = identifierIndex(STABLE_GENES.carcinoma);
    expect(ids.map((id) => index.lookup(id))).toEqual(ids.map((_, gene) => ({ gene, kind: "ensembl" })));
  });

  test.each(Object.entries(STABLE_GENES))("%s stands for its genes, which the result names", async (name, genes) => {
    const measured = new Set([...Object.values(STABLE_GENES).flat(), "TP53", "MDM2"]);
    const text = `gene\tS1\n${[...measured].map((gene, i) => `${gene}\t${(i * 5) % 8}\n`).join("")}`;
    const own = [{ id: "set", version: 1, methods: ["singscore"] as const, coverage: { total: 1 } }].map((set) => ({
      ...set,
      genes: ["TP53", "MDM2"].map((symbol) => ({ symbol, direction: 1 as const })),
    }));
    const scored = async (stable: string) => {
      const { request } = planScoring(parseScoring({ options: { "singscore.stable": stable } }), own);
      return scoreBoth(() => memorySource(text), request);
    };
    const [byName, byGenes] = [await scored(name), await scored(genes.join(","))];
    expect(byName.columns[0].values[0]).toBe(byGenes.columns[0].values[0]);
    expect(byName.columns[0].values[0]).toBeGreaterThan(-0.5);
    expect(byName.options["singscore.stable"]).toBe(genes.join(","));
  });
});
