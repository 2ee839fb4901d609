/** How a shift runs over days and doses, where the sheet gives them. */
import type { SheetRow } from "../sheet.ts";
import type { Contrast } from "./design.ts";
import type { SampleScores } from "./request.ts";

export interface CoursePoint {
  /** Day or dose, as the sheet gives it. */
  readonly at: number;
  readonly subjects: number;
  readonly samples: number;
  /** Mean over the subjects sampled there of their treated samples there minus all their baseline samples. */
  readonly shift: number;
}

export interface Course {
  readonly id: string;
  readonly modality: Contrast["modality"];
  /** In rising order; empty where the sheet gives none. */
  readonly days: readonly CoursePoint[];
  readonly doses: readonly CoursePoint[];
}

/** @param rows sheet row of each sample of the matrix */
export function course(
  contrast: Contrast,
  { id, scores }: SampleScores,
  rows: readonly (SheetRow | undefined)[],
): Course {
  const along = (axis: "day" | "dose") => points(contrast, scores, (sample) => rows[sample]?.[axis] ?? null);
  return { id, modality: contrast.modality, days: along("day"), doses: along("dose") };
}

function points(
  { samples, labels, subjectOf, subjects }: Contrast,
  scores: Float64Array,
  placeOf: (sample: number) => number | null,
): CoursePoint[] {
  const baseline = subjects.map(() => ({ sum: 0, samples: 0 }));
  const treated = new Map<number, Map<number, { sum: number; samples: number }>>();
  samples.forEach((sample, i) => {
    if (!labels[i]) {
      baseline[subjectOf[i]].sum += scores[sample];
      baseline[subjectOf[i]].samples++;
      return;
    }
    const at = placeOf(sample);
    if (at === null) return;
    const there = treated.get(at) ?? new Map<number, { sum: number; samples: number }>();
    const subject = there.get(subjectOf[i]) ?? { sum: 0, samples: 0 };
    subject.sum += scores[sample];
    subject.samples++;
    treated.set(at, there.set(subjectOf[i], subject));
  });
  return [...treated]
    .sort(([a], [b]) => a - b)
    .map(([at, there]) => {
      const shifts = [...there].map(
        ([subject, { sum, samples }]) => sum / samples - baseline[subject].sum / baseline[subject].samples,
      );
      return {
        at,
        subjects: there.size,
        samples: [...there.values()].reduce((total, subject) => total + subject.samples, 0),
        shift: shifts.reduce((total, shift) => total + shift, 0) / shifts.length,
      };
    });
}
