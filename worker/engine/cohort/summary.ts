/** What holds for all samples of a result: who was compared with whom, by which rules, and what came of it. Said once. */
import type { ScoredMatrix, Warning } from "../scored.ts";
import { type ClassName, countCalls } from "./calls.ts";
import { AXIS_MEANING, CHEMO_RULES, chemoReference } from "./chemo.ts";
import type { Cohort } from "./classify.ts";
import { CROSS_RULE, type CrossSummary } from "./cross.ts";
import type { CohortGroup } from "./eligibility.ts";
import type { Association } from "./evidence/association.ts";
import { type LedgerSummary, ledgerSummary, recordNames } from "./evidence/record.ts";
import { AXES, type AxisName, BESIDE_RADIATION, LEAD, type Member } from "./members.ts";
import { isProvisional } from "./radiation.ts";

/** A member of a class as the catalogue and this matrix know it. */
export interface MemberSummary extends Member {
  readonly highMeans: "resistant" | "sensitive";
  readonly present: number;
  readonly total: number;
  readonly lowCoverage: boolean;
  readonly citation: string | null;
}

export interface ClassSummary {
  readonly meaning: string;
  readonly radiation: {
    readonly lead: MemberSummary | null;
    readonly beside: readonly string[];
    /** One for each listed cohort. */
    readonly references: readonly {
      readonly reference: string;
      readonly rule: string;
      readonly n: number;
      readonly provisional: boolean;
      readonly sensitiveAtOrBelow: number | null;
      readonly resistantAtOrAbove: number | null;
      readonly refusal: string | null;
    }[];
    readonly counts: Readonly<Record<ClassName, number>>;
  };
  readonly chemo: {
    readonly axes: Readonly<
      Record<
        AxisName,
        { meaning: string; members: readonly MemberSummary[]; counts: Readonly<Record<ClassName, number>> }
      >
    >;
    readonly rules: readonly string[];
    /** One for each listed cohort. */
    readonly references: readonly {
      readonly reference: string;
      readonly n: number;
      readonly provisional: boolean;
      readonly refusal: string | null;
    }[];
    readonly counts: Readonly<Record<ClassName, number>>;
  };
  readonly cross: CrossSummary & { readonly rule: string };
  readonly associations: readonly Association[];
  /** What the lead and the axes did on labelled cohorts, those that speak against them included; null without a ledger. */
  readonly ledger: LedgerSummary | null;
}

export interface CohortSummary {
  readonly eligibility: {
    readonly basis: string;
    readonly eligible: number;
    readonly cohortCount: number;
    /** The first hundred, in the order in which the matrix meets them; `references` below likewise. */
    readonly cohorts: readonly CohortGroup[];
  };
  readonly interval: string;
  readonly classes: ClassSummary | null;
  readonly warnings: readonly Warning[];
}

/** A sheet may put every sample into a batch of its own; a head that is read by people stays short. */
const LISTED_COHORTS = 100;

const INTERVAL =
  "A percentile is the fraction of the reference below the score plus half of the ties; its 95% interval is Clopper and " +
  "Pearson's, from the counts below and above among the reference samples other than the sample itself.";

const MEANING =
  "Resistant means a resistance-associated expression pattern relative to the stated reference, sensitive the opposite; " +
  "neither says how a patient will respond.";

/** The summary that heads a result. */
export function cohortSummary(scored: ScoredMatrix, { eligibility, classes }: Cohort): CohortSummary {
  return {
    eligibility: {
      basis: eligibility.basis,
      eligible: eligibility.groups.reduce((sum, group) => sum + group.eligible, 0),
      cohortCount: eligibility.groups.length,
      cohorts: eligibility.groups.slice(0, LISTED_COHORTS),
    },
    interval: INTERVAL,
    classes: classes === null ? null : classSummary(scored, classes, eligibility.groups),
    warnings: classes?.warnings ?? eligibility.warnings,
  };
}

function classSummary(
  scored: ScoredMatrix,
  classes: NonNullable<Cohort["classes"]>,
  groups: readonly CohortGroup[],
): ClassSummary {
  const { radiation, axes, chemo, cross } = classes;
  const members = (list: readonly Member[]) =>
    list.flatMap((member) => memberSummary(scored, member, classes.citationOf));
  const axis = (name: AxisName) => ({
    meaning: AXIS_MEANING[name],
    members: members(AXES[name]),
    counts: countCalls(axes[name]),
  });
  return {
    meaning: MEANING,
    radiation: {
      lead: members([LEAD])[0] ?? null,
      beside: BESIDE_RADIATION.filter((id) => scored.columns.some(({ signature }) => signature === id)),
      references: radiation.references
        .slice(0, LISTED_COHORTS)
        .map(({ text, rule, n, sensitive, resistant, refusal }) => ({
          reference: text,
          rule,
          n,
          provisional: refusal === null && isProvisional(n),
          sensitiveAtOrBelow: Number.isNaN(sensitive) ? null : sensitive,
          resistantAtOrAbove: Number.isNaN(resistant) ? null : resistant,
          refusal,
        })),
      counts: countCalls(radiation),
    },
    chemo: {
      axes: { response: axis("response"), persistence: axis("persistence") },
      rules: [CHEMO_RULES.axis, CHEMO_RULES.overall],
      references: groups.slice(0, LISTED_COHORTS).map((group, cohort) => {
        const { text, n, refusal } = chemoReference(axes, group, cohort);
        return { reference: text, n, provisional: refusal === null && isProvisional(n), refusal };
      }),
      counts: countCalls(chemo),
    },
    cross: { ...cross, rule: CROSS_RULE },
    associations: classes.associations,
    ledger: ledgerSummary(classes.ledger, recordNames(new Set(scored.signatures.map(({ id }) => id)))),
  };
}

function memberSummary(
  scored: ScoredMatrix,
  member: Member,
  citationOf: (signature: string) => string | undefined,
): MemberSummary[] {
  const summary = scored.signatures.find(({ id }) => id === member.signature);
  if (summary === undefined) return [];
  return [
    {
      ...member,
      highMeans: member.orientation === 1 ? "resistant" : "sensitive",
      present: summary.present,
      total: summary.total,
      lowCoverage: summary.lowCoverage,
      citation: citationOf(member.signature) ?? null,
    },
  ];
}
