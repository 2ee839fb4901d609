/** Sorting the doubled ranks of a set; twin: assembly/score/spread/sort.ts. */

/** Sets up to this size are sorted by one pass over leading bits and insertion. */
const SMALL = 128;
const BUCKETS = 256;

const histogram = new Uint32Array(BUCKETS);

/**
 * Sorts `count` doubled ranks, ascending.
 *
 * Small sets: dealt into 128 buckets by their leading bits, which leaves little for insertion to do. Larger ones: LSD radix
 * sort by bytes, since one bucket may then hold too many for insertion.
 *
 * @param ranks u32[2 count]: the ranks, then room for as many
 * @param bits number of significant bits of the largest rank
 * @returns where in `ranks` the sorted ones begin: 0 or `count`
 */
export function sortRanks(ranks: Uint32Array, count: number, bits: number): number {
  if (count <= SMALL) {
    scatter(ranks, 0, count, count, Math.max(bits - 7, 0));
    for (let i = count + 1; i < 2 * count; i++) {
      const rank = ranks[i];
      let j = i;
      for (; j > count && ranks[j - 1] > rank; j--) ranks[j] = ranks[j - 1];
      ranks[j] = rank;
    }
    return count;
  }
  let from = 0;
  for (let shift = 0; shift < bits; shift += 8) {
    scatter(ranks, from, count - from, count, shift);
    from = count - from;
  }
  return from;
}

/** Copies `count` ranks from index `from` to index `to`, in the order of 8 bits of theirs and otherwise as they stood. */
function scatter(ranks: Uint32Array, from: number, to: number, count: number, shift: number): void {
  histogram.fill(0);
  for (let i = from; i < from + count; i++) histogram[(ranks[i] >>> shift) & (BUCKETS - 1)]++;
  let next = to;
  for (let bucket = 0; next < to + count; bucket++) {
    const size = histogram[bucket];
    histogram[bucket] = next;
    next += size;
  }
  for (let i = from; i < from + count; i++) ranks[histogram[(ranks[i] >>> shift) & (BUCKETS - 1)]++] = ranks[i];
}
