/** Scoring and crosstalk as functions: what the service does with a request, without the request. */
import { ownSignatures } from "../catalogue/own.ts";
import { type CrosstalkReport, crosstalkMatrix } from "../crosstalk.ts";
import { classify } from "../engine/cohort/index.ts";
import type { OptionValues } from "../engine/methods/method.ts";
import type { Ranker } from "../engine/ranker/ranker.ts";
import { parseSheet } from "../engine/sheet.ts";
import type { MethodName } from "../engine/signature.ts";
import type { DuplicatePolicy } from "../matrix/text/names/names.ts";
import { parseCrosstalk } from "../request/crosstalk.ts";
import { planScoring } from "../request/plan.ts";
import { parseScoring } from "../request/scoring.ts";
import { scoreMatrix } from "../score.ts";
import { runtimeOf } from "./host.ts";
import { type Matrix, matrixOf } from "./matrix.ts";
import { type Result, resultOf } from "./result.ts";

/** How a run goes. */
export interface RunOptions {
  /** What the result and messages call the matrix; a `File` has a name of its own. */
  readonly name?: string;
  /** What to do with a signature's gene that stands on several rows: "error" by default. */
  readonly duplicates?: DuplicatePolicy;
  /** "wasm" by default; "typescript" gives the same bits, more slowly. */
  readonly engine?: Ranker["path"];
  /** Ends the run; it then fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told of bytes as they are read, for progress: of text those after inflation, twice. */
  readonly onBytes?: (bytes: number) => void;
}

/** What is asked for; everything has a default. The members are those of `POST /v1/score`. */
export interface ScoreOptions extends RunOptions {
  /** Ids of the catalogue ({@link signatures}), or "all"; by default the core ones, or those that come along alone. */
  readonly signatures?: readonly string[] | "all";
  /** By default each signature's own. */
  readonly methods?: readonly MethodName[];
  /** `method.option` -> value, such as `{ "singscore.ties": "average" }`. */
  readonly options?: OptionValues;
  /** Own gene sets: the text of a GMT file. */
  readonly gmt?: string;
  /** Own signatures with weights, directions or pairs: what their JSON says. */
  readonly own?: unknown;
  /** Sample sheet (TSV or CSV): who was treated, how and when, which batch. */
  readonly sheet?: string;
  /** "trust": RSI is scored although the genes are centred on 0 over the samples. */
  readonly scale?: "detect" | "trust";
  /** Leaves a signature out of a method that cannot score it, instead of refusing. */
  readonly partial?: boolean;
  /** AnnData's layer instead of X; "raw" for the matrix before filtering. */
  readonly layer?: string;
  /** Only these samples, counted from 1: "501-600". Text has no index of its samples. */
  readonly samples?: string;
  /** "none": scores only. */
  readonly classes?: "cohort" | "none";
  /** A published cohort to compare RSI with; it classifies only where all three declarations agree with it. */
  readonly reference?: {
    readonly cohort: string;
    readonly tissue?: string;
    readonly platform?: string;
    readonly processing?: string;
  };
}

/**
 * Scores every sample of a matrix, and classifies it where the cohort allows it. The same matrix and options give the same doubles to
 * the last bit in Node, Workers and browsers, by either engine.
 *
 * @throws Problem for everything that the caller can mend, with a stable `type`; {@link ScoreOptions.signal}'s reason
 * @example
 * const result = await score(await openAsBlob("cohort.h5ad"), { signatures: ["rsi_eschrich2009"] });
 * result.scores("rsi_eschrich2009", "rank-linear"); // Float64Array, a score a sample
 */
export async function score(matrix: Matrix, options: ScoreOptions = {}): Promise<Result> {
  const { name, signal, onBytes, gmt, own, sheet, ...asked } = options;
  const scoring = parseScoring(asked);
  const sets = ownSignatures(gmt, own, scoring.partial);
  const { request, context } = planScoring(scoring, sets, sheet === undefined ? undefined : parseSheet(sheet));
  const runtime = await runtimeOf(scoring.engine);
  const scored = await scoreMatrix(matrixOf(matrix, { name, layer: request.layer }), request, {
    ...runtime,
    signal,
    onBytes,
  });
  return resultOf(classify(scored, context));
}

/** What is asked for beside matrix and sheet. */
export interface CrosstalkOptions extends RunOptions {
  /** Of the permutations, where there are too many to look at each: 1 by default. */
  readonly seed?: number;
}

/**
 * What each treatment shifted within subjects.
 *
 * @param sheet TSV or CSV that names for each sample its subject and treatment
 * @throws Problem `bad-sheet` where the sheet does not fit the matrix, and what {@link score} throws
 */
export async function crosstalk(
  matrix: Matrix,
  sheet: string,
  options: CrosstalkOptions = {},
): Promise<CrosstalkReport> {
  const { name, signal, onBytes, ...asked } = options;
  const { duplicates, engine, seed } = parseCrosstalk(asked);
  const runtime = { ...(await runtimeOf(engine)), signal, onBytes };
  return crosstalkMatrix(matrixOf(matrix, { name }), { sheet: parseSheet(sheet), duplicates, seed }, runtime);
}
