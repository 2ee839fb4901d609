/** The radiation class: where the radiosensitivity index (RSI) lies in its reference. */
import { type Calls, callEach, type Standing, spansBoth, type Verdict } from "./calls.ts";
import { type Eligibility, EXCLUSIONS, FEWEST, PROVISIONAL_BELOW } from "./eligibility.ts";
import { type FrozenChoice, frozenQuantile, frozenStanding } from "./percentile/frozen.ts";
import type { LowerBound } from "./percentile/interval.ts";
import { positionsIn, referenceOf, standingIn } from "./percentile/percentile.ts";
import { quantile } from "./percentile/quantile.ts";

const SENSITIVE_BELOW = 0.25;
const RESISTANT_FROM = 0.75;

/** Where the cut-offs come from. */
const RULES = {
  treated:
    "sensitive at or below the 25th percentile (type 7) of the patients treated with radiotherapy, the published rule; " +
    "resistant at or above their 75th percentile, a convention of this project",
  whole:
    "whole-cohort convention: sensitive at or below the 25th percentile (type 7) of all eligible samples, because fewer than " +
    "20 of them are known to come from patients treated with radiotherapy; resistant at or above the 75th percentile",
  frozen:
    "sensitive at or below the 25th percentile (type 7) of the reference's patients treated with radiotherapy, the published " +
    "rule; resistant at or above the 75th percentile of all its patients, a convention of this project",
} as const;

/** What the samples of one cohort are compared with. */
export interface RadiationReference {
  /** In words, for instance "cohort of 128". */
  readonly text: string;
  /** Where the cut-offs come from, in words. */
  readonly rule: string;
  readonly n: number;
  /** RSI at or below which a sample is called sensitive, and at or above which resistant. */
  readonly sensitive: number;
  readonly resistant: number;
  /** Why the reference gives percentiles but no class, or null. */
  readonly refusal: string | null;
}

export interface Radiation extends Calls {
  readonly standing: Standing;
  /** One for each cohort of the eligibility. */
  readonly references: readonly RadiationReference[];
}

/**
 * Radiation classes relative to the matrix's own cohorts.
 *
 * The published rule is RSI at or below the 25th percentile of the patients treated with radiotherapy (reproduces Karolinska
 * and Erasmus, Eschrich 2012). It is used where the sheet names 20 or more of them, else the same on all eligible samples.
 *
 * @param scores RSI, one a sample; NaN for null
 * @param whyNull why a sample has no RSI
 */
export function radiationInCohort(
  scores: Float64Array,
  whyNull: (sample: number) => string,
  eligible: Eligibility,
  bound: LowerBound,
): Radiation {
  const treated = referenceOf(
    scores,
    eligible.eligible.map((flag, sample) => flag & eligible.irradiated[sample]),
    eligible,
  );
  const byTreated = treated.size.map((n) => (n >= FEWEST ? 1 : 0));
  const mask = eligible.eligible.map((flag, sample) =>
    byTreated[eligible.cohort[sample]] === 1 ? treated.member[sample] : flag,
  );
  const reference = referenceOf(scores, mask, eligible);
  const references = eligible.groups.map((group, cohort): RadiationReference => {
    const n = reference.size[cohort];
    const sorted = reference.sorted.subarray(reference.start[cohort], reference.start[cohort] + n);
    const whole = cohortText(group.label, group.eligible);
    return {
      text: byTreated[cohort] === 1 ? `${n} treated with radiotherapy of a ${whole}` : whole,
      rule: byTreated[cohort] === 1 ? RULES.treated : RULES.whole,
      n,
      sensitive: quantile(sorted, SENSITIVE_BELOW),
      resistant: quantile(sorted, RESISTANT_FROM),
      refusal: tooFew(n, group.label),
    };
  });
  const standing = standingIn(positionsIn(reference, scores, eligible), bound);
  return { ...callRadiation(scores, whyNull, standing, references, eligible), standing, references };
}

/**
 * Radiation classes relative to a frozen reference.
 *
 * @param refusal why the reference may give no class (see `mismatch`), or null
 */
export function radiationInFrozen(
  scores: Float64Array,
  whyNull: (sample: number) => string,
  refusal: string | null,
  choice: FrozenChoice,
  eligible: Eligibility,
  bound: LowerBound,
): Radiation {
  const { frozen } = choice;
  const reference: RadiationReference = {
    text: `frozen reference ${frozen.cohort}, ${frozen.n} patients, ${frozen.nRt} treated with radiotherapy`,
    rule: RULES.frozen,
    n: frozen.nRt,
    sensitive: frozen.p25Rt,
    resistant: frozenQuantile(choice, 75),
    refusal: refusal ?? tooFew(frozen.nRt, frozen.cohort),
  };
  const standing = {
    percentile: new Float64Array(scores.length).fill(Number.NaN),
    low: new Float64Array(scores.length).fill(Number.NaN),
    high: new Float64Array(scores.length).fill(Number.NaN),
  };
  const stand = frozenStanding(choice, bound);
  for (let sample = 0; sample < scores.length; sample++) {
    if (Number.isNaN(scores[sample])) continue;
    const { percentile, low, high } = stand(scores[sample]);
    standing.percentile[sample] = percentile;
    standing.low[sample] = low;
    standing.high[sample] = high;
  }
  const references = eligible.groups.map(() => reference);
  return { ...callRadiation(scores, whyNull, standing, references, eligible), standing, references };
}

/** "cohort of 128", with what its samples share where the sheet says. */
export function cohortText(label: string, n: number): string {
  return label === "" ? `cohort of ${n}` : `cohort of ${n} (${label})`;
}

/** Why `n` reference samples give no class, or null if they do. */
export function tooFew(n: number, label: string): string | null {
  if (n >= FEWEST) return null;
  return `the ${label === "" ? "cohort" : `cohort ${label}`} has ${n} of the ${FEWEST} scored reference samples that a class needs`;
}

/** Whether a class from `n` reference samples is provisional. */
export function isProvisional(n: number): boolean {
  return n < PROVISIONAL_BELOW;
}

function callRadiation(
  scores: Float64Array,
  whyNull: (sample: number) => string,
  standing: Standing,
  references: readonly RadiationReference[],
  eligible: Eligibility,
): Calls {
  return callEach(scores.length, (sample): Verdict => {
    const reference = references[eligible.cohort[sample]];
    if (eligible.exclusion[sample] !== 0) return { reason: EXCLUSIONS[eligible.exclusion[sample]] };
    if (Number.isNaN(scores[sample])) return { reason: whyNull(sample) };
    if (reference.refusal !== null) return { reason: reference.refusal };
    if (spansBoth(standing, sample, SENSITIVE_BELOW, RESISTANT_FROM)) {
      return { reason: "the interval of the percentile reaches from sensitive to resistant" };
    }
    if (scores[sample] <= reference.sensitive) return { class: "sensitive" };
    return { class: scores[sample] >= reference.resistant ? "resistant" : "intermediate" };
  });
}
