/** Who was treated with what: the samples of a sheet laid out as contrasts within subjects. */
import { Problem } from "../../problem.ts";
import type { SheetRow, Treatment } from "../sheet.ts";

/** A treatment whose shift is looked at: radiotherapy, chemotherapy, both together. */
export type Modality = Exclude<Treatment, "none">;

export const MODALITIES: readonly Modality[] = ["RT", "CT", "CRT"];

/** Baseline and treated samples of the subjects that have both. Arrays have one element a sample of the contrast. */
export interface Contrast {
  /** The label that stands for treated; 0 stands for baseline. */
  readonly label: number;
  readonly modality: Modality;
  /** Subjects with a baseline and a treated sample, in the order of the matrix. */
  readonly subjects: readonly string[];
  /** Index of the sample in the matrix. */
  readonly samples: Uint32Array;
  /** 0 for baseline, `label` for treated. */
  readonly labels: Uint8Array;
  /** Index into `subjects`. */
  readonly subjectOf: Uint32Array;
  /** Subjects that were left out since they lack a baseline or a treated sample. */
  readonly leftOut: readonly string[];
}

/**
 * One contrast for each modality of the sheet.
 *
 * @param rows sheet row of each sample of the matrix; samples without row, subject or treatment take no part
 * @throws Problem `bad-sheet` where no subject has both a baseline and a treated sample
 */
export function contrasts(rows: readonly (SheetRow | undefined)[]): Contrast[] {
  const laidOut = MODALITIES.map((modality, index) => contrast(rows, modality, index + 1)).filter(
    (candidate) => candidate.subjects.length + candidate.leftOut.length > 0,
  );
  if (laidOut.every((candidate) => candidate.subjects.length === 0)) {
    throw new Problem(
      "bad-sheet",
      "No subject of the sample sheet has both an untreated sample (treatment none) and a treated one (RT, CT or CRT).",
      { expected: "columns sample, subject and treatment, with samples of both kinds for each subject" },
    );
  }
  return laidOut;
}

function contrast(rows: readonly (SheetRow | undefined)[], modality: Modality, label: number): Contrast {
  const states = new Map<string, { baseline: boolean; treated: boolean }>();
  for (const row of rows) {
    if (!row?.subject) continue;
    const state = states.get(row.subject) ?? { baseline: false, treated: false };
    state.baseline ||= row.treatment === "none";
    state.treated ||= row.treatment === modality;
    states.set(row.subject, state);
  }
  const treated = [...states].filter(([, state]) => state.treated);
  const subjects = treated.filter(([, state]) => state.baseline).map(([subject]) => subject);
  const leftOut = treated.filter(([, state]) => !state.baseline).map(([subject]) => subject);
  const indexOf = new Map(subjects.map((subject, index) => [subject, index]));
  const members = rows.flatMap((row, sample) => {
    const subject = row?.subject ? indexOf.get(row.subject) : undefined;
    const takesPart = row?.treatment === "none" || row?.treatment === modality;
    return subject !== undefined && takesPart ? [{ sample, subject, treated: row.treatment === modality }] : [];
  });
  return {
    label,
    modality,
    subjects,
    samples: Uint32Array.from(members, (member) => member.sample),
    labels: Uint8Array.from(members, (member) => (member.treated ? label : 0)),
    subjectOf: Uint32Array.from(members, (member) => member.subject),
    leftOut,
  };
}

/**
 * Weights with which samples add up to the mean over subjects of (mean of treated samples - mean of baseline samples).
 *
 * Permutation within subjects keeps the number of samples of each label in each subject, so the two weights of a subject
 * are made once and serve every labelling.
 *
 * @returns for each subject the weight of a baseline and of a treated sample: subjects x 2
 */
export function subjectWeights({ labels, subjectOf, subjects }: Contrast): Float64Array {
  const counts = new Float64Array(subjects.length * 2);
  labels.forEach((label, i) => {
    counts[subjectOf[i] * 2 + (label ? 1 : 0)]++;
  });
  return counts.map((count, at) => (at % 2 === 0 ? -1 : 1) / (count * subjects.length));
}
