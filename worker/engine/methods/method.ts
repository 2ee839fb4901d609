/** What a scoring method is. One file a method beside this one; `index.ts` lists them. */
import type { PanelRanks, PanelSet } from "../panel.ts";
import type { MethodName, Signature } from "../signature.ts";
import type { GeneStatistics } from "./common/cohort-genes.ts";

/** Why a score is null; the words a result prints are in {@link NULL_REASONS}. */
export const NullReason = {
  none: 0,
  /** Fewer genes than the signature's coverage floor, in the matrix or in this sample. */
  coverage: 1,
  /** The method is told to propagate missing values and one occurs among the set's genes. */
  missing: 2,
  /** The formula has no value here: the set holds every measured gene, or a variance is 0. */
  degenerate: 3,
  /** The values have no within-sample order (z-scores, two-colour log ratios). */
  scale: 4,
  /** The formula needs the whole sorted column, and only the panel was counted. */
  column: 5,
} as const;

export type NullReasonCode = (typeof NullReason)[keyof typeof NullReason];

export const NULL_REASONS: Record<Exclude<NullReasonCode, 0>, string> = {
  1: "fewer genes measured than the signature needs",
  2: "a gene of the signature has no value in this sample",
  3: "the formula has no value for this sample",
  4: "the values are not comparable between the genes of a sample",
  5: "the median rank of all genes is not known for a matrix that is read as a stream; singscore.median=nominal needs none",
};

/** `method.option` -> value, as `--set`, query and JSON give them; each method parses its own. */
export type OptionValues = Readonly<Record<string, string | number | boolean>>;

interface MethodBase<Options> {
  readonly name: MethodName;
  /** Columns that a score fills, in order; the first is "score". */
  readonly fields: readonly string[];
  /**
   * Defaults with the given values laid over them.
   * @throws Problem `unknown-option` naming the option, the value and what is allowed
   */
  parseOptions(values: OptionValues): Options;
  /** Why this signature cannot be scored by this method (weights missing, no pairs ...), or null if it can. */
  refusal(signature: Signature): string | null;
}

/** A method that looks at one sample at a time: the score does not depend on the cohort. */
export interface SampleMethod<Options = unknown> extends MethodBase<Options> {
  readonly scope: "sample";
  /** Whether {@link PanelRanks.earlier} must be counted for these options. */
  needsRowOrder(options: Options): boolean;
  /** How many of the highest ranks of so many rows the score looks at: for genes below them only that they are. All where absent. */
  top?(options: Options, rows: number): number;
  /** Genes that must be in the panel beside the signature's own (`PanelSet.reference`); none where absent. */
  referenceGenes?(options: Options): readonly string[];
  /** Writes `fields.length` numbers (NaN for null) to `out` from index `at` and returns why the score is null, or 0. */
  score(ranks: PanelRanks, set: PanelSet, options: Options, out: Float64Array, at: number): NullReasonCode;
}

/** Values of some panel genes over samples of the cohort: all of them, or a range where the cohort is scored in parts. */
export interface CohortValues {
  readonly samples: number;
  /** Number of genes held: `values` is samples x genes, sample-major. */
  readonly genes: number;
  readonly values: Float64Array;
  /** Column of a panel gene in `values`. */
  columnOf(panelGene: number): number;
  /** Of a panel gene over the whole cohort. */
  statistics(panelGene: number): GeneStatistics;
}

/** A method that compares a sample with its cohort (z-scores, cohort medians). */
export interface CohortMethod<Options = unknown> extends MethodBase<Options> {
  readonly scope: "cohort";
  /** Fills `out` (samples x fields, sample-major; NaN for null) and `reasons` (one a sample). */
  score(values: CohortValues, set: PanelSet, options: Options, out: Float64Array, reasons: Uint8Array): void;
}

/** A method that looks at one sample at a time, at ranks of the densities that each gene has over the cohort (`densities.ts`). */
export interface DensityMethod<Options = unknown> extends MethodBase<Options> {
  readonly scope: "density";
  /** As of {@link SampleMethod}; `ranks` are of densities, their `earlier` always counted. */
  score(ranks: PanelRanks, set: PanelSet, options: Options, out: Float64Array, at: number): NullReasonCode;
}

/** A scoring method: of one sample by itself, or of all of them. */
export type Method = SampleMethod | CohortMethod | DensityMethod;
