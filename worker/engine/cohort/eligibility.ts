/**
 * Which samples may be classified, and which of them make up a cohort.
 *
 * Classes are for tumours taken before treatment, compared with samples of the same tissue, platform, processing and batch.
 * Treated samples would make a reference of their own making: pooled with their controls, half of a set of irradiated MOLT4
 * cells comes out resistant and every control sensitive (measured).
 */
import type { Warning } from "../scored.ts";
import { type SampleSheet, type SheetRow, sheetRows } from "../sheet.ts";

/** Samples that share tissue, platform, processing and batch as far as the sheet says. */
export interface CohortGroup {
  /** What its samples share, in words; empty where the sheet says nothing of it. */
  readonly label: string;
  /** As the sheet spells it; absent where it says nothing. */
  readonly tissue?: string;
  readonly samples: number;
  readonly eligible: number;
}

export interface Cohorts {
  /** Cohort of each sample: an index into `groups`. */
  readonly cohort: Uint32Array;
  readonly groups: readonly CohortGroup[];
}

export interface Eligibility extends Cohorts {
  /** 1 for each sample that may be classified and belongs to the reference. */
  readonly eligible: Uint8Array;
  /** Why a sample is not eligible: an index into {@link EXCLUSIONS}. */
  readonly exclusion: Uint8Array;
  /** 1 for each sample whose patient was treated with radiotherapy, by the sheet. */
  readonly irradiated: Uint8Array;
  /** What the eligibility rests on, in words. */
  readonly basis: string;
  readonly warnings: readonly Warning[];
}

export const EXCLUSIONS = [
  "",
  "the sample sheet marks it as taken after treatment",
  "the sample sheet marks it as normal tissue",
  "the sample sheet marks it as a cell line",
] as const;

/** Fewest reference samples for a class. */
export const FEWEST = 20;
/** Below this many reference samples a class is provisional. Drawing 20 of 128 changes 14% of the RSI classes, 50 of them 8%. */
export const PROVISIONAL_BELOW = 50;

/**
 * Eligibility of the samples of a matrix.
 *
 * A sample that the sheet leaves out, or of which it gives no treatment or type, counts as an untreated tumour; the basis says so.
 *
 * @param samples names in the order of the matrix
 * @throws Problem `bad-sheet` if the sheet names a sample that is not in the matrix
 */
export function eligibility(samples: readonly string[], sheet: SampleSheet | undefined): Eligibility {
  const rows = sheet === undefined ? samples.map(() => undefined) : sheetRows(sheet, samples);
  const exclusion = Uint8Array.from(rows, exclusionOf);
  const eligible = exclusion.map((code) => (code === 0 ? 1 : 0));
  return {
    ...cohortsOf(rows, eligible),
    eligible,
    exclusion,
    irradiated: Uint8Array.from(rows, (row) => (row?.radiotherapy === true ? 1 : 0)),
    basis: basisOf(rows, sheet !== undefined),
    warnings: repeatedSubjects(rows, eligible),
  };
}

function exclusionOf(row: SheetRow | undefined): number {
  if (row?.type === "cell line") return 3;
  if (row?.type === "normal") return 2;
  return (row?.treatment ?? "none") === "none" ? 0 : 1;
}

function cohortsOf(rows: readonly (SheetRow | undefined)[], eligible: Uint8Array): Cohorts {
  const indexOf = new Map<string, number>();
  const groups: { label: string; tissue?: string; samples: number; eligible: number }[] = [];
  const cohort = Uint32Array.from(rows, (row, sample) => {
    const shared = row === undefined ? [] : [row.tissue, row.platform, row.processing, row.batch];
    const key = shared.some((value) => value !== null) ? JSON.stringify(shared) : "";
    let index = indexOf.get(key);
    if (index === undefined) {
      index = groups.length;
      indexOf.set(key, index);
      const label = shared.filter((value) => value !== null).join(", ");
      groups.push({ label, tissue: row?.tissue ?? undefined, samples: 0, eligible: 0 });
    }
    groups[index].samples += 1;
    groups[index].eligible += eligible[sample];
    return index;
  });
  return { cohort, groups };
}

function basisOf(rows: readonly (SheetRow | undefined)[], hasSheet: boolean): string {
  if (!hasSheet) return "assumed untreated tumours of one cohort";
  const noTreatment = rows.filter((row) => (row?.treatment ?? null) === null).length;
  const noType = rows.filter((row) => (row?.type ?? null) === null).length;
  const assumed = [
    ...(noTreatment > 0 ? [`${noTreatment} samples assumed untreated`] : []),
    ...(noType > 0 ? [`${noType} samples assumed tumours`] : []),
    ...(rows.every((row) => (row?.tissue ?? null) === null) ? ["assumed of one tissue"] : []),
    ...(rows.every((row) => (row?.platform ?? null) === null) ? ["assumed of one platform"] : []),
    ...(rows.every((row) => (row?.batch ?? null) === null) ? ["assumed of one batch"] : []),
  ];
  return ["by the sample sheet", ...assumed].join("; ");
}

function repeatedSubjects(rows: readonly (SheetRow | undefined)[], eligible: Uint8Array): Warning[] {
  const subjects = rows.flatMap((row, sample) => (eligible[sample] === 1 && row?.subject ? [row.subject] : []));
  const repeats = subjects.length - new Set(subjects).size;
  if (repeats === 0) return [];
  return [
    {
      type: "repeated-subjects",
      detail: `${repeats} of the reference samples repeat a subject; the intervals take samples for independent and are too narrow.`,
      repeats,
    },
  ];
}
