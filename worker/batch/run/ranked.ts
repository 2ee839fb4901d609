/** The first stage of a part: its samples are ranked, and scored as far as that goes without the other parts. */

import type { BoardPart } from "../../engine/board/scores.ts";
import type { ScaleTally } from "../../engine/scale.ts";
import type { MatrixSummary, Warning } from "../../engine/scored.ts";
import type { Env } from "../../env.ts";
import type { Isolate } from "../../isolate.ts";
import { type Runtime, type ScoredPart, type ScoreRequest, scoreBlock, scoreRange } from "../../score.ts";
import { platform } from "../../storage/platform.ts";
import { openBlock } from "../stage/block.ts";
import type { StagedMatrix } from "../stage/stage.ts";
import { type ArraysHead, type NumberArray, readArrays, readFrom, writeArrays } from "./arrays.ts";
import { openAttempt } from "./attempt.ts";
import { type Attempt, getFloats, getJson, places, putFloats } from "./places.ts";
import { openSource } from "./source.ts";

/** What is known of a ranked part beside its arrays. */
export interface RankedFacts {
  readonly samples: readonly string[];
  readonly genes: number;
  readonly identifiers: MatrixSummary["identifiers"];
  readonly warnings: readonly Warning[];
  readonly path: "wasm" | "typescript";
  readonly kernel: string | null;
  readonly heldBytes: number;
  /** Panel genes of {@link places.cohortValues}. */
  readonly cohortGenes: readonly number[];
  /** Columns of methods of sample scope. */
  readonly columns: number;
  readonly scoreRanges: BoardPart["scoreRanges"];
}

const SCALE_ARRAYS = ["samples", "mean", "squares", "negative", "positive", "whole"] as const;

/** Ranks a part. @throws Superseded; Problem for what is wrong with the numbers */
export async function rankPart(env: Env, isolate: Isolate, at: Attempt, part: number): Promise<void> {
  const { job, request, plan } = await openAttempt(env, at);
  const staged = await getJson<StagedMatrix>(env, places.matrix(at));
  const ranker = await isolate.ranker(request.engine);
  const runtime = { ranker, platform, budget: isolate.budget };
  const { board, genes, samples, warnings, ...scored } =
    staged.ranges === null
      ? await scoreStaged(env, at, part, plan.request, runtime)
      : await scoreRange(await openSource(env, job), staged.ranges[part], plan.request, runtime);
  const { cohortGenes } = board;
  const facts: RankedFacts = {
    samples,
    genes,
    identifiers: plan.request.literalIdentifiers ? "literal" : scored.identifiers,
    warnings,
    path: ranker.path,
    kernel: ranker.kernel,
    heldBytes: scored.heldBytes,
    cohortGenes,
    columns: board.columns.length,
    scoreRanges: board.scoreRanges,
  };
  const columns = board.columns.flatMap(({ values, reasons }, column) => [
    [`values-${column}`, values],
    [`reasons-${column}`, reasons],
  ]);
  const scale = SCALE_ARRAYS.map((name) => [`scale-${name}`, board.scale[name]]);
  const cohortValues = transposed(board.cohortValues, samples.length, cohortGenes.length);
  await putFloats(env, places.cohortValues(at, part), cohortValues);
  await writeArrays(env, places.ranked(at, part), facts, {
    present: board.present,
    measured: board.measured,
    ...Object.fromEntries([...columns, ...scale]),
  });
}

async function scoreStaged(
  env: Env,
  at: Attempt,
  part: number,
  request: ScoreRequest,
  runtime: Runtime,
): Promise<ScoredPart> {
  const block = await openBlock(env, at, part);
  const lease = await runtime.budget.acquire(block.heldBytes);
  try {
    const scored = await scoreBlock(block, request, runtime);
    return { ...scored, heldBytes: scored.heldBytes + block.heldBytes };
  } finally {
    lease.release();
  }
}

/** A ranked part as the scoreboard left it. */
export async function readRankedPart(
  env: Env,
  at: Attempt,
  part: number,
): Promise<{ facts: RankedFacts; board: BoardPart }> {
  const { facts, array, floats, bytes } = await readArrays<RankedFacts>(env, places.ranked(at, part));
  const { cohortGenes, samples } = facts;
  const values = await getFloats(env, places.cohortValues(at, part), 0, cohortGenes.length * samples.length);
  const board: BoardPart = {
    present: bytes("present"),
    measured: array("measured") as Uint32Array,
    columns: Array.from({ length: facts.columns }, (_, column) => ({
      values: floats(`values-${column}`),
      reasons: bytes(`reasons-${column}`),
    })),
    cohortGenes,
    cohortValues: transposed(values, cohortGenes.length, samples.length),
    scale: scaleOf(array),
    scoreRanges: facts.scoreRanges,
  };
  return { facts, board };
}

/** The scale tally of a ranked part, whose arrays are its last. */
export async function readScale(env: Env, key: string, head: ArraysHead<unknown>): Promise<ScaleTally> {
  return scaleOf(await readFrom(env, key, head, `scale-${SCALE_ARRAYS[0]}`));
}

function scaleOf(array: (name: string) => NumberArray): ScaleTally {
  return Object.fromEntries(SCALE_ARRAYS.map((name) => [name, array(`scale-${name}`)])) as unknown as ScaleTally;
}

/** rows x columns as columns x rows. */
function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column];
  }
  return turned;
}
