/** How much there is to compute, told before it is begun: the clocks of Workers stand still while they compute. */
import { LIMITS } from "../../../limits.ts";
import { Problem } from "../../../problem.ts";
import type { MethodName, Signature } from "../../signature.ts";

/** What a scoring is made of, as far as its length depends on it. */
export interface ScoringWork {
  readonly signatures: readonly Pick<Signature, "genes" | "methods">[];
  /** Instead of each signature's own. */
  readonly methods?: readonly MethodName[];
  /** Random sets that each score is held against. */
  readonly permutations: number;
}

/**
 * Steps of scoring one sample: the genes that are looked at, for every method and random set; pairs of genes where a method
 * compares them with each other. A step takes some nanoseconds.
 */
export function stepsOf({ signatures, methods, permutations }: ScoringWork): number {
  let steps = 0;
  for (const { genes, methods: own } of signatures) {
    for (const method of methods ?? own) steps += method === "rank-linear" ? genes.length ** 2 : genes.length;
  }
  return steps * (1 + permutations);
}

/** @throws Problem `too-much-work` where scoring these samples would take longer than one invocation may */
export function refuseWork(work: ScoringWork, samples: number): void {
  const steps = samples * stepsOf(work);
  if (steps <= LIMITS.scoringSteps) return;
  const detail =
    `Scoring ${samples} samples takes ${steps} steps (genes x methods x random sets), and one request may take ` +
    `${LIMITS.scoringSteps}. Send fewer signatures or samples at a time, or ask for fewer permutations.`;
  throw new Problem("too-much-work", detail, { needed: steps, limit: LIMITS.scoringSteps });
}
