/** What is measured against the endpoints: signatures, the two chemo axes, and plain baselines. */
import type { CatalogueEntry } from "../../worker/catalogue/index.ts";
import { AXES, AXIS_NAMES } from "../../worker/engine/cohort/members.ts";
import { geneSignature } from "../../worker/engine/crosstalk/index.ts";
import { methods } from "../../worker/engine/methods/index.ts";
import type { ScoredMatrix } from "../../worker/engine/scored.ts";
import type { MethodName, Signature } from "../../worker/engine/signature.ts";
import { averageRanks } from "../../worker/engine/statistics/index.ts";
import type { Cohort, Labels } from "./cohorts.ts";

export type Orientation = 1 | -1 | 0;

/** One number a sample, in the order of the matrix; NaN where there is none. */
export interface Scores {
  readonly signature: string;
  readonly orientation: Orientation;
  readonly method: MethodName | null;
  readonly values: Float64Array;
}

/** The gene whose expression stands for the oestrogen receptor: high = resistant to the treatments of the breast cohorts. */
export const ESR1 = geneSignature("ESR1");

/**
 * The method of a signature on a cohort: its published one, or, where samples can only be compared gene by gene, its first
 * method that does so, or the mean z-score in place of a score over a set.
 *
 * @returns null where none applies: RSI and gene pairs need the order of genes within a sample, a mean needs directions
 */
export function methodFor(signature: Signature, centred: boolean): MethodName | null {
  const [published] = signature.methods;
  if (!centred) return published;
  const cohortMethod = signature.methods.find((name) => methods[name].scope === "cohort");
  if (cohortMethod) return cohortMethod;
  return published === "singscore" && methods.zscore.refusal(signature) === null ? "zscore" : null;
}

/** What to score on a cohort, each signature by one method. */
export function cohortSignatures(cohort: Cohort, entries: readonly CatalogueEntry[]): Signature[] {
  const breast = cohort.erPositive ? [ESR1] : [];
  return [...entries, ...breast].flatMap((entry) => {
    const method = methodFor(entry, cohort.centred ?? false);
    return method ? [{ ...entry, methods: [method] }] : [];
  });
}

/** Scores of all signatures, then axes, then baselines. */
export function cohortScores(
  cohort: Cohort,
  entries: readonly CatalogueEntry[],
  scored: ScoredMatrix,
  labels: readonly Labels[],
): Scores[] {
  const centred = cohort.centred ?? false;
  const scorable = entries.filter((entry) => methodFor(entry, centred) !== null);
  const signatures = scorable.map((entry) => columnOf(scored, entry.id, entry.orientation));
  return [...signatures, ...axes(signatures), voteOfAll(scorable, signatures), ...baselines(cohort, scored, labels)];
}

function columnOf(scored: ScoredMatrix, id: string, orientation: Orientation): Scores {
  const column = scored.columns.find((candidate) => candidate.signature === id);
  if (!column) throw new Error(`${scored.matrix.name}: ${id} was not scored`);
  const values = scored.samples.map((_, sample) => column.values[sample * column.fields.length]);
  return { signature: id, orientation, method: column.method, values: Float64Array.from(values) };
}

/** The axes of the chemo class: mean of their members' oriented percentiles in the cohort. */
function axes(signatures: readonly Scores[]): Scores[] {
  return AXIS_NAMES.map((name) => {
    const members = AXES[name].map((member) => {
      const found = signatures.find((scores) => scores.signature === member.signature);
      if (!found) throw new Error(`axis ${name}: ${member.signature} was not scored`);
      return { ...found, orientation: member.orientation };
    });
    return { signature: `axis:${name}`, orientation: 1, method: null, values: meanPercentile(members) };
  });
}

/** What a vote of every chemotherapy signature would say, the sets derived from cell lines included: the road not taken. */
function voteOfAll(entries: readonly CatalogueEntry[], signatures: readonly Scores[]): Scores {
  const voters = signatures.filter((_, index) => {
    const { kind, orientation } = entries[index];
    return orientation !== 0 && (kind === "chemo" || kind === "both");
  });
  return { signature: "vote:all", orientation: 1, method: null, values: meanPercentile(voters) };
}

function baselines(cohort: Cohort, scored: ScoredMatrix, labels: readonly Labels[]): Scores[] {
  const { erPositive } = cohort;
  if (!erPositive) return [];
  const status = labels.map((row) => {
    const positive = erPositive(row);
    return positive === null ? Number.NaN : Number(positive);
  });
  return [
    columnOf(scored, ESR1.id, 1),
    { signature: "label:er-status", orientation: 1, method: null, values: Float64Array.from(status) },
  ];
}

/** Mean over the scores that a sample has of (oriented rank - 1/2) / n: the fraction of the cohort below it, ties counting half. */
function meanPercentile(members: readonly Scores[]): Float64Array {
  const sums = new Float64Array(members[0].values.length);
  const counts = new Float64Array(sums.length);
  for (const { values, orientation } of members) {
    const samples = Array.from(values.keys()).filter((sample) => !Number.isNaN(values[sample]));
    const ranks = averageRanks(samples.map((sample) => orientation * values[sample]));
    samples.forEach((sample, at) => {
      sums[sample] += (ranks[at] - 0.5) / samples.length;
      counts[sample]++;
    });
  }
  return sums.map((sum, sample) => sum / counts[sample]);
}
