import { describe, expect, it } from "vitest";
import { crosstalk } from "../../../worker/engine/crosstalk/index.ts";
import { design, noise, type ScoreOf, scoredBy } from "./cohort.ts";

const GENES = Array.from({ length: 60 }, (_, gene) => `G${gene}`);
const TARGETS = new Set(GENES.slice(0, 20));
const ROWS = design(4, 3, 3, ["RT", "CT"]);

/** Genes moved by each treatment as told, on top of noise. */
function moving(effect: (treatment: "RT" | "CT", gene: number) => number, seed: number): ScoreOf {
  const jitter = noise(seed);
  return (id, { treatment }) => {
    const gene = id.startsWith("gene:G") ? Number(id.slice("gene:G".length)) : -1;
    return jitter() + (gene >= 0 && (treatment === "RT" || treatment === "CT") ? effect(treatment, gene) : 0);
  };
}

const shared = (scoreOf: ScoreOf) => crosstalk(scoredBy(ROWS, scoreOf, GENES), ROWS, TARGETS).sharing;

describe("sharing between two treatments", () => {
  it("is the correlation of gene-level shifts, beyond what permuted labels give", () => {
    const [found] = shared(moving((_, gene) => (gene % 7) - 3, 1));
    expect(found.modalities).toEqual(["RT", "CT"]);
    expect(found.genes).toBe(60);
    expect(found.correlation).toBeGreaterThan(0.95);
    expect(found.p).toBe(1 / found.labellings);
    expect(found.withoutP53Targets.genes).toBe(40);
    expect(found.withoutP53Targets.p).toBe(1 / found.labellings);
  });

  it("that rests on p53 targets alone is gone without them", () => {
    const [found] = shared(
      moving((treatment, gene) => (gene < 20 ? (gene % 5) - 2 : treatment === "RT" ? gene % 3 : gene % 2), 2),
    );
    expect(found.correlation).toBeGreaterThan(0.4);
    expect(Math.abs(found.withoutP53Targets.correlation ?? 1)).toBeLessThan(0.3);
  });

  it("does not come from the baseline samples that the treatments share", () => {
    const correlations: number[] = [];
    let significant = 0;
    for (let cohort = 0; cohort < 20; cohort++) {
      const [found] = shared(moving(() => 0, 100 + cohort));
      correlations.push(found.correlation ?? Number.NaN);
      if ((found.p ?? 0) <= 0.05) significant++;
    }
    // Shared baselines alone correlate the shifts at about 1/2; the permuted labellings know that.
    expect(correlations.reduce((sum, r) => sum + r, 0) / correlations.length).toBeGreaterThan(0.3);
    expect(significant).toBeLessThanOrEqual(3);
  });

  it("is not looked at for one treatment alone", () => {
    const rows = design(4, 2, 2);
    const result = crosstalk(
      scoredBy(
        rows,
        moving(() => 1, 3),
        GENES,
      ),
      rows,
      TARGETS,
    );
    expect(result.sharing).toEqual([]);
    expect(result.genes[0].shifts).toHaveLength(60);
  });
});

describe("gene-level shifts", () => {
  it("run from the gene most raised to the one most lowered and say which are p53 targets", () => {
    const result = crosstalk(
      scoredBy(
        ROWS,
        moving((_, gene) => gene * 10, 4),
        GENES,
      ),
      ROWS,
      TARGETS,
    );
    const [radiotherapy] = result.genes;
    expect(radiotherapy.modality).toBe("RT");
    expect(radiotherapy.shifts[0]).toMatchObject({ gene: "G59", p53Target: false });
    expect(radiotherapy.shifts.at(-1)).toMatchObject({ gene: "G0", p53Target: true });
  });

  it("leave out genes without a place in some sample", () => {
    const places = moving(() => 1, 5);
    const scored = scoredBy(
      ROWS,
      (id, row, sample) => (id === "gene:G3" && sample === 0 ? Number.NaN : places(id, row, sample)),
      GENES,
    );
    expect(crosstalk(scored, ROWS, TARGETS).genes[0].shifts.map((shift) => shift.gene)).not.toContain("G3");
  });
});

describe("several treatments", () => {
  it("are each read by themselves, and together by what any of them raised", () => {
    const jitter = noise(9);
    const scored = scoredBy(ROWS, (id, { treatment }) => {
      const byRadiation = treatment === "RT" && /p53|apoptosis/.test(id);
      const byChemo = treatment === "CT" && /interferon/.test(id);
      return 0.1 * jitter() + (byRadiation || byChemo ? 1 : 0);
    });
    const result = crosstalk(scored, ROWS, TARGETS);
    expect(result.readings.map((reading) => [reading.modality, reading.class])).toEqual([
      ["RT", "sensitisation-like"],
      ["CT", "cross-resistance-like"],
    ]);
    expect(result.reading.class).toBe("mixed");
  });
});
