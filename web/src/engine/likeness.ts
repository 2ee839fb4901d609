/**
 * An order of samples in which alike ones stand together, for the heatmap.
 *
 * Average linkage over Euclidean distances of percentiles, by the nearest-neighbour chain (Murtagh 1983, "A survey of recent
 * advances in hierarchical clustering algorithms"; Lance and Williams 1967 for the update). O(n^2) time and memory.
 */
import { type CohortView, leadOf } from "../cohort.ts";

/** Beyond this many samples the distances would take more than 16 MB, and a person sees no clusters anyway. */
export const MOST_CLUSTERED = 2_000;

/** Indices of all samples: clustered up to {@link MOST_CLUSTERED}, else by the radiation score, missing ones last. */
export function likenessOrder({ scores, samples }: CohortView): Uint32Array {
  const n = samples.length;
  const lead = leadOf(scores) ?? scores[0];
  if (n > MOST_CLUSTERED || n < 3) return byScore(lead.scores);
  const profiles = scores.map(({ percentiles, scores: values }) => percentiles ?? values);
  const distances = new Float32Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      let sum = 0;
      for (const profile of profiles) {
        const difference = orMiddle(profile[a]) - orMiddle(profile[b]);
        sum += difference * difference;
      }
      distances[a * n + b] = distances[b * n + a] = Math.sqrt(sum);
    }
  }
  return leafOrder(distances, Float64Array.from(lead.percentiles ?? lead.scores, orMiddle));
}

function orMiddle(percentile: number): number {
  return Number.isNaN(percentile) ? 0.5 : percentile;
}

/**
 * Leaves of the average-linkage tree from left to right.
 *
 * @param distances n x n, symmetric; overwritten
 * @param weight n; of two branches the one with the lower mean stands on the left
 */
export function leafOrder(distances: Float32Array, weight: Float64Array): Uint32Array {
  const n = weight.length;
  const mean = weight.slice();
  const size = new Uint32Array(n).fill(1);
  const leaves: (number[] | null)[] = Array.from({ length: n }, (_, sample) => [sample]);
  const chain: number[] = [];
  for (let merged = 0; merged < n - 1; merged++) {
    if (chain.length === 0) chain.push(leaves.findIndex((members) => members !== null));
    for (;;) {
      const top = chain[chain.length - 1];
      const before = chain[chain.length - 2] ?? -1;
      // On a tie the neighbour before wins, or the chain would never close.
      let nearest = before;
      let least = before < 0 ? Number.POSITIVE_INFINITY : distances[top * n + before];
      for (let other = 0; other < n; other++) {
        if (other === top || leaves[other] === null || distances[top * n + other] >= least) continue;
        least = distances[top * n + other];
        nearest = other;
      }
      if (nearest === before) break;
      chain.push(nearest);
    }
    const a = chain.pop() as number;
    const b = chain.pop() as number;
    merge(a, b, distances, size, mean, leaves);
  }
  return Uint32Array.from(leaves.find((members) => members !== null) ?? []);
}

/** Joins cluster `b` into `a`. */
function merge(
  a: number,
  b: number,
  distances: Float32Array,
  size: Uint32Array,
  mean: Float64Array,
  leaves: (number[] | null)[],
): void {
  const n = size.length;
  for (let other = 0; other < n; other++) {
    if (other === a || other === b || leaves[other] === null) continue;
    const joined = (size[a] * distances[a * n + other] + size[b] * distances[b * n + other]) / (size[a] + size[b]);
    distances[a * n + other] = distances[other * n + a] = joined;
  }
  const [first, second] = [leaves[a] ?? [], leaves[b] ?? []];
  leaves[a] = mean[a] <= mean[b] ? first.concat(second) : second.concat(first);
  mean[a] = (size[a] * mean[a] + size[b] * mean[b]) / (size[a] + size[b]);
  size[a] += size[b];
  leaves[b] = null;
}

function byScore(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values.keys());
  const rank = (sample: number) => (Number.isNaN(values[sample]) ? Number.POSITIVE_INFINITY : values[sample]);
  return order.sort((a, b) => rank(a) - rank(b) || a - b);
}
