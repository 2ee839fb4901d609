/** The second stage of a part: scores that depend on the whole cohort, and all scores in the order of the request. */
import { columnsOfClasses, scoresOf } from "../../engine/cohort/index.ts";
import type { OptionValues } from "../../engine/methods/method.ts";
import type { ScoreColumn, SignatureSummary, Warning } from "../../engine/scored.ts";
import type { Env } from "../../env.ts";
import { gapChunks } from "../../results/gaps.ts";
import { openBoard } from "../../score.ts";
import { readArrays, readFrom, readHead, writeArrays } from "./arrays.ts";
import { openAttempt } from "./attempt.ts";
import { type CohortFacts, wholeCohort } from "./cohort.ts";
import { type Attempt, getJson, places, putFloats } from "./places.ts";
import { readRankedPart } from "./ranked.ts";

/** What is known of a completed part beside its arrays; all but `samples` is the same in every part. */
export interface CompletedFacts {
  readonly samples: readonly string[];
  readonly columns: readonly Pick<ScoreColumn, "signature" | "method" | "fields">[];
  readonly signatures: readonly SignatureSummary[];
  readonly options: OptionValues;
  readonly warnings: readonly Warning[];
}

/**
 * Completes a part: the first field of each column goes where it can be gathered by column. Its arrays: `values-<column>`, all
 * fields, sample by sample; and last, to be read in one piece, `class-scores` and `class-reasons` of the columns that classes
 * rest on.
 *
 * @throws Superseded
 */
export async function completePart(env: Env, at: Attempt, part: number): Promise<void> {
  const { plan } = await openAttempt(env, at);
  const ranked = await readRankedPart(env, at, part);
  const whole = await wholeCohort(env, at, await getJson<CohortFacts>(env, places.cohort(at)));
  const { board } = openBoard(plan.request);
  board.restore(ranked.board);
  const { columns, signatures, options, warnings } = board.finish(whole);
  const facts: CompletedFacts = {
    samples: ranked.facts.samples,
    columns: columns.map(({ signature, method, fields }) => ({ signature, method, fields })),
    signatures,
    options,
    warnings,
  };
  const classColumns = columnsOfClasses({ columns }).map((column) => columns[column]);
  await putFloats(env, places.scores(at, part), joined(columns.map(scoresOf)));
  const gaps = gapChunks({ samples: facts.samples, measured: ranked.board.measured, columns });
  await env.MATRICES.put(places.gaps(at, part), [...gaps].join(""));
  await writeArrays(env, places.completed(at, part), facts, {
    ...Object.fromEntries(columns.map(({ values }, column) => [`values-${column}`, values])),
    "class-scores": joined(classColumns.map(scoresOf)),
    "class-reasons": Uint8Array.from(classColumns.flatMap(({ reasons }) => [...reasons])),
  });
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const column of columns) {
    all.set(column, start);
    start += column.length;
  }
  return all;
}

/** A completed part: its samples, and its columns with all fields. */
export async function readCompletedPart(env: Env, at: Attempt, part: number) {
  const { facts, floats } = await readArrays<CompletedFacts>(env, places.completed(at, part));
  const columns = facts.columns.map((column, index) => ({ ...column, values: floats(`values-${index}`) }));
  return { samples: facts.samples, columns };
}

/** The columns that classes rest on, of one part: each with its score alone. */
export async function readClassColumns(env: Env, at: Attempt, part: number): Promise<ScoreColumn[]> {
  const key = places.completed(at, part);
  const head = await readHead<CompletedFacts>(env, key);
  const { columns, samples } = head.facts;
  const array = await readFrom(env, key, head, "class-scores");
  return columnsOfClasses({ columns }).map((column, at) => {
    const range = [at * samples.length, (at + 1) * samples.length] as const;
    return {
      ...columns[column],
      fields: columns[column].fields.slice(0, 1),
      values: (array("class-scores") as Float64Array).subarray(...range),
      reasons: (array("class-reasons") as Uint8Array).subarray(...range),
    };
  });
}
