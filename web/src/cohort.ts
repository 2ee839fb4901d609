/** A scored cohort as the page shows it: columns of numbers, whether it was scored here or on the server. */
import { CLASS_NAMES, type ClassName } from "../../worker/engine/cohort/calls.ts";
import { CROSS_NAMES, type CrossName } from "../../worker/engine/cohort/cross.ts";
import { LEAD } from "../../worker/engine/cohort/members.ts";
import type { MethodName } from "../../worker/engine/signature.ts";
import type { ResultHead } from "../../worker/results/rows.ts";

export type { ResultHead } from "../../worker/results/rows.ts";

/** One score of every sample, in the order of the matrix; NaN where there is none. */
export interface ScoreView {
  readonly signature: string;
  readonly method: MethodName;
  readonly scores: Float64Array;
  /** 0 to 1, within the cohort; null where samples were not compared with each other. */
  readonly percentiles: Float64Array | null;
  /** How many samples have a score, and the score in their middle. */
  readonly known: number;
  readonly median: number;
}

/** Told by the engine: sorting 100,000 numbers for each score would hold up the page. */
export function middleOf(scores: Float64Array): Pick<ScoreView, "known" | "median"> {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort();
  return { known: sorted.length, median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN };
}

/** The classes of every sample. */
export interface ClassView {
  /** Index into {@link CLASS_NAMES}. */
  readonly radiation: Uint8Array;
  readonly chemo: Uint8Array;
  /** Index into {@link CROSS_NAMES}. */
  readonly cross: Uint8Array;
  /** Percentile of the lead score in its reference; NaN where there is none. */
  readonly radiationPercentile: Float64Array;
  /** Percentiles of the two chemo axes, high = resistant. */
  readonly response: Float64Array;
  readonly persistence: Float64Array;
}

export interface CohortView {
  readonly head: ResultHead;
  /** Sample names in the order of the matrix. */
  readonly samples: readonly string[];
  /** Genes measured in each sample. */
  readonly measured: Uint32Array;
  readonly scores: readonly ScoreView[];
  readonly classes: ClassView | null;
}

export type ChemoAxis = "response" | "persistence";

export function radiationOf({ radiation }: ClassView, sample: number): ClassName {
  return CLASS_NAMES[radiation[sample]];
}

export function chemoOf({ chemo }: ClassView, sample: number): ClassName {
  return CLASS_NAMES[chemo[sample]];
}

export function crossOf({ cross }: ClassView, sample: number): CrossName {
  return CROSS_NAMES[cross[sample]];
}

/** The score that the radiation class follows, where it was scored. */
export function leadOf(scores: readonly ScoreView[]): ScoreView | undefined {
  return scores.find(({ signature, method }) => signature === LEAD.signature && method === LEAD.method);
}

/** The cohort without the scores that no sample has. */
export function scoredPart(view: CohortView): CohortView {
  return { ...view, scores: view.scores.filter(({ scores }) => scores.some((score) => !Number.isNaN(score))) };
}
