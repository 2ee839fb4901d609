/** How strongly the scores behind the classes go with what else is known of the samples: batch, grade, ER, proliferation. */
import { type SampleSheet, type SheetRow, sheetRows } from "../../sheet.ts";
import { spearman } from "../../statistics/spearman.ts";

export interface Association {
  /** Name of the sheet's column, or the id of a signature. */
  readonly with: string;
  /** Share of the score's variance between the levels (eta squared), or Spearman's rho. */
  readonly statistic: "eta-squared" | "spearman";
  /** Eligible samples with a value of the covariate. */
  readonly n: number;
  readonly levels?: number;
  /** Eta squared that levels without any meaning reach on average, (levels - 1) / (n - 1). */
  readonly byChance?: number;
  /** Statistic by signature; null where the score or the covariate does not vary. */
  readonly scores: Readonly<Record<string, number | null>>;
}

/** Scores of one signature, one a sample; NaN for null. */
export interface NamedScores {
  readonly signature: string;
  readonly scores: Float64Array;
}

/** Columns whose numbers are names, not amounts. */
const CATEGORICAL = ["tissue", "platform", "processing", "batch"] as const;

const FEWEST_PAIRS = 10;

/**
 * Associations of scores with the sheet's covariates and with baseline scores, over the eligible samples.
 *
 * Covariates that are the same everywhere, known of fewer than ten samples, or different for most samples (identifiers, dates)
 * are left out.
 *
 * @param baselines proliferation or receptor scores to compare with, where they were scored
 */
export function associations(
  scores: readonly NamedScores[],
  baselines: readonly NamedScores[],
  sheet: SampleSheet | undefined,
  samples: readonly string[],
  eligible: Uint8Array,
): Association[] {
  const among = Array.from(samples.keys()).filter((sample) => eligible[sample] === 1);
  return [
    ...(sheet === undefined ? [] : covariates(sheet, samples).flatMap((one) => withCovariate(one, scores, among))),
    ...baselines.flatMap(({ signature, scores: values }) => withNumbers(signature, values, scores, among)),
  ];
}

interface Covariate {
  readonly name: string;
  readonly categorical: boolean;
  readonly values: readonly (string | null)[];
}

function covariates(sheet: SampleSheet, samples: readonly string[]): Covariate[] {
  const rows = sheetRows(sheet, samples);
  const radiotherapy = (row: SheetRow | undefined) => (row?.radiotherapy == null ? null : String(row.radiotherapy));
  return [
    ...CATEGORICAL.map((name) => ({ name, categorical: true, values: rows.map((row) => row?.[name] ?? null) })),
    { name: "radiotherapy", categorical: true, values: rows.map(radiotherapy) },
    ...sheet.covariates.map((name, at) => ({
      name,
      categorical: false,
      values: rows.map((row) => row?.covariates[at] ?? null),
    })),
  ];
}

function withCovariate(
  { name, categorical, values }: Covariate,
  scores: readonly NamedScores[],
  among: readonly number[],
): Association[] {
  const known = among.filter((sample) => values[sample] !== null);
  if (!categorical && known.every((sample) => Number.isFinite(Number(values[sample])))) {
    const numbers = Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
    return withNumbers(name, numbers, scores, known);
  }
  const levels = new Set(known.map((sample) => values[sample])).size;
  if (known.length < FEWEST_PAIRS || levels < 2 || levels > known.length / 2) return [];
  return [
    {
      with: name,
      statistic: "eta-squared",
      n: known.length,
      levels,
      byChance: (levels - 1) / (known.length - 1),
      scores: bySignature(scores, ({ scores: y }) =>
        etaSquared(
          values,
          y,
          known.filter((sample) => !Number.isNaN(y[sample])),
        ),
      ),
    },
  ];
}

function withNumbers(
  name: string,
  x: Float64Array,
  scores: readonly NamedScores[],
  among: readonly number[],
): Association[] {
  const known = among.filter((sample) => !Number.isNaN(x[sample]));
  if (known.length < FEWEST_PAIRS || known.every((sample) => x[sample] === x[known[0]])) return [];
  const others = scores.filter(({ signature }) => signature !== name);
  return [
    {
      with: name,
      statistic: "spearman",
      n: known.length,
      scores: bySignature(others, ({ scores: y }) => {
        const pairs = known.filter((sample) => !Number.isNaN(y[sample]));
        return spearman(
          pairs.map((sample) => x[sample]),
          pairs.map((sample) => y[sample]),
        ).rho;
      }),
    },
  ];
}

function bySignature(scores: readonly NamedScores[], statistic: (score: NamedScores) => number) {
  return Object.fromEntries(
    scores.map((score) => {
      const value = statistic(score);
      return [score.signature, Number.isFinite(value) ? value : null];
    }),
  );
}

/** Between-level share of the sum of squares of `y`; NaN where `y` does not vary. */
export function etaSquared(levels: readonly (string | null)[], y: Float64Array, among: readonly number[]): number {
  const mean = among.reduce((sum, sample) => sum + y[sample], 0) / among.length;
  const groups = new Map<string | null, { n: number; sum: number }>();
  let total = 0;
  for (const sample of among) {
    const group = groups.get(levels[sample]) ?? { n: 0, sum: 0 };
    group.n += 1;
    group.sum += y[sample] - mean;
    groups.set(levels[sample], group);
    total += (y[sample] - mean) * (y[sample] - mean);
  }
  let between = 0;
  for (const { n, sum } of groups.values()) between += (sum * sum) / n;
  return total > 0 ? Math.min(1, between / total) : Number.NaN;
}
