/** What the treatments of a sheet shifted: programmes, genes, courses, readings and what treatments share, put together. */
import type { ScoredMatrix } from "../scored.ts";
import type { SheetRow } from "../sheet.ts";
import { benjaminiHochberg } from "../statistics/index.ts";
import { type Course, course } from "./course.ts";
import { type Contrast, contrasts, type Modality } from "./design.ts";
import { type ProgrammePairs, subjectPairs } from "./pairs.ts";
import { CORE_PROGRAMMES, SHOWN_PROGRAMMES } from "./programmes.ts";
import { type Reading, readShifts } from "./reading.ts";
import { genePlaces, programmeScores, type SampleScores } from "./request.ts";
import { type GeneShift, geneShifts, type Sharing, sharing } from "./sharing.ts";
import { type Shift, testShifts } from "./shift.ts";

export interface ProgrammeShift extends Shift {
  readonly modality: Modality;
  /** Samples and subjects of the contrast. */
  readonly n: number;
  readonly subjects: number;
  /** False discovery rate over the core programmes; null for those shown outside the test. */
  readonly q: number | null;
  /** The smallest p-value that this design can give. */
  readonly smallestP: number;
  /** Core programmes are tested together; the others are shown. */
  readonly core: boolean;
}

export interface ModalityReading extends Reading {
  readonly modality: Modality;
  readonly subjects: readonly string[];
  /** Subjects with treated samples but no baseline. */
  readonly leftOut: readonly string[];
  readonly exact: boolean;
  /** Labellings behind the p-values. */
  readonly labellings: number;
  readonly smallestP: number;
}

export interface CrosstalkResult {
  readonly programmes: readonly ProgrammeShift[];
  readonly courses: readonly Course[];
  /** What each shift is the mean of. */
  readonly pairs: readonly ProgrammePairs[];
  readonly genes: readonly { readonly modality: Modality; readonly shifts: readonly GeneShift[] }[];
  /** One for each pair of modalities. */
  readonly sharing: readonly Sharing[];
  /** Of the only modality, or of all together: a programme counts as raised if any modality raised it. */
  readonly reading: Reading;
  readonly readings: readonly ModalityReading[];
  readonly seed: number;
}

/**
 * What each treatment shifted, within subjects, and whether two treatments shifted the same genes.
 *
 * The statistic is the mean over subjects of treated minus baseline; its p-value comes from all labellings, or many seeded
 * ones, of the treatment within each subject over all its samples. False discovery rates are taken over the core programmes
 * of one modality.
 *
 * @param scored scores of `crosstalkSignatures`
 * @param rows sheet row of each sample of the matrix, in its order
 * @param p53Targets genes left out of the second correlation of gene-level shifts
 * @throws Problem `bad-sheet` where no subject has both a baseline and a treated sample
 */
export function crosstalk(
  scored: ScoredMatrix,
  rows: readonly (SheetRow | undefined)[],
  p53Targets: ReadonlySet<string>,
  seed = 1,
): CrosstalkResult {
  const designs = contrasts(rows);
  const core = programmeScores(scored, CORE_PROGRAMMES);
  const shown = programmeScores(scored, SHOWN_PROGRAMMES);
  const genes = genePlaces(scored);
  const testable = designs.filter((design) => design.subjects.length > 0);
  const tested = designs.map((design) => testModality(design, core, shown, seed));
  return {
    programmes: tested.flatMap((modality) => modality.programmes),
    courses: testable.flatMap((design) => [...core, ...shown].map((programme) => course(design, programme, rows))),
    pairs: testable.flatMap((design) => [...core, ...shown].map((programme) => subjectPairs(design, programme))),
    genes: testable.map((design) => ({ modality: design.modality, shifts: geneShifts(design, genes, p53Targets) })),
    sharing: testable.flatMap((first, index) =>
      testable.slice(index + 1).map((second) => sharing(first, second, genes, p53Targets, seed)),
    ),
    reading: overallReading(tested),
    readings: tested.map((modality) => modality.reading),
    seed,
  };
}

interface TestedModality {
  readonly programmes: readonly ProgrammeShift[];
  readonly reading: ModalityReading;
}

function testModality(
  design: Contrast,
  core: readonly SampleScores[],
  shown: readonly SampleScores[],
  seed: number,
): TestedModality {
  const { modality, subjects, leftOut } = design;
  const test = testShifts(design, [...core, ...shown], seed);
  const p = test.shifts.slice(0, core.length).map((programme) => programme.p);
  const q = benjaminiHochberg(p.filter((value) => value !== null));
  let next = 0;
  const programmes = test.shifts.map((programme, index) => ({
    ...programme,
    modality,
    n: design.samples.length,
    subjects: subjects.length,
    q: index < core.length && programme.p !== null ? q[next++] : null,
    smallestP: test.smallestP,
    core: index < core.length,
  }));
  const { exact, labellings, smallestP } = test;
  const reading = readShifts(programmes.slice(0, core.length), smallestP);
  return { programmes, reading: { modality, ...reading, subjects, leftOut, exact, labellings, smallestP } };
}

function overallReading(tested: readonly TestedModality[]): Reading {
  if (tested.length === 1) return { class: tested[0].reading.class, rule: tested[0].reading.rule };
  const smallestP = Math.min(...tested.map((modality) => modality.reading.smallestP));
  return readShifts(
    tested.flatMap((modality) => modality.programmes.filter((programme) => programme.core)),
    smallestP,
  );
}
