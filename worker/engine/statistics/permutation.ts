/** Permutation of treatment labels within subjects: what could have been seen had the labels meant nothing. */
import { seededRandom } from "./random.ts";

/** How many labellings are looked at. */
export interface LabellingLimits {
  /** Up to this number all of them; beyond it they are drawn. */
  readonly exactUpTo: number;
  /** Number drawn at random where there are too many to look at each. */
  readonly draws: number;
}

const LIMITS: LabellingLimits = { exactUpTo: 20_000, draws: 9_999 };

export interface Labellings {
  /** True where every labelling is looked at once. */
  readonly exact: boolean;
  /** Number of labellings that a p-value is a fraction of: all of them, or those drawn and the observed one. */
  readonly count: number;
  /** Number of different labellings, up to 2^53. */
  readonly possible: number;
  /**
   * Calls `visit` with every labelling (exact, the observed one among them) or with the drawn ones. The array is overwritten for the
   * next: copy what must last.
   */
  each(visit: (labels: Uint8Array) => void): void;
}

/**
 * All ways to hand the labels of each subject out among its own samples, the number of samples of each label unchanged.
 *
 * @param labels label of each sample, a small whole number
 * @param subjectOf subject of each sample
 * @param seed of the draws, where there are too many ways to look at each
 */
export function labellingsWithinSubjects(
  labels: ArrayLike<number>,
  subjectOf: ArrayLike<string | number>,
  seed: number,
  limits: LabellingLimits = LIMITS,
): Labellings {
  const blocks = subjectBlocks(subjectOf);
  const sorted = blocks.map((block) => block.map((sample) => labels[sample]).sort((a, b) => a - b));
  const possible = sorted.reduce((product, multiset) => product * arrangements(multiset), 1);
  const exact = possible <= limits.exactUpTo;
  const buffer = new Uint8Array(labels.length);
  const lay = (block: number, arrangement: readonly number[]) => {
    const samples = blocks[block];
    for (let position = 0; position < samples.length; position++) buffer[samples[position]] = arrangement[position];
  };

  const enumerate = (visit: (labels: Uint8Array) => void) => {
    const current = sorted.map((multiset) => [...multiset]);
    current.forEach((arrangement, block) => {
      lay(block, arrangement);
    });
    for (let block = 0; block < blocks.length; ) {
      visit(buffer);
      // The subjects turn like the wheels of an odometer: one that has shown all its arrangements starts again and moves the next.
      for (block = 0; block < blocks.length; block++) {
        const more = nextArrangement(current[block]);
        if (!more) current[block].reverse();
        lay(block, current[block]);
        if (more) break;
      }
    }
  };

  const draw = (visit: (labels: Uint8Array) => void) => {
    const random = seededRandom(seed);
    for (let drawn = 0; drawn < limits.draws; drawn++) {
      sorted.forEach((multiset, block) => {
        const arrangement = [...multiset];
        for (let last = arrangement.length - 1; last > 0; last--) {
          const other = random.below(last + 1);
          [arrangement[last], arrangement[other]] = [arrangement[other], arrangement[last]];
        }
        lay(block, arrangement);
      });
      visit(buffer);
    }
  };

  return { exact, possible, count: exact ? possible : limits.draws + 1, each: exact ? enumerate : draw };
}

function subjectBlocks(subjectOf: ArrayLike<string | number>): number[][] {
  const blocks = new Map<string | number, number[]>();
  for (let sample = 0; sample < subjectOf.length; sample++) {
    const block = blocks.get(subjectOf[sample]);
    if (block) block.push(sample);
    else blocks.set(subjectOf[sample], [sample]);
  }
  return [...blocks.values()];
}

/** Number of different orders of a sorted multiset: n! / (n1! n2! ...), built from binomials so that it stays whole. */
function arrangements(sorted: readonly number[]): number {
  let ways = 1;
  let run = 0;
  sorted.forEach((label, position) => {
    run = position > 0 && sorted[position - 1] === label ? run + 1 : 1;
    ways = (ways * (position + 1)) / run;
  });
  return Math.round(ways);
}

/** Turns `values` into the next arrangement in lexicographic order; false (and unchanged) at the last one. */
function nextArrangement(values: number[]): boolean {
  let pivot = values.length - 2;
  while (pivot >= 0 && values[pivot] >= values[pivot + 1]) pivot--;
  if (pivot < 0) return false;
  let successor = values.length - 1;
  while (values[successor] <= values[pivot]) successor--;
  [values[pivot], values[successor]] = [values[successor], values[pivot]];
  for (let low = pivot + 1, high = values.length - 1; low < high; low++, high--)
    [values[low], values[high]] = [values[high], values[low]];
  return true;
}
