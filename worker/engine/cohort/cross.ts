/** Cross-resistance: the radiation and the chemo class of a sample together, and how often both occur in the cohort. */
import { type Calls, type ClassName, classOf } from "./calls.ts";
import { type Overlap, overlap } from "./hypergeometric.ts";

/** How the two overall classes of a sample go together. */
export const CROSS_NAMES = ["both", "radiation-only", "chemo-only", "neither", "indeterminate"] as const;

/** A name of {@link CROSS_NAMES}. */
export type CrossName = (typeof CROSS_NAMES)[number];

export const CROSS_RULE =
  "both: both classes resistant; radiation-only and chemo-only: one resistant and the other sensitive; neither: no class " +
  "resistant; a resistant beside an intermediate class is indeterminate, because -only would claim a difference that an " +
  "intermediate class does not show, and so is every pair with a conflicting or not-classifiable class";

export interface CrossSummary extends Overlap {
  /** Samples with two classes, none of them conflicting. */
  readonly classified: number;
  readonly radiationResistant: number;
  readonly chemoResistant: number;
  readonly counts: Readonly<Record<CrossName, number>>;
}

/** The pair of classes in one word; see {@link CROSS_RULE}. */
export function crossOf(radiation: ClassName, chemo: ClassName): CrossName {
  if (!isClassified(radiation) || !isClassified(chemo)) return "indeterminate";
  if (radiation === "resistant" && chemo === "resistant") return "both";
  if (radiation !== "resistant" && chemo !== "resistant") return "neither";
  if (radiation === "intermediate" || chemo === "intermediate") return "indeterminate";
  return radiation === "resistant" ? "radiation-only" : "chemo-only";
}

function isClassified(name: ClassName): boolean {
  return name !== "not-classifiable" && name !== "conflicting";
}

/**
 * How many samples are resistant on both sides, against what independence expects among the samples with two classes; there
 * intermediate samples count as not resistant.
 */
export function crossSummary(radiation: Calls, chemo: Calls): CrossSummary {
  const counts = { both: 0, "radiation-only": 0, "chemo-only": 0, neither: 0, indeterminate: 0 };
  let classified = 0;
  let radiationResistant = 0;
  let chemoResistant = 0;
  for (let sample = 0; sample < radiation.codes.length; sample++) {
    const first = classOf(radiation, sample);
    const second = classOf(chemo, sample);
    counts[crossOf(first, second)] += 1;
    if (!isClassified(first) || !isClassified(second)) continue;
    classified += 1;
    if (first === "resistant") radiationResistant += 1;
    if (second === "resistant") chemoResistant += 1;
  }
  return {
    ...overlap(counts.both, radiationResistant, chemoResistant, classified),
    classified,
    radiationResistant,
    chemoResistant,
    counts,
  };
}
