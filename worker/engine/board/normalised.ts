/** The second pass of ssGSEA, beside the raw score: a field that is filled in once the scores of all samples are there. */
import { type Normalisation, normaliseSsgsea, type ScoreRange } from "../methods/common/ssgsea-normalise.ts";
import type { MethodOptions } from "../methods/index.ts";
import type { ScoreColumn } from "../scored.ts";
import type { MethodName } from "../signature.ts";

const NORMALISED_FIELD = "normalised";

/** The fields that a column has for it: none unless it is asked for. */
export function normalisedFields(method: MethodName, { ssgsea }: MethodOptions): readonly string[] {
  return method === "ssgsea" && ssgsea.normalise !== "none" ? [NORMALISED_FIELD] : [];
}

type Normalisable = Pick<ScoreColumn, "fields" | "values">;

const isNormalised = ({ fields }: Normalisable) => fields.includes(NORMALISED_FIELD);

/** Raw scores of the columns that are to be normalised, one array a column. */
export function rawScores(columns: readonly Normalisable[], samples: number): Float64Array[] {
  return columns
    .filter(isNormalised)
    .map(({ fields, values }) => Float64Array.from({ length: samples }, (_, sample) => values[sample * fields.length]));
}

/**
 * Fills the field in.
 *
 * @param ranges of the columns that have it, where the samples here are a part of their cohort
 */
export function fillNormalised(
  columns: readonly ScoreColumn[],
  normalisation: Normalisation,
  ranges?: readonly ScoreRange[],
): void {
  const asked = columns.filter(isNormalised);
  if (asked.length === 0) return;
  const raw = rawScores(asked, asked[0].reasons.length);
  for (const [at, normalised] of normaliseSsgsea(raw, normalisation, ranges).entries()) {
    const { fields, values } = asked[at];
    const field = fields.indexOf(NORMALISED_FIELD);
    for (const [sample, value] of normalised.entries()) values[sample * fields.length + field] = value;
  }
}
