/** A reference published as quantiles of RSI in one cohort, for matrices too small to be their own reference. */
import type { LowerBound } from "./interval.ts";

export interface FrozenReference {
  readonly cohort: string;
  /** Tissue of the tumours. */
  readonly site: string;
  /** Null or absent where the source does not say. */
  readonly platform?: string | null;
  readonly processing?: string | null;
  /** Patients, and those among them who were treated with radiotherapy. */
  readonly n: number;
  readonly nRt: number;
  /** RSI of all patients at each of {@link FrozenChoice.percents}. */
  readonly quantiles: readonly number[];
  /** 25th percentile of RSI among the patients treated with radiotherapy. */
  readonly p25Rt: number;
}

/** A reference chosen by a request, and what the request says of its matrix. */
export interface FrozenChoice {
  readonly frozen: FrozenReference;
  /** Percents of the quantiles, ascending from 0 to 100; 25 and 75 are among them. */
  readonly percents: readonly number[];
  readonly declared: Declaration;
}

/** What a request says of its matrix. */
export interface Declaration {
  readonly tissue?: string;
  readonly platform?: string;
  readonly processing?: string;
}

/**
 * Why a reference must not classify a matrix, or null if it may: tissue, platform and processing have to be declared and
 * equal (letter case aside). The level of RSI moves with each of them: the same cell lines have a median of 0.32 on one array
 * and 0.69 on another.
 */
export function mismatch({ frozen, declared }: FrozenChoice): string | null {
  const known = { tissue: frozen.site, platform: frozen.platform, processing: frozen.processing };
  for (const trait of ["tissue", "platform", "processing"] as const) {
    const theirs = known[trait];
    const ours = declared[trait];
    if (theirs == null) return `the ${trait} of the reference ${frozen.cohort} is not known`;
    if (ours === undefined) return `the request declares no ${trait}; the reference ${frozen.cohort} is ${theirs}`;
    if (ours.toLowerCase() !== theirs.toLowerCase()) {
      return `the request declares the ${trait} ${ours}; the reference ${frozen.cohort} is ${theirs}`;
    }
  }
  return null;
}

/** RSI of the reference at one of its percents. */
export function frozenQuantile({ frozen, percents }: FrozenChoice, percent: number): number {
  return frozen.quantiles[percents.indexOf(percent)];
}

/** A score's place in a frozen reference, `percentile` linear between the published quantiles, with its 95% interval. */
export function frozenStanding(
  { frozen, percents }: FrozenChoice,
  bound: LowerBound,
): (score: number) => { percentile: number; low: number; high: number } {
  const points = percents.map((percent, at) => ({ fraction: percent / 100, score: frozen.quantiles[at] }));
  const { n } = frozen;
  return (score) => {
    const percentile = interpolate(points, score);
    // Whole patients below and above, rounded down: the interval errs on the wide side.
    const low = bound(Math.floor(percentile * n), n);
    return { percentile, low, high: 1 - bound(Math.floor((1 - percentile) * n), n) };
  };
}

/** Fraction at a score; the middle of the fractions where several quantiles are equal to it. */
function interpolate(points: readonly { fraction: number; score: number }[], score: number): number {
  const equal = points.filter((point) => point.score === score);
  if (equal.length > 0) return (equal[0].fraction + equal[equal.length - 1].fraction) / 2;
  const next = points.findIndex((point) => point.score > score);
  if (next === 0) return 0;
  if (next < 0) return 1;
  const from = points[next - 1];
  const to = points[next];
  return from.fraction + ((score - from.score) / (to.score - from.score)) * (to.fraction - from.fraction);
}
