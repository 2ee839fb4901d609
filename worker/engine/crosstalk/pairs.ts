/** What a shift is the mean of: each subject before and after. */
import type { Contrast } from "./design.ts";
import type { SampleScores } from "./request.ts";

export interface SubjectPair {
  readonly subject: string;
  /** Means of the subject's baseline and of its treated samples; null where one of them has no score. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface ProgrammePairs {
  readonly id: string;
  readonly modality: Contrast["modality"];
  /** In the order of the matrix. */
  readonly subjects: readonly SubjectPair[];
}

/** Mean score of each subject without and with the treatment, in the order of the contrast's subjects. */
export function subjectPairs(contrast: Contrast, { id, scores }: SampleScores): ProgrammePairs {
  const { samples, labels, subjectOf, subjects, modality } = contrast;
  const sums = new Float64Array(2 * subjects.length);
  const counts = new Uint32Array(2 * subjects.length);
  samples.forEach((sample, i) => {
    const at = 2 * subjectOf[i] + (labels[i] === 0 ? 0 : 1);
    sums[at] += scores[sample];
    counts[at]++;
  });
  const mean = (at: number) => (Number.isNaN(sums[at]) ? null : sums[at] / counts[at]);
  return {
    id,
    modality,
    subjects: subjects.map((subject, at) => ({ subject, before: mean(2 * at), after: mean(2 * at + 1) })),
  };
}
