/** What a treatment shifted, and whether permuted labels shift it as far. */
import { labellingsWithinSubjects, studentQuantile } from "../statistics/index.ts";
import { type Contrast, subjectWeights } from "./design.ts";
import type { SampleScores } from "./request.ts";

/** Shifts that differ by less count as equal: the sums of a labelling and of its mirror image round differently. */
const ROUNDING = 1e-12;

export interface Shift {
  readonly id: string;
  /** Mean over subjects of treated minus baseline; null where a sample of the contrast has no score. */
  readonly shift: number | null;
  /** 95% interval of that mean by Student's t over subjects; null below two subjects. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Two-sided permutation p-value. */
  readonly p: number | null;
}

export interface PermutationTest {
  /** In the order of the scores given. */
  readonly shifts: readonly Shift[];
  /** True where all labellings were looked at. */
  readonly exact: boolean;
  /** Labellings behind the p-values, the observed one included. */
  readonly labellings: number;
  /** No p-value of this design can be smaller. */
  readonly smallestP: number;
}

/**
 * Tests the shift of each score against all labellings, or many, of the treatment within subjects.
 *
 * @param columns scores by sample of the matrix
 */
export function testShifts(contrast: Contrast, columns: readonly SampleScores[], seed: number): PermutationTest {
  if (contrast.subjects.length === 0) return { shifts: [], exact: true, labellings: 1, smallestP: 1 };
  const labellings = labellingsWithinSubjects(contrast.labels, contrast.subjectOf, seed);
  const bySample = columns.map(({ scores }) => Float64Array.from(contrast.samples, (sample) => scores[sample]));
  const ofSubject = subjectWeights(contrast);
  const weights = new Float64Array(contrast.samples.length);
  const shiftsUnder = (labels: Uint8Array, out: Float64Array) => {
    for (let i = 0; i < weights.length; i++) weights[i] = ofSubject[contrast.subjectOf[i] * 2 + (labels[i] ? 1 : 0)];
    for (let column = 0; column < out.length; column++) out[column] = dot(weights, bySample[column]);
  };
  const observed = new Float64Array(columns.length);
  shiftsUnder(contrast.labels, observed);
  const permuted = new Float64Array(columns.length);
  const asFar = new Float64Array(columns.length);
  labellings.each((labels) => {
    shiftsUnder(labels, permuted);
    for (let column = 0; column < permuted.length; column++)
      if (Math.abs(permuted[column]) >= Math.abs(observed[column]) - ROUNDING) asFar[column]++;
  });
  const counted = labellings.exact ? 0 : 1;
  const shifts = columns.map(({ id }, column) => {
    if (Number.isNaN(observed[column])) return { id, shift: null, interval: null, p: null };
    return {
      id,
      shift: observed[column],
      interval: intervalOverSubjects(contrast, bySample[column]),
      p: (asFar[column] + counted) / labellings.count,
    };
  });
  return {
    shifts,
    exact: labellings.exact,
    labellings: labellings.count,
    smallestP: Math.min(1, Math.max(extremes(contrast) / labellings.possible, counted / labellings.count)),
  };
}

/** Shift of each subject: mean of its treated samples minus mean of its baseline samples. */
function subjectShifts(contrast: Contrast, scores: ArrayLike<number>): Float64Array {
  const shifts = new Float64Array(contrast.subjects.length);
  const weights = subjectWeights(contrast);
  contrast.labels.forEach((label, i) => {
    const subject = contrast.subjectOf[i];
    shifts[subject] += weights[subject * 2 + (label ? 1 : 0)] * contrast.subjects.length * scores[i];
  });
  return shifts;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Labellings that shift as far as the farthest one: itself, and its mirror image where every subject has as many treated
 * as baseline samples, so that exchanging them is a labelling too.
 */
function extremes({ labels, subjectOf, subjects }: Contrast): number {
  const surplus = new Int32Array(subjects.length);
  labels.forEach((label, i) => {
    surplus[subjectOf[i]] += label ? 1 : -1;
  });
  return surplus.every((difference) => difference === 0) ? 2 : 1;
}

function intervalOverSubjects(contrast: Contrast, scores: Float64Array): Shift["interval"] {
  const shifts = subjectShifts(contrast, scores);
  const n = shifts.length;
  if (n < 2) return null;
  const mean = shifts.reduce((sum, shift) => sum + shift, 0) / n;
  const variance = shifts.reduce((sum, shift) => sum + (shift - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(0.05, n - 1) * Math.sqrt(variance / n);
  // Student's quantile rests on Math.exp and Math.log, whose last bits differ between engines; results must not.
  const rounded = (bound: number) => Number(bound.toPrecision(10));
  return { low: rounded(mean - half), high: rounded(mean + half) };
}
