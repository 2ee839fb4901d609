/** What scoring a matrix yields, before cohort statistics and classes: scores are kept by column. */
import type { OptionValues } from "./methods/method.ts";
import type { MethodName } from "./signature.ts";

/** Something that did not stop the work but that the reader of the result should know. */
export interface Warning {
  readonly type: string;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** How the rows of a matrix name their genes. */
export type IdentifierKind = "symbol" | "alias" | "entrez" | "ensembl" | "excel-date" | "literal";

/** What was recognised in a matrix. */
export interface MatrixSummary {
  readonly name: string;
  readonly format: string;
  readonly genes: number;
  readonly samples: number;
  readonly digest: string | null;
  readonly identifiers: IdentifierKind | "mixed" | "literal";
  /** "continuous", "counts", "centred" (each gene centred on 0 over the samples: z-scores, two-colour ratios). */
  readonly values: ValueScale;
  readonly warnings: readonly Warning[];
}

/** What the values look like; `centred` ones have no order within a sample. */
export type ValueScale = "continuous" | "counts" | "centred";

/** By what was scored. */
export interface EngineSummary {
  readonly version: string;
  readonly path: "wasm" | "typescript";
  readonly kernel: string | null;
  /** Most bytes held at once for this matrix by our own account: streams, panel, counters, tiles, scores. */
  readonly heldBytes: number;
}

/** A method that was asked for and cannot score a signature, with the reason. */
export interface RefusedMethod {
  readonly method: MethodName;
  readonly reason: string;
}

/** A signature as it was scored, with what the matrix lacked of it. */
export interface SignatureSummary {
  readonly id: string;
  readonly version: number;
  readonly methods: readonly MethodName[];
  /** Methods that were asked for and do not fit the signature; only where a partial answer was asked for. */
  readonly refused: readonly RefusedMethod[];
  readonly present: number;
  readonly total: number;
  readonly presentUp: number;
  readonly presentDown: number;
  readonly missing: readonly string[];
  /** Present genes below 70% of the list: scored all the same. */
  readonly lowCoverage: boolean;
  /** What was mended when the signature was read; absent where nothing was. */
  readonly mended?: readonly string[];
  /** Why no sample has a score, or null. */
  readonly reason: string | null;
}

/** All scores of one signature by one method: `values` is samples x fields, sample-major, NaN for null. */
export interface ScoreColumn {
  readonly signature: string;
  readonly method: MethodName;
  readonly fields: readonly string[];
  readonly values: Float64Array;
  /** NullReasonCode of each sample. */
  readonly reasons: Uint8Array;
}

/** Scores by column, before samples are compared with each other. */
export interface ScoredMatrix {
  readonly matrix: MatrixSummary;
  readonly engine: EngineSummary;
  readonly signatures: readonly SignatureSummary[];
  /** Sample names in the order of the matrix. */
  readonly samples: readonly string[];
  /** Genes measured in each sample. */
  readonly measured: Uint32Array;
  readonly columns: readonly ScoreColumn[];
  /** `method.option` -> value: what the methods of this run went by, defaults included. */
  readonly options: OptionValues;
}
