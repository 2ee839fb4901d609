/** From scores to percentiles, classes and what they rest on. */
import { NULL_REASONS, NullReason, type NullReasonCode } from "../methods/method.ts";
import type { ScoreColumn, ScoredMatrix, SignatureSummary, Warning } from "../scored.ts";
import type { SampleSheet } from "../sheet.ts";
import { type Calls, classOf } from "./calls.ts";
import { type Axes, axisCalls, chemoCalls } from "./chemo.ts";
import { type CrossSummary, crossSummary } from "./cross.ts";
import { type Eligibility, eligibility } from "./eligibility.ts";
import { type Association, associations } from "./evidence/association.ts";
import type { Ledger } from "./evidence/ledger.ts";
import { AXES, type AxisName, type ColumnNames, columnOf, LEAD, MEMBERS, scoresOf } from "./members.ts";
import { type FrozenChoice, mismatch } from "./percentile/frozen.ts";
import { type LowerBound, lowerBounds } from "./percentile/interval.ts";
import { type Positions, positionsIn, referenceOf } from "./percentile/percentile.ts";
import { type Radiation, radiationInCohort, radiationInFrozen } from "./radiation.ts";

/** Short citation of a signature, such as "Eschrich 2009". */
export type CitationOf = (signature: string) => string | undefined;

/** What classes rest on besides the scores. */
export interface ClassContext {
  /** "none": no sample is compared with another; scores alone. */
  readonly classes: "cohort" | "none";
  readonly sheet?: SampleSheet;
  /** RSI is compared with this reference instead of the matrix's own cohort. */
  readonly reference?: FrozenChoice;
  readonly citationOf?: CitationOf;
  /** What was asked for, as a request spells it, so that a result says how it is had again. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** What the members of the classes did on labelled cohorts. */
  readonly ledger?: Ledger;
}

/** Scores with their cohort statistics; null where none were asked for. */
export interface ClassifiedResult {
  readonly scored: ScoredMatrix;
  readonly cohort: Cohort | null;
  readonly citationOf: CitationOf;
  readonly request: Readonly<Record<string, unknown>>;
}

/** The samples that are compared with each other. */
export interface Cohort {
  readonly eligibility: Eligibility;
  /** One for each column of the scores. */
  readonly positions: readonly Positions[];
  readonly bound: LowerBound;
  /** Null where no signature that has a part in a class was scored. */
  readonly classes: Classes | null;
}

/** The classes of all samples, with what holds for all of them. */
export interface Classes {
  readonly radiation: Radiation;
  readonly axes: Axes;
  readonly chemo: Calls;
  readonly cross: CrossSummary;
  readonly associations: readonly Association[];
  readonly warnings: readonly Warning[];
  readonly citationOf: CitationOf;
  readonly ledger: Ledger;
  /** As declared, one for each cohort: by the sheet, else by the request; null where neither says. */
  readonly tissues: readonly (string | null)[];
}

/** Scores that a cohort's classes are held against: proliferation, and the oestrogen receptor where a request brings it along. */
const BASELINES = ["cin70_carter2006", "esr1"];

/**
 * Percentiles of all scores within their cohorts, and the radiation and chemo classes.
 *
 * Without a column of a class member (own sets only) there are percentiles and no classes. Memory: eight bytes a score, the
 * counts behind its percentile.
 *
 * @throws Problem `bad-sheet` if the sheet names a sample that the matrix does not hold
 */
export function classify(scored: ScoredMatrix, context: ClassContext): ClassifiedResult {
  const { citationOf = () => undefined, request = {} } = context;
  if (context.classes === "none") return { scored, cohort: null, citationOf, request };
  const eligible = eligibility(scored.samples, context.sheet);
  const bound = lowerBounds();
  const positions = scored.columns.map((column) => {
    const scores = scoresOf(column);
    return positionsIn(referenceOf(scores, eligible.eligible, eligible), scores, eligible);
  });
  const hasMember = MEMBERS.some((member) => columnOf(scored, member) >= 0);
  const classes = hasMember ? classesOf(scored, { ...context, citationOf }, eligible, positions, bound) : null;
  return { scored, cohort: { eligibility: eligible, positions, bound, classes }, citationOf, request };
}

/** Indices of the columns that classes rest on or are held against; without the others the same classes come out. */
export function columnsOfClasses(scored: ColumnNames): number[] {
  return [
    ...MEMBERS.map((member) => columnOf(scored, member)),
    ...BASELINES.map((id) => baselineOf(scored, id)),
  ].filter((column) => column >= 0);
}

function baselineOf({ columns }: ColumnNames, id: string): number {
  return columns.findIndex(({ signature }) => signature.toLowerCase() === id);
}

/** Why a sample has no score in a column, in words. */
export function nullReason(column: ScoreColumn, summary: SignatureSummary | undefined, sample: number): string {
  const code = column.reasons[sample] as NullReasonCode;
  const coverage = summary?.reason ?? null;
  // Refused for the scale of the values, and lacking genes besides: the sender should not have to mend one to learn of the other.
  if (code === NullReason.scale) return [NULL_REASONS[code], ...(coverage === null ? [] : [coverage])].join("; ");
  return coverage ?? NULL_REASONS[code === NullReason.none ? NullReason.degenerate : code];
}

function classesOf(
  scored: ScoredMatrix,
  context: ClassContext & { readonly citationOf: CitationOf },
  eligible: Eligibility,
  positions: readonly Positions[],
  bound: LowerBound,
): Classes {
  const axis = (name: AxisName) =>
    axisCalls(
      AXES[name].map((member) => ({ member, positions: positions[columnOf(scored, member)] ?? null })),
      eligible,
      bound,
    );
  const axes = { response: axis("response"), persistence: axis("persistence") };
  const radiation = radiationOf(scored, context, eligible, bound);
  const chemo = chemoCalls(axes, scored.samples.length);
  const members = MEMBERS.flatMap((member) => namedScores(scored, columnOf(scored, member)));
  const baselines = BASELINES.flatMap((id) => namedScores(scored, baselineOf(scored, id)));
  return {
    radiation,
    axes,
    chemo,
    cross: crossSummary(radiation, chemo),
    associations: associations(members, baselines, context.sheet, scored.samples, eligible.eligible),
    warnings: [
      ...eligible.warnings,
      ...scaleWarning(scored),
      ...frozenWarning(context),
      ...sharedGene(radiation, axes),
    ],
    citationOf: context.citationOf,
    ledger: context.ledger ?? { endpoints: [], rows: () => [] },
    tissues: eligible.groups.map(({ tissue }) => tissue ?? context.reference?.declared.tissue ?? null),
  };
}

function radiationOf(scored: ScoredMatrix, context: ClassContext, eligible: Eligibility, bound: LowerBound): Radiation {
  const column = scored.columns[columnOf(scored, LEAD)];
  const scores = column === undefined ? new Float64Array(scored.samples.length).fill(Number.NaN) : scoresOf(column);
  const summary = scored.signatures.find(({ id }) => id === LEAD.signature);
  const whyNull = (sample: number) =>
    column === undefined ? `${LEAD.signature} was not scored by ${LEAD.method}` : nullReason(column, summary, sample);
  if (context.reference === undefined) return radiationInCohort(scores, whyNull, eligible, bound);
  return radiationInFrozen(scores, whyNull, mismatch(context.reference), context.reference, eligible, bound);
}

function namedScores(scored: ScoredMatrix, column: number) {
  return column < 0 ? [] : [{ signature: scored.columns[column].signature, scores: scoresOf(scored.columns[column]) }];
}

function scaleWarning(scored: ScoredMatrix): Warning[] {
  if (scored.matrix.values !== "centred") return [];
  const lead = scored.columns[columnOf(scored, LEAD)];
  const trusted = lead !== undefined && !lead.reasons.includes(NullReason.scale);
  return [
    {
      type: "centred-values",
      detail:
        "Each gene is centred on 0 over the samples, so that the order of genes within a sample is not that of their " +
        `expression: ${trusted ? "RSI is not refused for it, as the request asks" : "no radiation class is given"}, and ` +
        "the chemo classes rest on relative expression.",
    },
  ];
}

function frozenWarning({ reference }: ClassContext): Warning[] {
  const refusal = reference === undefined ? null : mismatch(reference);
  return refusal === null
    ? []
    : [{ type: "reference-mismatch", detail: `Percentiles without radiation classes: ${refusal}.` }];
}

function sharedGene(radiation: Calls, axes: Axes): Warning[] {
  let agreeing = 0;
  for (let sample = 0; sample < radiation.codes.length; sample++) {
    if (agreesWithInterferon(radiation, axes, sample)) agreeing += 1;
  }
  if (agreeing === 0) return [];
  return [
    {
      type: "shared-gene",
      detail: `RSI and ISG.RS agree in ${agreeing} samples. They share STAT1, so the agreement is not that of independent findings.`,
      samples: agreeing,
    },
  ];
}

/** Whether the radiation class and the persistence axis are both resistant or both sensitive. */
export function agreesWithInterferon(radiation: Calls, axes: Axes, sample: number): boolean {
  const name = classOf(radiation, sample);
  return (name === "resistant" || name === "sensitive") && name === classOf(axes.persistence, sample);
}
