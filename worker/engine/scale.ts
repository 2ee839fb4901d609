/**
 * What scale the values of a matrix are on, from the values of the panel genes, or of some of a large panel.
 *
 * Rank scores need an order of the genes *within* a sample. Gene-wise z-scores and two-colour log ratios do not have it: each
 * gene is centred on 0 over the samples, so that a high value says "high for this gene", not "more than that gene".
 */
import type { ValueScale } from "./scored.ts";

/** Genes of a panel that are looked at, spread over it: more would say nothing else. */
const MOST_GENES = 256;

/** What is remembered of genes of the panel while samples stream by; arrays have one number a gene. */
export interface ScaleTally {
  readonly samples: Uint32Array;
  readonly mean: Float64Array;
  /** Sum of squared deviations from the mean. */
  readonly squares: Float64Array;
  readonly negative: Uint32Array;
  /** 0 where no value was above 0. */
  readonly positive: Uint32Array;
  /** 1 as long as all values were whole and not negative. */
  readonly whole: Uint8Array;
}

export interface ScaleFinding {
  readonly scale: ValueScale;
  /** What it rests on, in words. */
  readonly reason: string;
}

/** Fewest samples that tell a centred gene from a low one, and fewest genes that vary. */
const FEWEST_SAMPLES = 5;
const FEWEST_GENES = 3;
/**
 * A matrix is centred if at least three quarters of the varying genes take both signs, at least a quarter of all values are
 * negative, and the median |mean| / sd is at most 2. Measured over the core signatures' genes (both signs; negative; median):
 * z-scores 1.00, 0.53, 0.00; two-colour ratios 0.86, 0.59, 1.01; nearest of the others, intensities after background
 * subtraction 0.62, 0.20, 1.23, and log2 FPKM 0.34, 0.05, 4.39.
 */
const BOTH_SIGNS_FROM = 0.75;
const NEGATIVE_FROM = 0.25;
const MEDIAN_UP_TO = 2;

/** Panel genes from one that is looked at to the next. */
function stepOf(panel: number): number {
  return Math.max(1, Math.ceil(panel / MOST_GENES));
}

/** An empty tally for a panel of so many genes. */
export function scaleTally(panel: number): ScaleTally {
  return emptyTally(Math.ceil(panel / stepOf(panel)));
}

function emptyTally(genes: number): ScaleTally {
  return {
    samples: new Uint32Array(genes),
    mean: new Float64Array(genes),
    squares: new Float64Array(genes),
    negative: new Uint32Array(genes),
    positive: new Uint32Array(genes),
    whole: new Uint8Array(genes).fill(1),
  };
}

/**
 * Adds one sample.
 *
 * @param values by panel gene; NaN where the gene is absent or not measured
 */
export function addToScale(
  { samples, mean, squares, negative, positive, whole }: ScaleTally,
  values: Float64Array,
): void {
  const step = stepOf(values.length);
  for (let at = 0, gene = 0; at < values.length; at += step, gene++) {
    const value = values[at];
    if (Number.isNaN(value)) continue;
    // Welford 1962 (Technometrics 4:419): no loss of digits where the mean is large.
    const n = ++samples[gene];
    const away = value - mean[gene];
    const next = mean[gene] + away / n;
    mean[gene] = next;
    squares[gene] += away * (value - next);
    // Zeros come where nothing foretells them, so that no branch tells them from others once a gene has been positive.
    if (value < 0) negative[gene] += 1;
    else if (positive[gene] === 0 && value > 0) positive[gene] = 1;
    if (whole[gene] !== 0 && (value < 0 || !Number.isInteger(value))) whole[gene] = 0;
  }
}

/** The tally of samples that were added to several tallies of the same panel. */
export function mergeScales(tallies: readonly ScaleTally[]): ScaleTally {
  const merged = emptyTally(tallies[0].samples.length);
  for (const tally of tallies) {
    for (let gene = 0; gene < merged.samples.length; gene++) {
      const before = merged.samples[gene];
      const more = tally.samples[gene];
      if (more === 0) continue;
      // Chan, Golub, LeVeque 1979 (Stanford STAN-CS-79-773), updating formula (2.1b).
      const away = tally.mean[gene] - merged.mean[gene];
      merged.samples[gene] = before + more;
      merged.mean[gene] += (away * more) / (before + more);
      merged.squares[gene] += tally.squares[gene] + (away * away * before * more) / (before + more);
      merged.negative[gene] += tally.negative[gene];
      merged.positive[gene] += tally.positive[gene];
      merged.whole[gene] &= tally.whole[gene];
    }
  }
  return merged;
}

/** The scale that a tally shows; "continuous" where it shows too little, and the reason says so. */
export function valueScale(tally: ScaleTally): ScaleFinding {
  const held = Array.from(tally.samples.keys()).filter((gene) => tally.samples[gene] > 0);
  if (held.length > 0 && held.every((gene) => tally.whole[gene] === 1)) {
    return { scale: "counts", reason: `all values of ${held.length} genes are whole numbers of 0 or more` };
  }
  const varying = held.filter((gene) => tally.samples[gene] >= FEWEST_SAMPLES && tally.squares[gene] > 0);
  if (varying.length < FEWEST_GENES) {
    return {
      scale: "continuous",
      reason: `assumed: ${varying.length} genes vary over ${FEWEST_SAMPLES} samples or more, too few to tell whether genes are centred`,
    };
  }
  const bothSigns =
    varying.filter((gene) => tally.negative[gene] > 0 && tally.positive[gene] > 0).length / varying.length;
  const sum = (counts: Uint32Array) => varying.reduce((total, gene) => total + counts[gene], 0);
  const negative = sum(tally.negative) / sum(tally.samples);
  const ratios = varying
    .map((gene) => Math.abs(tally.mean[gene]) / Math.sqrt(tally.squares[gene] / (tally.samples[gene] - 1)))
    .sort((a, b) => a - b);
  const median = ratios[ratios.length >> 1];
  const isCentred = bothSigns >= BOTH_SIGNS_FROM && negative >= NEGATIVE_FROM && median <= MEDIAN_UP_TO;
  return {
    scale: isCentred ? "centred" : "continuous",
    reason:
      `of ${varying.length} genes ${percent(bothSigns)} take both signs; ${percent(negative)} of the values are negative; ` +
      `median |mean| / sd ${median.toFixed(2)}`,
  };
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
