/** The chemo class: two axes that may disagree, and what follows from both. */
import {
  type Calls,
  type ClassName,
  callEach,
  classOf,
  reasonOf,
  type Standing,
  spansBoth,
  type Verdict,
} from "./calls.ts";
import { type CohortGroup, type Eligibility, EXCLUSIONS } from "./eligibility.ts";
import { AXIS_NAMES, type AxisName, type Member } from "./members.ts";
import type { LowerBound } from "./percentile/interval.ts";
import { type Positions, percentileOf, positionsIn, referenceOf, standingIn } from "./percentile/percentile.ts";
import { cohortText, tooFew } from "./radiation.ts";

const LOWER_THIRD = 1 / 3;
const UPPER_THIRD = 2 / 3;

export const CHEMO_RULES = {
  axis:
    "an axis is the mean of its members' oriented percentiles; upper third of the eligible cohort resistant, lower third " +
    "sensitive, else intermediate: a convention of this project",
  overall:
    "resistant or sensitive where both axes agree; one intermediate gives intermediate; opposed axes give conflicting; " +
    "an axis without a class gives not-classifiable",
} as const;

/** What each axis is, and what it must not be taken for. */
export const AXIS_MEANING: Readonly<Record<AxisName, string>> = {
  response:
    "low proliferation and repressed mitosis; concerns pathological response to anthracyclines, not survival, whose sign is opposite",
  persistence: "interferon-related expression; prognostic under chemotherapy, a benefit from treatment is not shown",
};

/** One member and where each sample stands in it; null where the matrix was not scored by it. */
export interface AxisMember {
  readonly member: Member;
  readonly positions: Positions | null;
}

export interface Axis extends Calls {
  /** Mean of the oriented percentiles of the members that a sample has, 0 to 1; NaN where it has none. */
  readonly values: Float64Array;
  /** Where the value lies among those of the eligible cohort. */
  readonly standing: Standing;
  /** Reference samples of each cohort. */
  readonly size: Uint32Array;
}

export type Axes = Readonly<Record<AxisName, Axis>>;

/** What the chemo classes of one cohort are relative to. */
export interface ChemoReference {
  /** In words, for instance "cohort of 128". */
  readonly text: string;
  /** Reference samples of the axis that has fewer. */
  readonly n: number;
  /** Why there is no class, or null. */
  readonly refusal: string | null;
}

/** @param cohort index of the group among those of the eligibility */
export function chemoReference(axes: Axes, { label, eligible }: CohortGroup, cohort: number): ChemoReference {
  const n = Math.min(...AXIS_NAMES.map((name) => axes[name].size[cohort]));
  return { text: cohortText(label, eligible), n, refusal: tooFew(n, label) };
}

/** A member's percentile turned so that high is resistant; NaN where there is none. */
export function orientedPercentile({ member, positions }: AxisMember, sample: number): number {
  if (positions === null) return Number.NaN;
  const percentile = percentileOf(positions, sample);
  return member.orientation === 1 ? percentile : 1 - percentile;
}

/** Classes on one axis. A member that a sample lacks is left out of its mean. */
export function axisCalls(members: readonly AxisMember[], eligible: Eligibility, bound: LowerBound): Axis {
  const values = Float64Array.from(eligible.cohort, (_, sample) => meanPercentile(members, sample));
  const reference = referenceOf(values, eligible.eligible, eligible);
  const standing = standingIn(positionsIn(reference, values, eligible), bound);
  const without = `no score of ${members.map(({ member }) => `${member.signature} by ${member.method}`).join(" or ")}`;
  const calls = callEach(values.length, (sample): Verdict => {
    const cohort = eligible.cohort[sample];
    const { label, eligible: candidates } = eligible.groups[cohort];
    if (eligible.exclusion[sample] !== 0) return { reason: EXCLUSIONS[eligible.exclusion[sample]] };
    // In a cohort that is too small no sample has a percentile to average, scored or not: that reason comes first.
    const few = tooFew(candidates, label);
    if (few !== null) return { reason: few };
    if (Number.isNaN(values[sample])) return { reason: without };
    const fewScored = tooFew(reference.size[cohort], label);
    if (fewScored !== null) return { reason: fewScored };
    if (spansBoth(standing, sample, LOWER_THIRD, UPPER_THIRD)) {
      return { reason: "the interval of the percentile reaches from sensitive to resistant" };
    }
    if (standing.percentile[sample] <= LOWER_THIRD) return { class: "sensitive" };
    return { class: standing.percentile[sample] >= UPPER_THIRD ? "resistant" : "intermediate" };
  });
  return { ...calls, values, standing, size: reference.size };
}

/** The overall classes from both axes. */
export function chemoCalls(axes: Axes, samples: number): Calls {
  return callEach(samples, (sample): Verdict => {
    const reasons = AXIS_NAMES.flatMap((name) => {
      const reason = reasonOf(axes[name], sample);
      return reason === undefined ? [] : [{ name, reason }];
    });
    if (reasons.length === 0) {
      return { class: agree(classOf(axes.response, sample), classOf(axes.persistence, sample)) };
    }
    // What holds for the sample as a whole is said once.
    if (reasons.length === 2 && reasons[0].reason === reasons[1].reason) return { reason: reasons[0].reason };
    return { reason: reasons.map(({ name, reason }) => `${name} axis: ${reason}`).join("; ") };
  });
}

function agree(response: ClassName, persistence: ClassName): ClassName {
  if (response === persistence) return response;
  return response === "intermediate" || persistence === "intermediate" ? "intermediate" : "conflicting";
}

function meanPercentile(members: readonly AxisMember[], sample: number): number {
  let sum = 0;
  let count = 0;
  for (const member of members) {
    const percentile = orientedPercentile(member, sample);
    if (Number.isNaN(percentile)) continue;
    sum += percentile;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}
