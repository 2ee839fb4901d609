/** From a matrix and a sample sheet to what each treatment shifted. */
import { findSignature } from "./catalogue/index.ts";
import {
  CORE_PROGRAMMES,
  type CrosstalkResult,
  crosstalk,
  crosstalkSignatures,
  p53Targets,
  SHOWN_PROGRAMMES,
} from "./engine/crosstalk/index.ts";
import type { EngineSummary, MatrixSummary, SignatureSummary } from "./engine/scored.ts";
import { type SampleSheet, sheetRows } from "./engine/sheet.ts";
import { NOTICE } from "./results/notice.ts";
import { type Runtime, type ScoreRequest, scoreMatrix } from "./score.ts";

/** What is compared with what. */
export interface CrosstalkRequest {
  readonly sheet: SampleSheet;
  readonly duplicates: ScoreRequest["duplicates"];
  /** Of the labellings, where there are too many to look at each. */
  readonly seed: number;
}

/** What each treatment shifted within subjects, with how that was tested; the answer of `POST /v1/crosstalk`. */
export interface CrosstalkReport extends CrosstalkResult {
  readonly notice: string;
  readonly matrix: MatrixSummary;
  readonly engine: EngineSummary;
  /** Coverage of the programmes. */
  readonly signatures: readonly SignatureSummary[];
}

/**
 * Scores the programmes, and their genes one by one, and tests what treatment shifted within subjects.
 *
 * @throws Problem `bad-sheet` where the sheet does not fit the matrix or holds no subject with an untreated and a treated sample;
 *   everything that scoring throws
 */
export async function crosstalkMatrix(
  source: Parameters<typeof scoreMatrix>[0],
  { sheet, duplicates, seed }: CrosstalkRequest,
  runtime: Runtime,
): Promise<CrosstalkReport> {
  const signatures = crosstalkSignatures(findSignature);
  const scored = await scoreMatrix(source, { signatures, options: {}, duplicates, literalIdentifiers: false }, runtime);
  const result = crosstalk(scored, sheetRows(sheet, scored.samples), p53Targets(findSignature), seed);
  const programmes = new Set<string>([...CORE_PROGRAMMES, ...SHOWN_PROGRAMMES]);
  return {
    notice: NOTICE,
    matrix: scored.matrix,
    engine: scored.engine,
    signatures: scored.signatures.filter((signature) => programmes.has(signature.id)),
    ...result,
  };
}
