/** Small treated cohorts with known shifts, as the engine would have scored them. */
import { CORE_PROGRAMMES } from "../../../worker/engine/crosstalk/index.ts";
import type { ScoreColumn, ScoredMatrix } from "../../../worker/engine/scored.ts";
import type { SheetRow, Treatment } from "../../../worker/engine/sheet.ts";
import { seededRandom } from "../../../worker/engine/statistics/index.ts";

export function sheetRow(
  sample: string,
  subject: string | null,
  treatment: Treatment | null,
  more: Partial<SheetRow> = {},
): SheetRow {
  return {
    sample,
    line: 2,
    subject,
    treatment,
    day: null,
    dose: null,
    type: null,
    radiotherapy: null,
    tissue: null,
    platform: null,
    processing: null,
    batch: null,
    covariates: [],
    ...more,
  };
}

/** `subjects` x (`baselines` untreated samples, then `treated` samples of each treatment). */
export function design(
  subjects: number,
  baselines: number,
  treated: number,
  treatments: readonly Treatment[] = ["RT"],
): SheetRow[] {
  return Array.from({ length: subjects }, (_, subject) =>
    (["none", ...treatments] as Treatment[]).flatMap((treatment) =>
      Array.from({ length: treatment === "none" ? baselines : treated }, (_, repeat) =>
        sheetRow(`s${subject}-${treatment}-${repeat}`, `subject ${subject}`, treatment),
      ),
    ),
  ).flat();
}

/** A number between -1/2 and 1/2 that looks random and is the same each time. */
export function noise(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random.next() / 2 ** 32 - 0.5;
}

export type ScoreOf = (id: string, row: SheetRow, sample: number) => number;

/** Scores of the core programmes, and of any genes named, by a function of programme (or `gene:SYMBOL`) and sample. */
export function scoredBy(rows: readonly SheetRow[], scoreOf: ScoreOf, genes: readonly string[] = []): ScoredMatrix {
  const ids = [...CORE_PROGRAMMES, ...genes.map((gene) => `gene:${gene}`)];
  const columns = ids.map((signature): ScoreColumn => {
    // singscore writes two fields a sample, score and dispersion.
    const values = Float64Array.from(rows.flatMap((row, sample) => [scoreOf(signature, row, sample), 0]));
    return {
      signature,
      method: "singscore",
      fields: ["score", "dispersion"],
      values,
      reasons: new Uint8Array(rows.length),
    };
  });
  return {
    matrix: {
      name: "cohort",
      format: "tsv",
      genes: 20_000,
      samples: rows.length,
      digest: null,
      identifiers: "symbol",
      values: "continuous",
      warnings: [],
    },
    engine: { version: "test", path: "typescript", kernel: null, heldBytes: 0 },
    signatures: [],
    samples: rows.map((row) => row.sample),
    measured: new Uint32Array(rows.length).fill(20_000),
    columns,
    options: {},
  };
}
