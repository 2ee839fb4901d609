/** What a board takes and gives out. */
import type { ScoreRange } from "../methods/common/ssgsea-normalise.ts";
import type { MethodOptions } from "../methods/index.ts";
import type { CohortValues, OptionValues } from "../methods/method.ts";
import type { ScaleFinding, ScaleTally } from "../scale.ts";
import type { ScoreColumn, SignatureSummary, Warning } from "../scored.ts";
import type { MethodName, Signature } from "../signature.ts";

/** What is to be scored. */
export interface ScoringPlan {
  readonly signatures: readonly Signature[];
  /** Instead of each signature's own methods. */
  readonly methods?: readonly MethodName[];
  readonly options: MethodOptions;
  /** Whether values without a within-sample order are to be scored by rank-linear all the same. */
  readonly trustScale: boolean;
  /** Whether a signature that a method cannot score is left out of that method instead of being an error. */
  readonly partial: boolean;
}

/** The scores of some samples of a cohort that is scored in parts; what depends on the whole cohort is still missing. */
export interface BoardPart {
  /** For each panel gene, 1 where the matrix holds it. */
  readonly present: Uint8Array;
  readonly measured: Uint32Array;
  /** Of methods of sample scope, in the order of the plan. */
  readonly columns: readonly Pick<ScoreColumn, "values" | "reasons">[];
  /** Panel genes that methods of cohort scope look at. */
  readonly cohortGenes: readonly number[];
  /** Samples x cohort genes, sample-major. */
  readonly cohortValues: Float64Array;
  readonly scale: ScaleTally;
  /** Of the columns that a second pass normalises, in the order of the plan. */
  readonly scoreRanges: readonly ScoreRange[];
}

/** What is known of a cohort once all of its parts are scored. */
export interface WholeCohort {
  readonly statistics: CohortValues["statistics"];
  readonly scale: ScaleFinding;
  /** As in {@link BoardPart}, over all parts. */
  readonly scoreRanges: readonly ScoreRange[];
}

/** What the samples of a matrix got. */
export interface Scores {
  readonly columns: readonly ScoreColumn[];
  readonly signatures: readonly SignatureSummary[];
  readonly measured: Uint32Array;
  readonly scale: ScaleFinding;
  /** What the methods went by. */
  readonly options: OptionValues;
  readonly warnings: readonly Warning[];
}
