/** Scored matrices made by hand. */
import { NullReason } from "../../../worker/engine/methods/method.ts";
import type { ScoreColumn, ScoredMatrix, SignatureSummary } from "../../../worker/engine/scored.ts";
import type { MethodName } from "../../../worker/engine/signature.ts";

/** Scores by `signature:method`; NaN for a null score. Samples are called S1, S2, ... unless named. */
export function scoredMatrix(
  scores: Readonly<Record<string, ArrayLike<number>>>,
  changes: Partial<ScoredMatrix> = {},
): ScoredMatrix {
  const columns = Object.entries(scores).map(([name, values]) => column(name, values));
  const count = columns[0].values.length;
  return {
    matrix: {
      name: "m.tsv",
      format: "tsv",
      genes: 100,
      samples: count,
      digest: null,
      identifiers: "symbol",
      values: "continuous",
      warnings: [],
    },
    engine: { version: "0", path: "typescript", kernel: null, heldBytes: 0 },
    signatures: columns.map(({ signature, method }) => summary(signature, method)),
    samples: sampleNames(count),
    measured: new Uint32Array(count).fill(100),
    columns,
    options: {},
    ...changes,
  };
}

export function sampleNames(count: number): string[] {
  return Array.from({ length: count }, (_, sample) => `S${sample + 1}`);
}

/** The numbers from 1 to `count`. */
export function ascending(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** A sheet of one column more than the sample's. */
export function sheetText(column: string, values: readonly string[]): string {
  return `sample\t${column}\n${values.map((value, at) => `S${at + 1}\t${value}\n`).join("")}`;
}

export const RSI = "rsi_eschrich2009:rank-linear";
export const CES = "ces_zhang2016:singscore";
export const PROGRAMME = "ir_program_composite:singscore";
export const ISG = "isgrs_benci2019:singscore";

function column(name: string, values: ArrayLike<number>): ScoreColumn {
  const [signature, method] = name.split(":") as [string, MethodName];
  const code = (value: number) => (Number.isNaN(value) ? NullReason.coverage : NullReason.none);
  return {
    signature,
    method,
    fields: ["score"],
    values: Float64Array.from(values),
    reasons: Uint8Array.from(values, code),
  };
}

function summary(id: string, method: MethodName): SignatureSummary {
  return {
    id,
    version: 1,
    methods: [method],
    refused: [],
    present: 10,
    total: 10,
    presentUp: 5,
    presentDown: 5,
    missing: [],
    lowCoverage: false,
    reason: null,
  };
}
