/**
 * Whether two treatments shifted the same genes: the correlation of gene-level shifts.
 *
 * Genes are looked at one by one since correlating the scores of programmes would measure how many genes those have in
 * common. The labels of both treatments are permuted together within subjects, so that the baseline samples they share,
 * and the correlation that these alone bring, are in the permuted values too.
 */
import { labellingsWithinSubjects, pearson } from "../statistics/index.ts";
import { type Contrast, type Modality, subjectWeights } from "./design.ts";
import type { SampleScores } from "./request.ts";

/** Labellings of a thousand genes cost more than of eight programmes. */
const LABELLINGS = { exactUpTo: 2_000, draws: 999 };

/** Fewer genes than this have no correlation worth a name. */
const FEWEST_GENES = 10;

const ROUNDING = 1e-12;

export interface GeneShift {
  readonly gene: string;
  /** Mean over subjects of the gene's place in treated samples minus that in baseline samples, as a fraction of all genes. */
  readonly shift: number;
  readonly p53Target: boolean;
}

export interface SharedGenes {
  readonly genes: number;
  /** Pearson's correlation; null below ten genes. */
  readonly correlation: number | null;
  /** Two-sided permutation p-value. */
  readonly p: number | null;
}

export interface Sharing extends SharedGenes {
  readonly modalities: readonly [Modality, Modality];
  /** The same without the genes that p53 is known to drive. */
  readonly withoutP53Targets: SharedGenes;
  readonly exact: boolean;
  readonly labellings: number;
}

/** Gene-level shifts of a contrast, from the gene most raised to the one most lowered. */
export function geneShifts(
  contrast: Contrast,
  genes: readonly SampleScores[],
  p53Targets: ReadonlySet<string>,
): GeneShift[] {
  const layout = joinContrasts([contrast]);
  const weights = weightsOf(contrast, layout)(layout.labels);
  return genes
    .map(({ id, scores }) => ({
      gene: id,
      shift: weightedSum(weights, layout, scores),
      p53Target: p53Targets.has(id),
    }))
    .sort((a, b) => b.shift - a.shift || (a.gene < b.gene ? -1 : 1));
}

/** @param seed of the labellings, where there are too many to look at each */
export function sharing(
  first: Contrast,
  second: Contrast,
  genes: readonly SampleScores[],
  p53Targets: ReadonlySet<string>,
  seed: number,
): Sharing {
  const layout = joinContrasts([first, second]);
  const weightings = [first, second].map((contrast) => weightsOf(contrast, layout));
  const isOther = genes.map((gene) => !p53Targets.has(gene.id));
  const correlate = (labels: Uint8Array) => {
    const [a, b] = weightings.map((weighting) => {
      const weights = weighting(labels);
      return Float64Array.from(genes, (gene) => weightedSum(weights, layout, gene.scores));
    });
    const others = (shifts: Float64Array) => shifts.filter((_, gene) => isOther[gene]);
    return [pearson(a, b), pearson(others(a), others(b))];
  };
  const observed = correlate(layout.labels);
  const asFar = [0, 0];
  const labellings = labellingsWithinSubjects(layout.labels, layout.subjectOf, seed, LABELLINGS);
  labellings.each((labels) => {
    correlate(labels).forEach((correlation, which) => {
      if (Math.abs(correlation) >= Math.abs(observed[which]) - ROUNDING) asFar[which]++;
    });
  });
  const summary = (count: number, which: number): SharedGenes => {
    if (count < FEWEST_GENES || Number.isNaN(observed[which])) return { genes: count, correlation: null, p: null };
    const p = (asFar[which] + (labellings.exact ? 0 : 1)) / labellings.count;
    return { genes: count, correlation: observed[which], p };
  };
  return {
    modalities: [first.modality, second.modality],
    ...summary(genes.length, 0),
    withoutP53Targets: summary(isOther.filter(Boolean).length, 1),
    exact: labellings.exact,
    labellings: labellings.count,
  };
}

/** The samples of one or more contrasts, each once; arrays have one element a sample. */
interface Layout {
  readonly samples: Uint32Array;
  readonly labels: Uint8Array;
  readonly subjectOf: readonly string[];
}

function joinContrasts(contrasts: readonly Contrast[]): Layout {
  const members = new Map<number, { label: number; subject: string }>();
  for (const { samples, labels, subjectOf, subjects } of contrasts)
    samples.forEach((sample, i) => {
      members.set(sample, { label: labels[i], subject: subjects[subjectOf[i]] });
    });
  const inOrder = [...members].sort(([a], [b]) => a - b);
  return {
    samples: Uint32Array.from(inOrder, ([sample]) => sample),
    labels: Uint8Array.from(inOrder, ([, member]) => member.label),
    subjectOf: inOrder.map(([, member]) => member.subject),
  };
}

/** Makes the weights of the layout's samples in the contrast's shift under a labelling; 0 for samples of other treatments. */
function weightsOf(contrast: Contrast, { subjectOf }: Layout): (labels: Uint8Array) => Float64Array {
  const weights = subjectWeights(contrast);
  const indexOf = new Map(contrast.subjects.map((subject, index) => [subject, index]));
  const subject = Int32Array.from(subjectOf, (name) => indexOf.get(name) ?? -1);
  return (labels) =>
    Float64Array.from(labels, (label, i) => {
      if (subject[i] < 0 || (label !== 0 && label !== contrast.label)) return 0;
      return weights[subject[i] * 2 + (label ? 1 : 0)];
    });
}

function weightedSum(weights: Float64Array, { samples }: Layout, scores: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * scores[samples[i]];
  return sum;
}
