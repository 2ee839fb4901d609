/** What a result says of one sample, whatever the format. */
import {
  type ClassifiedResult,
  cohortSummary,
  interval,
  intervalOf,
  nullReason,
  percentileOf,
  type SampleClasses,
  sampleClasses,
} from "../engine/cohort/index.ts";
import type { ScoreColumn } from "../engine/scored.ts";
import { NOTICE } from "./notice.ts";

/** One score; further fields of the method (dispersion ...) stand between score and percentile. */
export type ScoreEntry = Record<string, number | string | null | readonly [number, number]>;

/** All that is said of one sample. */
export interface SampleRow extends Partial<SampleClasses> {
  readonly id: string;
  /** Genes measured in the sample. */
  readonly measured: number;
  /** By signature, then by method. */
  readonly scores: Readonly<Record<string, Record<string, ScoreEntry>>>;
}

/** All that is said of the matrix and the cohort: the result without its samples. */
export type ResultHead = ReturnType<typeof resultHead>;

/** A result as the JSON document that it becomes. */
export interface ResultDocument extends ResultHead {
  readonly samples: readonly SampleRow[];
}

/** Everything but the samples. `cohort` is there where samples were compared with each other. */
export function resultHead({ scored, cohort, citationOf, request }: ClassifiedResult) {
  return {
    notice: NOTICE,
    matrix: scored.matrix,
    engine: scored.engine,
    request,
    options: scored.options,
    signatures: scored.signatures.map((summary) => ({ ...summary, citation: citationOf(summary.id) ?? null })),
    ...(cohort === null ? {} : { cohort: cohortSummary(scored, cohort) }),
  };
}

/** The samples in the order of the matrix, made one at a time. */
export function* sampleRows(result: ClassifiedResult): Generator<SampleRow> {
  const row = sampleRow(result);
  for (let sample = 0; sample < result.scored.samples.length; sample++) yield row(sample);
}

/** A function that makes the row of a sample (index in the order of the matrix). */
export function sampleRow({ scored, cohort }: ClassifiedResult): (sample: number) => SampleRow {
  const classes = cohort?.classes ? sampleClasses(scored, cohort, cohort.classes) : null;
  const entry = scoreEntries({ scored, cohort });
  return (sample) => {
    // No prototype: a set that came with the request may be called anything, `__proto__` included.
    const scores: Record<string, Record<string, ScoreEntry>> = Object.create(null);
    for (const [at, column] of scored.columns.entries()) {
      scores[column.signature] ??= {};
      scores[column.signature][column.method] = entry(at, sample);
    }
    return { id: scored.samples[sample], measured: scored.measured[sample], scores, ...classes?.(sample) };
  };
}

/** A field of a score, or null. */
export function fieldOf(column: Pick<ScoreColumn, "fields" | "values">, sample: number, field: number): number | null {
  const value = column.values[sample * column.fields.length + field];
  return Number.isFinite(value) ? value : null;
}

function scoreEntries({ scored, cohort }: Pick<ClassifiedResult, "scored" | "cohort">) {
  const summaries = new Map(scored.signatures.map((summary) => [summary.id, summary]));
  return (at: number, sample: number): ScoreEntry => {
    const column = scored.columns[at];
    const score = fieldOf(column, sample, 0);
    if (score === null) {
      const reason = nullReason(column, summaries.get(column.signature), sample);
      return cohort === null ? { score, reason } : { score, percentile: null, reason };
    }
    const fields = column.fields.map((name, field) => [name, fieldOf(column, sample, field)]);
    const entry: ScoreEntry = Object.fromEntries(fields);
    if (cohort === null) return entry;
    const positions = cohort.positions[at];
    const percentile = percentileOf(positions, sample);
    entry.percentile = Number.isNaN(percentile) ? null : percentile;
    entry.interval = interval(intervalOf(positions, sample, cohort.bound));
    return entry;
  };
}
