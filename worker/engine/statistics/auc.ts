/** The area under the ROC curve with its interval. */
import { averageRanks } from "./ranks.ts";
import { NORMAL_975, normalTwoSided } from "./tails.ts";

export interface Auc {
  /** Samples with and without the label. */
  readonly positives: number;
  readonly negatives: number;
  /** Independent units behind them: subjects where samples repeat, else samples. */
  readonly clusters: number;
  /** Probability that a labelled sample scores above one without the label, ties counting half. */
  readonly value: number;
  /** 95% interval. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, against 0.5. */
  readonly p: number;
  /** How the interval was made: see {@link auc}. */
  readonly interval: "delong" | "newcombe";
}

/** Fewer independent units than this on either side are too few to estimate a variance from. */
const FEWEST_UNITS = 10;

/**
 * Area under the ROC curve.
 *
 * The variance is that of DeLong, DeLong & Clarke-Pearson 1988 (Biometrics 44:837), from placements by ranks (Sun & Xu 2014,
 * IEEE Signal Process. Lett. 21:1389). Where samples repeat within subjects it is Obuchowski's (1997, Biometrics 53:567), which
 * sums the placements of a subject first and equals DeLong's when every subject has one sample.
 *
 * With fewer than ten subjects on a side, or an area of exactly 0 or 1, that estimate is far too small or 0. The interval
 * and the test are then Newcombe's by score (2006, Stat. Med. 25:559, method 5) on the numbers of subjects, which leaves out what
 * the two sides of a subject share and so errs on the wide side.
 *
 * @param scores one finite score a sample
 * @param labels 1 for samples with the label, 0 without
 * @param clusterOf subject of each sample; absent where samples are independent
 */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>, clusterOf?: ArrayLike<string | number>): Auc {
  const placement = placements(scores, labels);
  const { positives, negatives } = placement;
  const units = clusterPlacements(placement.values, labels, clusterOf);
  const clusters = units.length;
  const value = placement.value;
  const withPositives = units.filter((unit) => unit.positives > 0).length;
  const withNegatives = units.filter((unit) => unit.negatives > 0).length;
  const counts = { positives, negatives, clusters, value };
  if (value === 0 || value === 1 || Math.min(withPositives, withNegatives) < FEWEST_UNITS)
    return { ...counts, ...newcombe(value, withPositives, withNegatives), interval: "newcombe" };

  let above = 0;
  let beneath = 0;
  let both = 0;
  for (const unit of units) {
    const fromPositives = unit.positivePlacements - unit.positives * value;
    const fromNegatives = unit.negativePlacements - unit.negatives * value;
    above += fromPositives * fromPositives;
    beneath += fromNegatives * fromNegatives;
    both += fromPositives * fromNegatives;
  }
  const variance =
    (withPositives / (withPositives - 1)) * (above / positives ** 2) +
    (withNegatives / (withNegatives - 1)) * (beneath / negatives ** 2) +
    (clusterOf ? (2 * clusters * both) / ((clusters - 1) * positives * negatives) : 0);
  const error = Math.sqrt(Math.max(0, variance));
  return {
    ...counts,
    low: Math.max(0, value - NORMAL_975 * error),
    high: Math.min(1, value + NORMAL_975 * error),
    p: normalTwoSided((value - 0.5) / error),
    interval: "delong",
  };
}

/** For a labelled sample the fraction of unlabelled ones below it, for an unlabelled one the fraction of labelled ones above it. */
function placements(scores: ArrayLike<number>, labels: ArrayLike<number>) {
  const overall = averageRanks(scores);
  const within = new Float64Array(scores.length);
  for (const label of [0, 1]) {
    const members = Array.from({ length: scores.length }, (_, i) => i).filter((i) => (labels[i] ? 1 : 0) === label);
    const ranks = averageRanks(members.map((i) => scores[i]));
    members.forEach((i, k) => {
      within[i] = ranks[k];
    });
  }
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i] ? 1 : 0;
  const negatives = labels.length - positives;
  let sum = 0;
  const values = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    const others = overall[i] - within[i];
    values[i] = labels[i] ? others / negatives : 1 - others / positives;
    if (labels[i]) sum += others;
  }
  return { values, positives, negatives, value: sum / (positives * negatives) };
}

interface ClusterPlacements {
  positives: number;
  negatives: number;
  positivePlacements: number;
  negativePlacements: number;
}

function clusterPlacements(
  placement: Float64Array,
  labels: ArrayLike<number>,
  clusterOf: ArrayLike<string | number> | undefined,
): ClusterPlacements[] {
  const units = new Map<string | number, ClusterPlacements>();
  for (let i = 0; i < placement.length; i++) {
    const key = clusterOf ? clusterOf[i] : i;
    let unit = units.get(key);
    if (!unit) {
      unit = { positives: 0, negatives: 0, positivePlacements: 0, negativePlacements: 0 };
      units.set(key, unit);
    }
    if (labels[i]) {
      unit.positives++;
      unit.positivePlacements += placement[i];
    } else {
      unit.negatives++;
      unit.negativePlacements += placement[i];
    }
  }
  return [...units.values()];
}

/** The areas whose own variance keeps them within 1.96 standard errors of `value`. */
function newcombe(value: number, positives: number, negatives: number): { low: number; high: number; p: number } {
  const spread = (positives + negatives) / 2 - 1;
  const error = (area: number) =>
    Math.sqrt(
      (area * (1 - area) * (1 + spread * ((1 - area) / (2 - area) + area / (1 + area)))) / (positives * negatives),
    );
  const farthest = (edge: 0 | 1) => {
    let inside = value;
    let outside: number = edge;
    for (let step = 0; step < 60; step++) {
      const middle = (inside + outside) / 2;
      if (Math.abs(value - middle) <= NORMAL_975 * error(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return { low: farthest(0), high: farthest(1), p: normalTwoSided((value - 0.5) / error(0.5)) };
}
